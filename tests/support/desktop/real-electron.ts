import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, test, type ElectronApplication, type Page } from '@playwright/test';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { findElectron, thisMachine } from '../../../tools/launch/electron-binary.ts';
import { makeBareApp } from './bare-app.ts';
import type { SpecDesktop, SpecStart } from './spec-desktop.ts';

/**
 * The app of a spec in Electron itself, where its binary is: driven by Playwright, with data of its own, a pretended
 * camera and the sandbox on. Otherwise one line says why not; with REQUIRE_ELECTRON it is an error, so that a release
 * is never tested without.
 */
export const realElectron = ((): { path: string } | null => {
  const found = findElectron(thisMachine(() => undefined));
  if ('path' in found) return found;
  if (process.env['REQUIRE_ELECTRON']) throw new Error(`Electron is required here: ${found.reason}`);
  return null;
})();

let isSaid = false;

/** One line for the run, not one for each spec and worker that asks. */
export const sayWithoutElectron = (): void => {
  const found = findElectron(thisMachine(() => undefined));
  if (isSaid || process.env['TEST_WORKER_INDEX'] !== undefined || !('reason' in found)) return;
  isSaid = true;
  console.log(`The desktop specs run without Electron only: ${found.reason}.`);
};

const SERVICE_NAME = 'Anteroom clinic server';
const PASSPHRASE = 'a passphrase for this computer';
/** Longer than a clinic takes to stop. */
const END_MS = 20_000;

const SWITCHES = [
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  // As in playwright.config.ts: no resolver knows the names behind which addresses would hide.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  // No key store of this machine: on Linux the app asks for a passphrase then, on macOS the system asks nobody.
  '--password-store=basic',
  '--use-mock-keychain',
] as const;

/** What Electron is started with; a link must come last, because Windows lets no switch follow it. */
const argumentsOf = (app: string, userData: string, argv: readonly string[]): string[] => [
  '--require',
  join(import.meta.dirname, 'before-app.cjs'),
  `--user-data-dir=${userData}`,
  ...SWITCHES,
  app,
  ...argv,
];

/** Runs in the page: as the person who is asked for the passphrase of a computer without a key store. */
const openKeyStore = async (passphrase: string): Promise<'open' | 'opened'> => {
  const { secrets } = (window as unknown as { anteroom: AnteroomBridge }).anteroom;
  const { status } = await secrets.state();
  if (status === 'unset') await secrets.setPassphrase({ passphrase });
  if (status !== 'locked') return 'open';
  await secrets.unlock({ passphrase });
  return 'opened';
};

/** What the specs ask the main process for, and what no test should really do to the machine. */
const watchMain = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ powerSaveBlocker, shell }) => {
    const seen = { held: new Map<number, string>(), opened: [] as string[] };
    Object.assign(globalThis, { specSeen: seen });
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    const stop = powerSaveBlocker.stop.bind(powerSaveBlocker);
    powerSaveBlocker.start = (type) => {
      const id = start(type);
      seen.held.set(id, type);
      return id;
    };
    powerSaveBlocker.stop = (id) => {
      seen.held.delete(id);
      return stop(id);
    };
    shell.openExternal = async (url) => void seen.opened.push(url);
  });

type Seen = { held: ReadonlyMap<number, string>; opened: readonly string[] };
declare global {
  /** In Electron's main process. */
  var specSeen: Seen;
}

/** The first window, whose page begins anew once the context is prepared, with the key store open. */
const openFirst = async (app: ElectronApplication, prepare: SpecStart['prepare']): Promise<Page> => {
  const page = await app.firstWindow();
  await page.waitForLoadState();
  await prepare(app.context());
  await page.reload();
  // Tokens are among what was locked.
  if ((await page.evaluate(openKeyStore, PASSPHRASE)) === 'opened') await page.reload();
  return page;
};

export const openInElectron = async (
  path: string,
  { userData, argv, barePage, prepare }: SpecStart,
): Promise<SpecDesktop> => {
  mkdirSync(userData, { recursive: true });
  const folder = barePage === null ? process.cwd() : makeBareApp(barePage, userData);
  const app = await _electron.launch({
    executablePath: path,
    args: argumentsOf(folder, userData, argv),
    chromiumSandbox: true,
  });
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    app.on('close', () => {
      ended = true;
      resolve();
    });
  });
  let opened = app.windows().length;
  app.on('window', () => (opened += 1));
  const pid = await app.evaluate(() => process.pid);
  await watchMain(app);
  let page = await openFirst(app, prepare);

  const others = new Set<ChildProcess>();
  /** A second process, which hands its arguments to the first one and ends. */
  const startAgain = async (...more: string[]): Promise<void> => {
    const other = spawn(path, argumentsOf(folder, userData, more), { stdio: 'ignore' });
    others.add(other);
    await once(other, 'exit');
    others.delete(other);
  };

  return {
    get page() {
      return page;
    },
    replaced: async (act) => {
      const next = app.waitForEvent('window');
      await act();
      page = await next;
      return page;
    },
    windowsOpened: () => opened,
    partitions: async () => {
      const partitions = join(userData, 'Partitions');
      return existsSync(partitions) ? readdirSync(partitions) : [];
    },
    openLink: (link) => startAgain(link),
    reload: async () => {
      await page.reload();
    },
    killServer: async () => {
      const server = await app.evaluate(
        (electron, name) => electron.app.getAppMetrics().find((metric) => metric.name === name)?.pid,
        SERVICE_NAME,
      );
      if (server === undefined) throw new Error('no server runs');
      process.kill(server, 'SIGKILL');
    },
    chooseFile: (file) =>
      app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
      }, file),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    isWindowVisible: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false),
    showWindow: () => startAgain(),
    quit: async () => {
      // It may be gone before it has answered.
      await app.evaluate((electron) => electron.app.quit()).catch(() => undefined);
    },
    hasEnded: () => ended,
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await closed;
    },
    wakeUp: () => app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume')),
    heldAwake: () => app.evaluate(() => [...globalThis.specSeen.held.values()]),
    openedOutside: () => app.evaluate(() => [...globalThis.specSeen.opened]),
    push: (name, payloads) =>
      app.evaluate(
        ({ BrowserWindow }, { channel, all }) => {
          const [window] = BrowserWindow.getAllWindows();
          for (const payload of all) window?.webContents.send(channel, payload);
        },
        { channel: name, all: [...payloads] },
      ),
    onlyFaked: async (why) => {
      console.log(`  ${test.info().title}: not looked at in Electron, because ${why}`);
    },
    end: async () => {
      for (const other of others) other.kill('SIGKILL');
      const late = setTimeout(() => {
        // Gone by itself at the last moment: there is nothing left to end.
        if (!ended) process.kill(pid, 'SIGKILL');
      }, END_MS);
      if (!ended) {
        await app
          .evaluate(({ powerMonitor }) => void powerMonitor.emit('shutdown', { preventDefault: () => {} }))
          .catch(() => undefined);
      }
      await closed;
      clearTimeout(late);
    },
  };
};
