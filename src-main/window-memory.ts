import type { ElectronParts } from './electron-parts.ts';
import { visibleBounds, type Rectangle, type WindowStateStore } from './services/window-state.ts';
import { nextZoom, type ZoomStep } from './zoom.ts';

/** What a window has beside its bounds: zoom, full screen, and a place on a screen that is still there. */
export type WindowMemory = {
  /** Applies to the given window, and to the next one. */
  zoom(window: Electron.BrowserWindow, step: ZoomStep): void;
};

/** In the middle of the screen, and no larger than it. */
const centered = ({ width, height }: Rectangle, area: Rectangle): Rectangle => {
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  return {
    x: area.x + Math.round((area.width - size.width) / 2),
    y: area.y + Math.round((area.height - size.height) / 2),
    ...size,
  };
};

/**
 * Follows every window that is opened from now on. Call it once Electron is ready: before, `screen` says nothing.
 */
export const createWindowMemory = ({
  electron: { app, screen },
  state,
}: {
  electron: Pick<ElectronParts, 'app' | 'screen'>;
  state: WindowStateStore;
}): WindowMemory => {
  const open = new Set<Electron.BrowserWindow>();

  const zoom: WindowMemory['zoom'] = (window, step) => {
    const factor = nextZoom(state.get().zoom, step);
    state.set({ zoom: factor });
    window.webContents.setZoomFactor(factor);
  };

  app.on('browser-window-created', (_event, window) => {
    open.add(window);
    const { webContents } = window;
    window.once('ready-to-show', () => {
      if (state.get().fullScreen) window.setFullScreen(true);
    });
    // Chromium forgets it with each new partition, and a reload may come before it has written it down.
    webContents.on('dom-ready', () => webContents.setZoomFactor(state.get().zoom));
    webContents.on('zoom-changed', (_changed, direction) => zoom(window, direction));
    window.on('close', () => state.set({ fullScreen: window.isFullScreen() }));
    window.on('closed', () => open.delete(window));
  });

  /** A window whose screen is gone would be seen by nobody. */
  const bringBack = (): void => {
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    for (const window of open) {
      if (window.isDestroyed() || window.isFullScreen() || window.isMaximized() || window.isMinimized())
        continue;
      const bounds = window.getBounds();
      if (visibleBounds(bounds, areas) === null) {
        window.setBounds(centered(bounds, screen.getPrimaryDisplay().workArea));
      }
    }
  };
  screen.on('display-removed', bringBack);
  screen.on('display-metrics-changed', bringBack);

  return { zoom };
};
