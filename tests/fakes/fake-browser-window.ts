import { EventEmitter } from 'node:events';
import { preventable } from './preventable.ts';

/** `BrowserWindow` without a screen. */

type Bounds = { x: number; y: number; width: number; height: number };
type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

export class FakeWebContents extends EventEmitter {
  #url = '';
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
  /** Called for each message to the page. */
  onSend: (channel: string, payload: unknown) => void = () => {};
  backgroundThrottling = true;

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

  zoomFactor = 1;

  setZoomFactor(factor: number): void {
    this.zoomFactor = factor;
  }

  readonly replaced: string[] = [];
  readonly learned: string[] = [];
  /** In which text fields are checked. */
  dictionaries: readonly string[] = [];
  readonly session = {
    availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US', 'es', 'hi'],
    setSpellCheckerLanguages: (languages: readonly string[]): void => {
      this.dictionaries = languages;
    },
    addWordToSpellCheckerDictionary: (word: string): boolean => this.learned.push(word) > 0,
  };

  replaceMisspelling(word: string): void {
    this.replaced.push(word);
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  setBackgroundThrottling(allowed: boolean): void {
    this.backgroundThrottling = allowed;
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

/** The app as its windows know it. */
type WindowOwner = EventEmitter & { readonly isQuitting: boolean };

export class FakeBrowserWindow extends EventEmitter {
  readonly options: FakeWindowOptions;
  readonly webContents = new FakeWebContents();
  visible: boolean;
  maximized = false;
  minimized = false;
  focused = 0;
  bounds: Bounds;
  /** False: the person looks at another program. */
  isInFront = true;
  flashes = false;
  fullScreen = false;
  overlay: { image: unknown; description: string } | null = null;
  #destroyed = false;
  readonly #app: WindowOwner;
  readonly #siblings: FakeBrowserWindow[];

  constructor(options: FakeWindowOptions, app: WindowOwner, siblings: FakeBrowserWindow[]) {
    super();
    this.#app = app;
    this.#siblings = siblings;
    this.options = options;
    this.visible = options.show ?? true;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.minSize = [options.minWidth ?? 0, options.minHeight ?? 0];
    siblings.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.setURL(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
    this.isInFront = false;
  }

  isVisible(): boolean {
    return this.visible;
  }

  focus(): void {
    this.focused += 1;
    this.isInFront = true;
    this.emit('focus');
  }

  isFocused(): boolean {
    return this.visible && this.isInFront;
  }

  isFullScreen(): boolean {
    return this.fullScreen;
  }

  setFullScreen(fullScreen: boolean): void {
    this.fullScreen = fullScreen;
    this.emit(fullScreen ? 'enter-full-screen' : 'leave-full-screen');
  }

  flashFrame(flashes: boolean): void {
    this.flashes = flashes;
  }

  setOverlayIcon(image: unknown, description: string): void {
    this.overlay = image === null ? null : { image, description };
  }

  maximize(): void {
    this.maximized = true;
    this.visible = true;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  unmaximize(): void {
    this.maximized = false;
  }

  /** Where it was told to stay above the others; null: nowhere. */
  onTop: string | null = null;
  minSize: [width: number, height: number] = [0, 0];

  setAlwaysOnTop(flag: boolean, level = 'floating'): void {
    this.onTop = flag ? level : null;
  }

  getMinimumSize(): number[] {
    return this.minSize;
  }

  setMinimumSize(width: number, height: number): void {
    this.minSize = [width, height];
  }

  getBounds(): Bounds {
    return this.bounds;
  }

  setBounds(bounds: Bounds): void {
    const [width, height] = this.minSize;
    this.bounds = {
      ...bounds,
      width: Math.max(width, bounds.width),
      height: Math.max(height, bounds.height),
    };
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

  /** As if a person closed it; whoever listens may refuse. */
  close(): void {
    if (this.#destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  /** Gone, whatever anybody says. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.emit('closed');
    const isLast = this.#siblings.every((window) => window.isDestroyed());
    if (isLast && !this.#app.isQuitting) this.#app.emit('window-all-closed');
  }
}

/** The class as one app sees it: its windows register there. */
export const createFakeBrowserWindow = (app: WindowOwner, windows: FakeBrowserWindow[]) =>
  class extends FakeBrowserWindow {
    constructor(options: FakeWindowOptions) {
      super(options, app, windows);
    }
  };
