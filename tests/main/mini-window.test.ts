import { beforeEach, describe, expect, it } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { createMiniWindow, type MiniWindow } from '../../src-main/mini-window.ts';
import type { WindowState } from '../../src-main/services/window-state.ts';
import { createWindowMemory } from '../../src-main/window-memory.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import type { FakeBrowserWindow } from '../fakes/fake-browser-window.ts';

const LARGE = { x: 100, y: 60, width: 1200, height: 800 };

let electron: FakeElectron;
let window: FakeBrowserWindow;
let mini: MiniWindow;
let modes: boolean[];
let state: WindowState;
const memory = {
  get: () => state,
  set: (changes: Partial<WindowState>) => void Object.assign(state, changes),
};

const openWindow = async (): Promise<FakeBrowserWindow> => {
  const opened = new electron.BrowserWindow({ ...LARGE, minWidth: 360, minHeight: 640 });
  await opened.loadURL('app://anteroom/');
  return opened;
};

beforeEach(async () => {
  electron = createFakeElectron({ userData: '/nowhere' });
  state = { bounds: null, maximized: false, fullScreen: false, zoom: 1 };
  modes = [];
  mini = createMiniWindow({
    electron: electron as unknown as ElectronParts,
    windows: { current: () => (window.isDestroyed() ? null : (window as unknown as Electron.BrowserWindow)) },
    onChanged: ({ mini: isMini }) => modes.push(isMini),
  });
  createWindowMemory({
    electron: electron as unknown as ElectronParts,
    state: mini.guard(memory),
  });
  window = await openWindow();
});

describe('the small window of a call', () => {
  it('stands in the corner of its screen above all others, and comes back as it was', () => {
    expect(mini.enter()).toBe(true);
    expect(window).toMatchObject({ onTop: 'floating', minSize: [280, 220] });
    expect(window.bounds).toEqual({ x: 1544, y: 724, width: 360, height: 300 });
    // A second wish changes nothing.
    expect(mini.enter()).toBe(true);
    mini.leave();
    expect(window).toMatchObject({ onTop: null, minSize: [360, 640], bounds: LARGE });
    mini.leave();
    expect(modes).toEqual([true, false]);
  });

  it('takes the screen that the window is on', () => {
    electron.screen.displays = [
      ...electron.screen.displays,
      { workArea: { x: 1920, y: 0, width: 1280, height: 720 }, scaleFactor: 2 },
    ];
    window.bounds = { ...LARGE, x: 2000 };
    mini.enter();
    expect(window.bounds).toMatchObject({ x: 1920 + 1280 - 376, y: 720 - 316 });
  });

  it('is maximised or full again afterwards', () => {
    window.maximize();
    mini.enter();
    expect(window.maximized).toBe(false);
    mini.leave();
    expect(window.maximized).toBe(true);

    window.setFullScreen(true);
    mini.enter();
    expect(window).toMatchObject({ fullScreen: false, onTop: 'floating' });
    expect(window.bounds.width).toBe(360);
    mini.leave();
    expect(window).toMatchObject({ fullScreen: true, bounds: LARGE });
  });

  it('ends with the page that asked for it', () => {
    mini.enter();
    window.webContents.emit('did-navigate');
    expect(window).toMatchObject({ onTop: null, bounds: LARGE });
    expect(mini.state()).toEqual({ mini: false });
  });

  it('is not what is remembered when it is closed', () => {
    const store = mini.guard(memory);
    mini.enter();
    window.on('close', () =>
      store.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized(), zoom: 1.1 }),
    );
    window.close();
    expect(state).toEqual({ bounds: LARGE, maximized: false, fullScreen: false, zoom: 1.1 });
    expect(mini.state()).toEqual({ mini: false });
  });

  it('needs a window', () => {
    window.close();
    expect(mini.enter()).toBe(false);
    expect(modes).toEqual([]);
  });
});

describe('what a window remembers', () => {
  it('zooms by the wheel, and every page and window after it', async () => {
    window.webContents.emit('zoom-changed', {}, 'in');
    window.webContents.emit('zoom-changed', {}, 'in');
    expect(window.webContents.zoomFactor).toBe(1.25);
    window.webContents.setZoomFactor(1);
    window.webContents.emit('dom-ready');
    expect(window.webContents.zoomFactor).toBe(1.25);
    const next = await openWindow();
    next.webContents.emit('dom-ready');
    expect(next.webContents.zoomFactor).toBe(1.25);
  });

  it('is full again if it was full when it was closed', async () => {
    window.setFullScreen(true);
    window.close();
    expect((await openWindow()).fullScreen).toBe(true);
  });

  it('comes to a screen that is there when its own is pulled out', () => {
    const second = { workArea: { x: 1920, y: 0, width: 1280, height: 720 }, scaleFactor: 1 };
    electron.screen.displays = [...electron.screen.displays, second];
    window.bounds = { x: 2000, y: 20, width: 1000, height: 700 };
    electron.screen.remove(second);
    expect(window.bounds).toEqual({ x: 460, y: 170, width: 1000, height: 700 });
    // Where it can be seen it stays.
    electron.screen.emit('display-metrics-changed');
    expect(window.bounds.x).toBe(460);
  });
});
