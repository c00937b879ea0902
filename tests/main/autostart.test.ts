import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { createAutostart, HIDDEN_ARGUMENT, type AutostartPlace } from '../../src-main/services/autostart.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

let folder: ReturnType<typeof makeTempFolder>;
let electron: FakeElectron;

const setUp = (platform: NodeJS.Platform, changes: Partial<AutostartPlace> = {}) =>
  createAutostart({
    app: electron.app as unknown as ElectronParts['app'],
    place: {
      platform,
      environment: {},
      configFolder: folder.path,
      execPath: '/opt/Anteroom/anteroom',
      argv: ['/opt/Anteroom/anteroom'],
      isPackaged: true,
      ...changes,
    },
    log: createMemoryLog().log,
  });

beforeEach(() => {
  folder = makeTempFolder();
  electron = createFakeElectron({ userData: folder.path });
});
afterEach(() => folder.remove());

describe('on Linux', () => {
  const entryFile = () => join(folder.path, 'autostart', 'anteroom.desktop');

  it('writes and removes a desktop entry in the folder of the person', () => {
    const autostart = setUp('linux');
    expect(autostart.state()).toBe('off');
    expect(autostart.set(true)).toBe('on');
    expect(readFileSync(entryFile(), 'utf8').split('\n')).toEqual([
      '[Desktop Entry]',
      'Type=Application',
      'Name=Anteroom',
      'Exec="/opt/Anteroom/anteroom" --hidden',
      'Terminal=false',
      'X-GNOME-Autostart-enabled=true',
      '',
    ]);
    expect(autostart.set(true)).toBe('on');
    expect(autostart.set(false)).toBe('off');
    expect(autostart.set(false)).toBe('off');
  });

  it('starts the AppImage and not what it unpacks to, whatever its path has in it', () => {
    const path = '/home/ada/my "apps"/100% $HOME `x`/back\\slash.AppImage';
    setUp('linux', { environment: { APPIMAGE: path } }).set(true);
    const exec = /^Exec=(.*)$/m.exec(readFileSync(entryFile(), 'utf8'))?.[1] ?? '';
    // As the specification reads it: the escapes of a string, the field codes, then the quotes, which are a shell's.
    const read = exec.replaceAll('\\\\', '\\').replaceAll('%%', '%');
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${read}`], { encoding: 'utf8' }).split('\n');
    expect(words).toEqual([path, HIDDEN_ARGUMENT, '']);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'sees that the system has switched it off by %s, and switches it on again',
    (line) => {
      mkdirSync(join(folder.path, 'autostart'));
      writeFileSync(entryFile(), `[Desktop Entry]\n${line}\n`);
      const autostart = setUp('linux');
      expect(autostart.state()).toBe('blocked');
      expect(autostart.set(true)).toBe('on');
    },
  );
});

describe('on Windows and macOS', () => {
  it.each([
    ['win32', [HIDDEN_ARGUMENT]],
    ['darwin', []],
  ] as const)("is a login item of the system's on %s", (platform, args) => {
    const autostart = setUp(platform);
    expect(autostart.state()).toBe('off');
    expect(autostart.set(true)).toBe('on');
    expect(electron.app.loginItems.item).toEqual({ openAtLogin: true, args });
    electron.app.loginItems.isBlocked = true;
    expect(autostart.state()).toBe('blocked');
    expect(autostart.set(false)).toBe('off');
  });
});

it('has no way on other systems, and none for what only a developer runs', () => {
  for (const autostart of [setUp('freebsd'), setUp('win32', { isPackaged: false })]) {
    expect(autostart.state()).toBe('unsupported');
    expect(autostart.set(true)).toBe('unsupported');
  }
  expect(electron.app.loginItems.item.openAtLogin).toBe(false);
});

it('knows a start at login from one by a person', () => {
  expect(setUp('linux').isStartedHidden()).toBe(false);
  expect(setUp('win32', { argv: ['anteroom.exe', HIDDEN_ARGUMENT] }).isStartedHidden()).toBe(true);
  electron.app.loginItems.wasOpenedAtLogin = true;
  expect(setUp('darwin').isStartedHidden()).toBe(true);
  expect(setUp('linux').isStartedHidden()).toBe(false);
});
