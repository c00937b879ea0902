import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

export type ChromiumSearch = { found: string } | { missing: string };

/** What the search looks at; the tests bring their own machine. */
export type Machine = {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  exists: (path: string) => boolean;
  /** Where Playwright would keep a browser of its own. */
  playwrightPath: () => string;
};

const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  exists: existsSync,
  playwrightPath: () => chromium.executablePath(),
};

const usualPlaces = ({ platform, environment }: Machine): string[] => {
  if (platform === 'darwin') {
    const folders = [
      '/Applications',
      ...(environment['HOME'] ? [`${environment['HOME']}/Applications`] : []),
    ];
    return folders.flatMap((folder) =>
      ['Google Chrome', 'Chromium'].map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => environment[name])
      .filter((folder) => folder !== undefined)
      .map((folder) => `${folder}\\Google\\Chrome\\Application\\chrome.exe`);
  }
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ];
};

/** How to get it, for each system in one line. */
const advice = (platform: NodeJS.Platform): string =>
  platform === 'linux'
    ? 'install it with "apt-get install chromium" or "npx playwright install chromium", or set CHROMIUM_PATH'
    : 'install Google Chrome, run "npx playwright install chromium", or set CHROMIUM_PATH';

/**
 * Finds the browser for the end-to-end tests: CHROMIUM_PATH, the system's own, then Playwright's.
 * A CHROMIUM_PATH that names nothing is an error, never skipped over.
 */
export const findChromium = (machine: Machine = thisMachine): ChromiumSearch => {
  const named = machine.environment['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    return machine.exists(named)
      ? { found: named }
      : { missing: `CHROMIUM_PATH names ${named}, and there is no such file.` };
  }
  const found = [...usualPlaces(machine), machine.playwrightPath()].find((path) => machine.exists(path));
  return found === undefined
    ? { missing: `Chromium was not found: ${advice(machine.platform)}.` }
    : { found };
};

/**
 * Chromium without a window: the same pages for two thirds of the work. Where there is none, or where CHROMIUM_PATH
 * asks for a certain browser, it is Chromium itself.
 */
export const findHeadlessShell = (machine: Machine = thisMachine): ChromiumSearch => {
  const path = '/usr/bin/chromium-headless-shell';
  const isFree = (machine.environment['CHROMIUM_PATH'] ?? '') === '';
  return isFree && machine.platform === 'linux' && machine.exists(path)
    ? { found: path }
    : findChromium(machine);
};

/** The path, or the end of the process with one line. */
export const requireChromium = (find = findChromium): string => {
  const search = find();
  if ('found' in search) return search.found;
  console.error(search.missing);
  process.exit(1);
};

if (import.meta.main) console.log(requireChromium());
