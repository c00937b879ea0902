import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { FakeSafeStorage } from '../../fakes/fake-safe-storage.ts';
import type { DesktopPaths } from '../../../src-main/desktop-app.ts';
import { builtPaths, openDesktop } from './harness.ts';
import type { SpecDesktop, SpecStart } from './spec-desktop.ts';

/** The app of a spec in a plain Chromium, over the fake of Electron (harness.ts). */

/** The paths of the built app, with a page of the spec's own. */
const withBarePage = (html: string, folder: string): DesktopPaths => {
  const renderer = join(folder, 'bare-page');
  mkdirSync(renderer, { recursive: true });
  writeFileSync(join(renderer, 'index.html'), html);
  return { ...builtPaths(), renderer };
};

/** Key stores of the computers that the folders of data are on: they outlive the app. */
const keyStores = new Map<string, FakeSafeStorage>();

const keyStoreOf = (userData: string): FakeSafeStorage => {
  const store = keyStores.get(userData) ?? new FakeSafeStorage();
  keyStores.set(userData, store);
  return store;
};

export const openInHarness = async (
  browser: Browser,
  { userData, argv, barePage, prepare }: SpecStart,
): Promise<SpecDesktop> => {
  // The clinic's certificate is its own: the app knows it by its key (clinic-certificates.ts).
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  await prepare(context);
  const desktop = await openDesktop(context, {
    argv,
    userData,
    safeStorage: keyStoreOf(userData),
    ...(barePage === null ? {} : { paths: withBarePage(barePage, userData) }),
  });
  const { electron } = desktop;
  const window = () => electron.windows.at(-1);
  const trayChoice = (label: string): void => electron.trays.at(-1)?.choose(label);

  return {
    get page() {
      return desktop.page;
    },
    replaced: desktop.replaced,
    windowsOpened: () => electron.windows.length,
    partitions: async () =>
      [...electron.session.partitions.keys()].map((name) => name.replace(/^persist:/, '')),
    openLink: async (link) => desktop.openLink(link),
    reload: desktop.reload,
    killServer: async () => desktop.killServer(),
    chooseFile: async (file) => electron.dialog.answer(file),
    closeWindow: async () => window()?.close(),
    isWindowVisible: async () => window()?.isVisible() ?? false,
    showWindow: async () => trayChoice('Show Anteroom'),
    quit: async () => electron.app.quit(),
    kill: async () => {
      // The main process is this one: its page goes without a word, and it hears nothing of it.
      electron.app.removeAllListeners('window-all-closed');
      for (const child of electron.children) if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      await context.close();
    },
    hasEnded: () => electron.app.ended !== null,
    wakeUp: async () => void electron.powerMonitor.emit('resume'),
    heldAwake: async () => electron.powerSaveBlocker.held,
    openedOutside: async () => electron.shell.opened,
    push: async (name, payloads) => {
      for (const payload of payloads) window()?.webContents.send(name, payload);
    },
    onlyFaked: async (_why, look) => look(electron),
    end: async () => {
      await desktop.close();
      await context.close();
    },
  };
};
