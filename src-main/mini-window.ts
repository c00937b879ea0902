import type { WindowMode } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { Rectangle, WindowState, WindowStateStore } from './services/window-state.ts';
import type { Windows } from './windows.ts';

/**
 * The window of a running call, small and above all others, while the doctor writes elsewhere. It is the same window
 * and the same page: a second one could not show the call's streams (docs/adr/0016).
 */
export type MiniWindow = {
  state(): WindowMode;
  /** False where no window is open. */
  enter(): boolean;
  leave(): void;
  /** The store for whoever remembers windows: while one is small, it stays as it was before. */
  guard(state: WindowStateStore): WindowStateStore;
};

const SIZE = { width: 360, height: 300 };
const MIN_SIZE = { width: 280, height: 220 };
const MARGIN = 16;

/** Bottom right, where people look for it. */
const cornerOf = (area: Rectangle): Rectangle => ({
  x: area.x + area.width - SIZE.width - MARGIN,
  y: area.y + area.height - SIZE.height - MARGIN,
  ...SIZE,
});

type Before = Pick<WindowState, 'maximized' | 'fullScreen'> & {
  window: Electron.BrowserWindow;
  bounds: Rectangle;
  minSize: number[];
};

export const createMiniWindow = ({
  electron: { screen },
  windows,
  onChanged,
}: {
  electron: Pick<ElectronParts, 'screen'>;
  windows: Pick<Windows, 'current'>;
  onChanged: (mode: WindowMode) => void;
}): MiniWindow => {
  let before: Before | null = null;

  const state = (): WindowMode => ({ mini: before !== null });
  const shrink = (window: Electron.BrowserWindow): void => {
    window.setMinimumSize(MIN_SIZE.width, MIN_SIZE.height);
    window.setBounds(cornerOf(screen.getDisplayMatching(window.getBounds()).workArea));
  };

  const leave = (): void => {
    if (before === null) return;
    const { window, bounds, minSize, maximized, fullScreen } = before;
    before = null;
    if (!window.isDestroyed()) {
      window.setAlwaysOnTop(false);
      const [width = 0, height = 0] = minSize;
      window.setMinimumSize(width, height);
      window.setBounds(bounds);
      if (maximized) window.maximize();
      if (fullScreen) window.setFullScreen(true);
    }
    onChanged(state());
  };

  const enter = (): boolean => {
    const window = windows.current();
    if (window === null) return false;
    if (before !== null) return true;
    const own: Before = {
      window,
      bounds: window.getNormalBounds(),
      minSize: window.getMinimumSize(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    };
    before = own;
    // Above other programs; what the system itself shows stays above it.
    window.setAlwaysOnTop(true, 'floating');
    if (own.fullScreen) {
      // On macOS it takes a moment, and the window takes no size until then.
      window.once('leave-full-screen', () => {
        if (before === own) shrink(window);
      });
      window.setFullScreen(false);
    } else {
      if (own.maximized) window.unmaximize();
      shrink(window);
    }
    // The page that asked for it is gone, and nobody else would make the window large again.
    window.webContents.once('did-navigate', () => {
      if (before === own) leave();
    });
    window.once('closed', () => {
      if (before === own) leave();
    });
    onChanged(state());
    return true;
  };

  return {
    state,
    enter,
    leave,
    guard: (store) => ({
      get: store.get,
      set: (changes) => {
        const { bounds, maximized, fullScreen } = before ?? changes;
        store.set({
          ...changes,
          ...(changes.bounds !== undefined && bounds !== undefined ? { bounds } : {}),
          ...(changes.maximized !== undefined && maximized !== undefined ? { maximized } : {}),
          ...(changes.fullScreen !== undefined && fullScreen !== undefined ? { fullScreen } : {}),
        });
      },
    }),
  };
};
