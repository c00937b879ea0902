import { EventEmitter } from 'node:events';
import { createFakeBrowserWindow, type FakeBrowserWindow } from './fake-browser-window.ts';
import { FakeDialog } from './fake-dialog.ts';
import { FakeSafeStorage } from './fake-safe-storage.ts';
import { createFakeSessions, FakeProtocol } from './fake-session.ts';
import { FakeUtilityProcess } from './fake-utility-process.ts';

/**
 * Electron's main-process modules for machines without its binary: the same names, the same order of events,
 * nothing on a screen. Typed by what the app uses of them; a cast at the edge makes them Electron's.
 */

type Listener = (event: unknown, ...args: unknown[]) => unknown;

/** An event that a listener can refuse, as Electron hands them out. */
export const preventable = <T extends object>(fields: T) => {
  let defaultPrevented = false;
  return {
    ...fields,
    preventDefault: () => {
      defaultPrevented = true;
    },
    get defaultPrevented() {
      return defaultPrevented;
    },
  };
};

class FakeApp extends EventEmitter {
  readonly userData: string;
  isPackaged = true;
  sandboxed = false;
  /** False: another instance of the app runs already. */
  isFirstInstance = true;
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

  quit(): void {
    if (this.ended !== null) return;
    const event = preventable({});
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
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
  const children: FakeUtilityProcess[] = [];
  return {
    app,
    BrowserWindow: createFakeBrowserWindow(app, windows),
    dialog: new FakeDialog(),
    ipcMain: new FakeIpcMain(),
    protocol,
    safeStorage,
    screen: {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
    },
    session: createFakeSessions(protocol),
    shell: new FakeShell(),
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
    /** Every window ever opened. */
    windows: windows as readonly FakeBrowserWindow[],
    /** Every utility process ever started. */
    children: children as readonly FakeUtilityProcess[],
  };
};

export type FakeElectron = ReturnType<typeof createFakeElectron>;
