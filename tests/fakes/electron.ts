import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeElectron } from './fake-electron.ts';
import { createPageElectron } from './page-electron.ts';

/**
 * The fake module in the place of `electron`. It is main process and preload in one, and the two are
 * connected; a test that needs an app of its own makes one instead.
 */

const main = createFakeElectron({ userData: join(tmpdir(), 'anteroom-fake-electron') });

const page = createPageElectron({
  invoke: (channel, args) =>
    main.ipcMain.invoke(
      { senderFrame: { url: 'app://anteroom/', parent: null } },
      channel,
      ...structuredClone(args),
    ),
  world: globalThis,
});

export const {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  systemPreferences,
  utilityProcess,
} = main;
export const { contextBridge, ipcRenderer, deliver, listenerCount } = page;

// electron-store imports the module as a whole.
export default { ...main, ...page };
