import { EventEmitter } from 'node:events';
import { createFakeBrowserWindow, type FakeBrowserWindow } from './fake-browser-window.ts';
import { FakeDialog } from './fake-dialog.ts';
import { FakeMessageBoxes } from './fake-message-box.ts';
import {
  createFakeNotification,
  FakeNotificationSystem,
  type FakeNotification,
} from './fake-notification.ts';
import { FakePowerMonitor, FakePowerSaveBlocker } from './fake-power.ts';
import { preventable } from './preventable.ts';
import { FakeLoginItems } from './fake-login-items.ts';
import { FakeSafeStorage } from './fake-safe-storage.ts';
import { createFakeSessions, FakeProtocol } from './fake-session.ts';
import { createFakeMenu, createFakeTray, fakeNativeImage, type FakeTray } from './fake-tray.ts';
import { FakeClipboard, FakeDesktopCapturer, FakeScreen } from './fake-screen.ts';
import { FakeSystemPreferences } from './fake-system-preferences.ts';
import { FakeUtilityProcess } from './fake-utility-process.ts';

/**
 * Electron's main-process modules for machines without its binary: the same names, the same order of events,
 * nothing on a screen. Typed by what the app uses of them; a cast at the edge makes them Electron's.
 */

export { preventable } from './preventable.ts';

type Listener = (event: unknown, ...args: unknown[]) => unknown;

class FakeApp extends EventEmitter {
  readonly userData: string;
  readonly loginItems = new FakeLoginItems();
  isPackaged = true;
  sandboxed = false;
  /** False: another instance of the app runs already. */
  isFirstInstance = true;
  /** Number on the dock or taskbar. */
  badge = 0;
  /** How often the dock's icon was told to jump. */
  bounces = 0;
  readonly dock = {
    bounce: (): number => {
      this.bounces += 1;
      return this.bounces;
    },
  };
  appUserModelId: string | null = null;
  toastActivatorCLSID: string | null = null;
  systemLanguages = ['en-GB'];
  /** Every window of the app; quitting closes them. */
  windows: readonly FakeBrowserWindow[] = [];
  isQuitting = false;
  /** How the app ended; null while it runs. */
  ended: { exitCode: number } | null = null;
  readonly #ready: Promise<void>;

  constructor(userData: string, ready: Promise<void>) {
    super();
    this.userData = userData;
    this.#ready = ready;
  }

  requestSingleInstanceLock(): boolean {
    return this.isFirstInstance;
  }

  enableSandbox(): void {
    this.sandboxed = true;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  getPath(): string {
    return this.userData;
  }

  /** Schemes whose links the system opens the app with. */
  readonly linkSchemes: string[] = [];

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.linkSchemes.push(scheme);
    return true;
  }

  getName(): string {
    return 'Anteroom';
  }

  getVersion(): string {
    return '0.0.0-test';
  }

  getLoginItemSettings(options?: { args?: string[] }): ReturnType<FakeLoginItems['get']> {
    return this.loginItems.get(options);
  }

  setLoginItemSettings(settings: { openAtLogin?: boolean; args?: string[] }): void {
    this.loginItems.set(settings);
  }

  quit(): void {
    if (this.ended !== null) return;
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    // As documented: the windows are closed first, and one that refuses ends the attempt.
    this.isQuitting = true;
    for (const window of this.windows) window.close();
    this.isQuitting = false;
    if (this.windows.every((window) => window.isDestroyed())) this.exit(0);
  }

  setBadgeCount(count: number): boolean {
    this.badge = count;
    return true;
  }

  setAppUserModelId(id: string): void {
    this.appUserModelId = id;
  }

  setToastActivatorCLSID(id: string): void {
    this.toastActivatorCLSID = id;
  }

  getPreferredSystemLanguages(): string[] {
    return this.systemLanguages;
  }

  exit(exitCode = 0): void {
    this.ended = { exitCode };
    this.emit('quit', {}, exitCode);
  }
}

class FakeIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, listener);
  }

  get channels(): string[] {
    return [...this.#handlers.keys()];
  }

  /** A call from a page; rejects with Electron's own words when nobody handles the channel or it throws. */
  async invoke(event: unknown, channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      return await handler(event, ...args);
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- only the words reach the page
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
    }
  }
}

class FakeShell {
  readonly opened: string[] = [];

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }

  /** Folders and files that were shown. */
  readonly shown: string[] = [];

  async openPath(path: string): Promise<string> {
    this.shown.push(path);
    return '';
  }
}

/**
 * @param userData folder of the app's own data
 * @param alterChildMessage what a test changes in the messages to utility processes
 * @param safeStorage of the start before: the same computer
 */
export const createFakeElectron = ({
  userData,
  alterChildMessage = (message) => message,
  safeStorage = new FakeSafeStorage(),
}: {
  userData: string;
  alterChildMessage?: (message: object) => object;
  safeStorage?: FakeSafeStorage;
}) => {
  let becomeReady: () => void = () => {};
  const app = new FakeApp(
    userData,
    new Promise<void>((resolve) => {
      becomeReady = resolve;
    }),
  );
  const windows: FakeBrowserWindow[] = [];
  const protocol = new FakeProtocol();
  app.windows = windows;
  const notifications: FakeNotification[] = [];
  const trays: FakeTray[] = [];
  const notificationSystem = new FakeNotificationSystem();
  const messageBoxes = new FakeMessageBoxes();
  const children: FakeUtilityProcess[] = [];
  return {
    app,
    /** Electron's own; electron-updater tells it when it installs. */
    autoUpdater: new EventEmitter(),
    BrowserWindow: createFakeBrowserWindow(app, windows),
    dialog: Object.assign(new FakeDialog(), { showMessageBox: messageBoxes.show }),
    ipcMain: new FakeIpcMain(),
    Menu: createFakeMenu(),
    nativeImage: fakeNativeImage,
    Notification: createFakeNotification(notifications, notificationSystem),
    powerMonitor: new FakePowerMonitor(),
    powerSaveBlocker: new FakePowerSaveBlocker(),
    protocol,
    safeStorage,
    clipboard: new FakeClipboard(),
    desktopCapturer: new FakeDesktopCapturer(),
    screen: new FakeScreen(),
    session: createFakeSessions(protocol),
    shell: new FakeShell(),
    Tray: createFakeTray(trays),
    systemPreferences: new FakeSystemPreferences(),
    utilityProcess: {
      fork: (modulePath: string) => {
        const child = new FakeUtilityProcess(modulePath, alterChildMessage);
        children.push(child);
        return child;
      },
    },
    /** Fires `ready`, as Electron does once its start is done. */
    becomeReady: () => {
      becomeReady();
      app.emit('ready');
    },
    messageBoxes,
    /** Every notification ever made. */
    notifications: notifications as readonly FakeNotification[],
    notificationSystem,
    /** Every tray icon ever made. */
    trays: trays as readonly FakeTray[],
    /** Every window ever opened. */
    windows: windows as readonly FakeBrowserWindow[],
    /** Every utility process ever started. */
    children: children as readonly FakeUtilityProcess[],
  };
};

export type FakeElectron = ReturnType<typeof createFakeElectron>;
