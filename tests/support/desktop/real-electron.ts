import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { findElectron, thisMachine } from '../../../tools/launch/electron-binary.ts';
import { makeTempFolder } from './temp-folder.ts';

/**
 * The same specs in Electron itself, where its binary is: a spec registers its test for Electron if `path` is
 * here, beside the one over the harness. Otherwise one line says why not; with REQUIRE_ELECTRON it is an error,
 * so that a release is never tested without.
 */
export const realElectron = ((): { path: string } | null => {
  const found = findElectron(thisMachine(() => undefined));
  if ('path' in found) return found;
  if (process.env['REQUIRE_ELECTRON']) throw new Error(`Electron is required here: ${found.reason}`);
  return null;
})();

/** One line for the run, not one for each spec and worker that asks. */
export const sayWithoutElectron = (): void => {
  const found = findElectron(thisMachine(() => undefined));
  if ('reason' in found) console.log(`The desktop specs run without Electron only: ${found.reason}.`);
};

export type RealDesktop = {
  app: ElectronApplication;
  page: Page;
  userData: string;
  reload(): Promise<void>;
  close(): Promise<void>;
};

/**
 * The built app in Electron, with data of its own and a pretended camera.
 * @param initScript runs in each page before the app's own scripts
 * @param more further arguments, an invitation link for example
 */
export const openInElectron = async (
  path: string,
  { initScript, more = [] }: { initScript?: () => void; more?: readonly string[] } = {},
): Promise<RealDesktop> => {
  const folder = makeTempFolder();
  const app = await _electron.launch({
    executablePath: path,
    args: [
      '.',
      `--user-data-dir=${folder.path}`,
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
      ...more,
    ],
  });
  if (initScript !== undefined) await app.context().addInitScript(initScript);
  const page = await app.firstWindow();
  const reload = async (): Promise<void> => {
    await page.reload();
  };
  // The first load was before the init script.
  if (initScript !== undefined) await reload();
  return {
    app,
    page,
    userData: folder.path,
    reload,
    close: async () => {
      await app.close();
      folder.remove();
    },
  };
};
