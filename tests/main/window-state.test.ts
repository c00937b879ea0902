import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWindowState, visibleBounds } from '../../src-main/services/window-state.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const LEFT = { x: 0, y: 25, width: 1920, height: 1055 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 720 };

describe('remembered bounds', () => {
  it('are none at first', () => {
    expect(visibleBounds(null, [LEFT])).toBeNull();
  });

  it.each([
    ['on the first screen', { x: 10, y: 30, width: 800, height: 700 }],
    ['on the second screen', { x: 2000, y: 10, width: 800, height: 700 }],
    ['over both', { x: 1500, y: 30, width: 900, height: 700 }],
    ['partly outside', { x: -600, y: 100, width: 800, height: 700 }],
  ])('are used %s', (_name, bounds) => {
    expect(visibleBounds(bounds, [LEFT, RIGHT])).toEqual(bounds);
  });

  it.each([
    ['the screen is gone', { x: 2000, y: 10, width: 800, height: 700 }],
    ['only a sliver is left', { x: -750, y: 100, width: 800, height: 700 }],
    ['the title bar is above the screen', { x: 10, y: -30, width: 800, height: 700 }],
    ['the title bar is below the screen', { x: 10, y: 1070, width: 800, height: 700 }],
  ])('are not used when %s', (_name, bounds) => {
    expect(visibleBounds(bounds, [LEFT])).toBeNull();
  });
});

describe('the state of the window', () => {
  let folder: ReturnType<typeof makeTempFolder>;
  const open = () => createWindowState({ folder: folder.path, log: createMemoryLog().log });
  beforeEach(() => {
    folder = makeTempFolder();
  });
  afterEach(() => folder.remove());

  it('is kept', () => {
    expect(open().get()).toEqual({ bounds: null, maximized: false, fullScreen: false, zoom: 1 });
    const bounds = { x: 1, y: 2, width: 900, height: 700 };
    open().set({ bounds, maximized: true });
    open().set({ zoom: 1.25 });
    expect(open().get()).toEqual({ bounds, maximized: true, fullScreen: false, zoom: 1.25 });
  });

  it('keeps what the version before remembered', () => {
    const bounds = { x: 1, y: 2, width: 900, height: 700 };
    writeFileSync(
      join(folder.path, 'window.json'),
      JSON.stringify({ version: 1, value: { bounds, maximized: true } }),
    );
    expect(open().get()).toEqual({ bounds, maximized: true, fullScreen: false, zoom: 1 });
  });
});
