import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether Electron can open the app on this machine: its path, or the reason why not. */
export type ElectronSearch = { path: string } | { reason: string };

/** What the search looks at; the tests bring their own machine. */
export type Machine = {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  isRoot: boolean;
  /** Folder of the `electron` package; null if it is not installed. */
  electronFolder: string | null;
  /** Downloads the binary into `electronFolder`. Resolves with null, or with the reason of the failure. */
  download: () => Promise<string | null>;
};

const electronFolder = (): string | null => {
  try {
    // The package's own module starts the download when it is loaded; its package.json does not.
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
};

/** In milliseconds. A closed network does not always refuse; it may just never answer. */
export type Patience = {
  /** Until the first byte. */
  firstByte: number;
  /** Between two pieces, and for unpacking after the last one. */
  next: number;
};

/**
 * Runs a download in a process of its own, without its output, and gives up when nothing moves any more.
 * @param script sends a message to its parent for each piece that arrives
 * @param onFirstByte the download really runs now
 */
export const runDownload = (
  script: string,
  patience: Patience,
  onFirstByte: () => void,
): Promise<string | null> =>
  new Promise((resolve) => {
    const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let words = '';
    let hasBegun = false;
    const giveUp = (): void => {
      resolve(hasBegun ? 'the download stands still' : 'the network does not answer');
      child.kill('SIGKILL');
    };
    let timer = setTimeout(giveUp, patience.firstByte);
    child.on('message', () => {
      if (!hasBegun) onFirstByte();
      hasBegun = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience.next);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      const message = /^\w*Error[^:]*: (.*)$/m.exec(words)?.[1];
      resolve(code === 0 ? null : (message ?? `the installer ended with ${String(code)}`));
    });
  });

const installScript = fileURLToPath(new URL('./install-electron.ts', import.meta.url));

/** This machine, as `npm start` and `npm run dev` find it. */
export const thisMachine = (print: (line: string) => void): Machine => ({
  platform: process.platform,
  environment: process.env,
  isRoot: process.getuid?.() === 0,
  electronFolder: electronFolder(),
  download: () =>
    runDownload(installScript, { firstByte: 15_000, next: 60_000 }, () =>
      print('Downloading Electron, once …'),
    ),
});

/** The binary that is here already, found as the `electron` package itself finds it; null if there is none. */
const installedBinary = ({ electronFolder: folder, environment }: Machine): string | null => {
  if (folder === null) return null;
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : '';
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const path = override ? join(override, name || 'electron') : name && join(folder, 'dist', name);
  return path && existsSync(path) ? path : null;
};

/** Why no binary would help; null if one would. */
const obstacle = ({ platform, environment, isRoot, electronFolder: folder }: Machine): string | null => {
  if (!['linux', 'darwin', 'win32'].includes(platform)) return `there is no Electron for ${platform}`;
  if (platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return 'there is no display';
  }
  if (platform === 'linux' && isRoot) return 'Electron does not run as root';
  return folder === null ? 'the package electron is not installed' : null;
};

/** Looks for a usable Electron without the network. */
export const findElectron = (machine: Machine): ElectronSearch => {
  const reason = obstacle(machine);
  if (reason !== null) return { reason };
  const path = installedBinary(machine);
  return path === null ? { reason: "Electron's binary is not here" } : { path };
};

/** Looks for a usable Electron and downloads it if that would help. Ends in bounded time. */
export const obtainElectron = async (machine: Machine): Promise<ElectronSearch> => {
  const found = findElectron(machine);
  if ('path' in found || obstacle(machine) !== null) return found;
  const failure = await machine.download();
  if (failure !== null) return { reason: `Electron's binary cannot be had: ${failure}` };
  return findElectron(machine);
};
