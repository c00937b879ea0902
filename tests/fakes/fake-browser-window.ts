import { EventEmitter } from 'node:events';

/** `BrowserWindow` without a screen. */

type Bounds = { x: number; y: number; width: number; height: number };
type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

export class FakeWebContents extends EventEmitter {
  #url = '';
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
  /** Called for each message to the page. */
  onSend: (channel: string, payload: unknown) => void = () => {};

  getURL(): string {
    return this.#url;
  }

  setURL(url: string): void {
    this.#url = url;
  }

  send(channel: string, payload: unknown): void {
    // Electron clones here: what cannot be cloned throws in the sender.
    this.onSend(channel, structuredClone(payload));
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  /** What `window.open(url)` in the page would get. */
  openWindow(url: string): 'allow' | 'deny' {
    return this.#windowOpenHandler({ url }).action;
  }
}

export type FakeWindowOptions = Partial<Bounds> & {
  show?: boolean;
  minWidth?: number;
  minHeight?: number;
  webPreferences?: Record<string, unknown>;
};

export class FakeBrowserWindow extends EventEmitter {
  readonly options: FakeWindowOptions;
  readonly webContents = new FakeWebContents();
  visible: boolean;
  maximized = false;
  minimized = false;
  focused = 0;
  bounds: Bounds;
  #destroyed = false;
  readonly #app: EventEmitter;
  readonly #siblings: FakeBrowserWindow[];

  constructor(options: FakeWindowOptions, app: EventEmitter, siblings: FakeBrowserWindow[]) {
    super();
    this.#app = app;
    this.#siblings = siblings;
    this.options = options;
    this.visible = options.show ?? true;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    siblings.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.setURL(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.visible = true;
  }

  focus(): void {
    this.focused += 1;
  }

  maximize(): void {
    this.maximized = true;
    this.visible = true;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  restore(): void {
    this.minimized = false;
  }

  getNormalBounds(): Bounds {
    return this.bounds;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Gone at once: the page is not asked, and `close` is not emitted. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.emit('closed');
    if (this.#siblings.every((window) => window.isDestroyed())) this.#app.emit('window-all-closed');
  }

  /** As if a person closed it. */
  close(): void {
    if (this.#destroyed) return;
    this.emit('close', {});
    this.destroy();
  }
}

/** The class as one app sees it: its windows register there. */
export const createFakeBrowserWindow = (app: EventEmitter, windows: FakeBrowserWindow[]) =>
  class extends FakeBrowserWindow {
    constructor(options: FakeWindowOptions) {
      super(options, app, windows);
    }
  };
