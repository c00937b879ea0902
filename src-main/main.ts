import { join } from 'node:path';
import {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  desktopCapturer,
  dialog,
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
} from 'electron';
import { startDesktopApp } from './desktop-app.ts';
import { electronIpc } from './ipc.ts';

/** Entry point of the desktop app: hands Electron and the built files to the app. */

const built = import.meta.dirname;

startDesktopApp({
  electron: {
    app,
    autoUpdater,
    BrowserWindow,
    clipboard,
    desktopCapturer,
    dialog,
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
  },
  ipc: electronIpc(),
  paths: {
    renderer: join(built, '..', 'renderer'),
    preload: join(built, '..', 'preload', 'index.cjs'),
    serverChild: join(built, 'child.js'),
    cacheWorker: join(built, 'cache-worker.js'),
    resources: join(built, '..', '..', 'resources'),
  },
});
