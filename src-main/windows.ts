import { APP_ORIGIN } from '../server/config.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { Log } from './services/logs.ts';
import { visibleBounds, type WindowStateStore } from './services/window-state.ts';

/** The app's one window. A page can't leave its session: for another one, another window takes its place. */

/**
 * Settings of every window's pages, by name even where they are Electron's default, so that a changed default
 * changes nothing here.
 */
export const webPreferences = (
  preload: string,
  devTools: boolean,
  partition?: string,
): Electron.WebPreferences => ({
  preload,
  ...(partition === undefined ? {} : { partition }),
  devTools,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  safeDialogs: true,
});

const MIN_SIZE = { minWidth: 360, minHeight: 640 };
const FIRST_SIZE = { width: 1200, height: 800 };

export type Windows = {
  /** Opens the window, or brings the open one to the front. */
  show(): void;
  /** Opens the window without showing it: its page is there, and rings when a patient comes. */
  openHidden(): void;
  /**
   * Puts a new window, with the session that belongs there now, in the place of the open one. What the old page
   * would ask before it closes is not asked: whoever calls this has asked the person.
   * @param path of the app's page, with its fragment
   */
  replace(path: string): void;
  /** Null while the window is closed. */
  current(): Electron.BrowserWindow | null;
};

export const createWindows = ({
  electron,
  preloadPath,
  state,
  partition = () => undefined,
  log,
}: {
  electron: Pick<ElectronParts, 'app' | 'BrowserWindow' | 'screen'>;
  /** Absolute path of the built preload script. */
  preloadPath: string;
  state: WindowStateStore;
  /** The session that a window opens in; undefined is the default one. */
  partition?: () => string | undefined;
  log: Log;
}): Windows => {
  let window: Electron.BrowserWindow | null = null;

  const remember = (from: Electron.BrowserWindow): void =>
    state.set({ bounds: from.getNormalBounds(), maximized: from.isMaximized() });

  const open = (path: string, shown = true): Electron.BrowserWindow => {
    const remembered = state.get();
    const workAreas = electron.screen.getAllDisplays().map((display) => display.workArea);
    const opened = new electron.BrowserWindow({
      ...FIRST_SIZE,
      ...visibleBounds(remembered.bounds, workAreas),
      ...MIN_SIZE,
      show: false,
      autoHideMenuBar: true,
      webPreferences: webPreferences(preloadPath, !electron.app.isPackaged, partition()),
    });
    opened.once('ready-to-show', () => {
      if (!shown) return;
      if (remembered.maximized) opened.maximize();
      opened.show();
    });
    opened.on('close', () => remember(opened));
    opened.on('closed', () => {
      if (window === opened) window = null;
    });
    opened.loadURL(`${APP_ORIGIN}${path}`).catch((error: unknown) => log.error('page-not-loaded', {}, error));
    return opened;
  };

  return {
    current: () => window,
    openHidden: () => {
      window ??= open('/', false);
    },
    show: () => {
      if (window === null) {
        window = open('/');
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    replace: (path) => {
      const old = window;
      if (old !== null) remember(old);
      // The new one first: the app ends with its last window.
      window = open(path);
      old?.destroy();
    },
  };
};
