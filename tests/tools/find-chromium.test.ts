import { describe, expect, it } from 'vitest';
import { findChromium, findHeadlessShell, type Machine } from '../../tools/find-chromium.ts';

const machine = (changes: Partial<Machine> & { files?: string[] }): Machine => ({
  platform: 'linux',
  environment: {},
  exists: (path) => (changes.files ?? []).includes(path),
  playwrightPath: () => '/home/me/.cache/playwright/chrome',
  ...changes,
});

describe('the search for Chromium', () => {
  it('takes CHROMIUM_PATH before anything else', () => {
    const environment = { CHROMIUM_PATH: '/opt/mine' };
    expect(findChromium(machine({ environment, files: ['/usr/bin/chromium', '/opt/mine'] }))).toEqual({
      found: '/opt/mine',
    });
  });

  it('refuses a CHROMIUM_PATH that names nothing', () => {
    const search = findChromium(
      machine({ environment: { CHROMIUM_PATH: '/opt/gone' }, files: ['/usr/bin/chromium'] }),
    );
    expect(search).toEqual({ missing: 'CHROMIUM_PATH names /opt/gone, and there is no such file.' });
  });

  it.each([
    ['/usr/bin/chromium', 'linux'],
    ['/usr/bin/chromium-browser', 'linux'],
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'darwin'],
    ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'win32'],
    ['/home/me/.cache/playwright/chrome', 'linux'],
  ] as const)('finds %s on %s', (path, platform) => {
    const environment = { PROGRAMFILES: 'C:\\Program Files' };
    expect(findChromium(machine({ platform, environment, files: [path] }))).toEqual({ found: path });
  });

  it('prefers the browser of the system to the one of Playwright', () => {
    const files = ['/home/me/.cache/playwright/chrome', '/usr/bin/chromium'];
    expect(findChromium(machine({ files }))).toEqual({ found: '/usr/bin/chromium' });
  });

  it.each(['linux', 'darwin', 'win32'] as const)('says in one line how to get it on %s', (platform) => {
    const search = findChromium(machine({ platform }));
    expect(search).toEqual({ missing: expect.stringMatching(/^Chromium was not found: install .+\.$/) });
  });
});

describe('the search for the shell without a window', () => {
  const files = ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell', '/opt/mine'];

  it('takes it where it is', () => {
    expect(findHeadlessShell(machine({ files }))).toEqual({ found: '/usr/bin/chromium-headless-shell' });
  });

  it('takes the browser that CHROMIUM_PATH names', () => {
    const environment = { CHROMIUM_PATH: '/opt/mine' };
    expect(findHeadlessShell(machine({ environment, files }))).toEqual({ found: '/opt/mine' });
  });

  it('takes Chromium where there is none', () => {
    expect(findHeadlessShell(machine({ files: ['/usr/bin/chromium'] }))).toEqual({
      found: '/usr/bin/chromium',
    });
  });
});
