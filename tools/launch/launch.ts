import { runChild } from './run-child.ts';
import type { ElectronSearch } from './electron-binary.ts';

/** An Electron that ends with an error this soon never opened a window. */
const FAILED_START_MS = 10_000;

const urlOfReadyLine = (line: string): string | null => {
  if (!line.includes('"event":"listening"')) return null;
  const { url } = JSON.parse(line) as { url?: unknown };
  return typeof url === 'string' ? url : null;
};

const tryElectron = async (path: string, root: string): Promise<number | string> => {
  const environment = { ...process.env };
  // With it, the binary would be a plain Node.
  delete environment['ELECTRON_RUN_AS_NODE'];
  try {
    const { exitCode, lived } = await runChild(path, ['.'], { cwd: root, environment });
    return exitCode !== 0 && lived < FAILED_START_MS ? `Electron ended with ${exitCode}` : exitCode;
  } catch (error) {
    return `Electron does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
};

/**
 * Opens the built app in Electron; where that cannot be, says so in one line and serves the same app to the
 * browser until the server ends.
 * @param root absolute folder of the project
 * @param server absolute path of the built stand-alone server
 * @returns the exit code for this process
 */
export const launch = async ({
  electron,
  root,
  server,
  print,
}: {
  electron: ElectronSearch;
  root: string;
  server: string;
  print: (line: string) => void;
}): Promise<number> => {
  let reason: string;
  if ('path' in electron) {
    const outcome = await tryElectron(electron.path, root);
    if (typeof outcome === 'number') return outcome;
    reason = outcome;
  } else {
    reason = electron.reason;
  }
  print(`The app cannot open in Electron here (${reason}); it is served to the browser instead.`);
  const { exitCode } = await runChild(process.execPath, [server], {
    cwd: root,
    onLine: (line) => {
      const url = urlOfReadyLine(line);
      if (url !== null) print(`Open ${url} in a browser.`);
    },
  });
  return exitCode;
};
