import { z } from '../../server/protocol/zod.ts';
import { openJsonFile, type Migration } from './json-file.ts';
import type { Log } from './logs.ts';

/** In device-independent pixels. */
export type Rectangle = { x: number; y: number; width: number; height: number };

const rectangleSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});

const windowStateSchema = z.object({
  /** Null before the window was first closed. */
  bounds: rectangleSchema.nullable(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  /** 1 is the page's own size. */
  zoom: z.number().min(0.25).max(5),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export type WindowStateStore = {
  get(): WindowState;
  /** Changes the given fields and keeps the others. */
  set(changes: Partial<WindowState>): void;
};

const DEFAULTS: WindowState = { bounds: null, maximized: false, fullScreen: false, zoom: 1 };

const MIGRATIONS: readonly Migration[] = [
  (old) => ({ ...DEFAULTS, ...(typeof old === 'object' ? old : null) }),
];

/** Remembers where the window was, in `window.json` of the folder. */
export const createWindowState = ({ folder, log }: { folder: string; log: Log }): WindowStateStore => {
  const file = openJsonFile({
    folder,
    name: 'window',
    schema: windowStateSchema,
    defaults: DEFAULTS,
    migrations: MIGRATIONS,
    log,
  });
  return { get: file.read, set: (changes) => file.write({ ...file.read(), ...changes }) };
};

const MIN_VISIBLE = 100;

/**
 * The remembered bounds if enough of the window's top would still be on a screen to grab it, else null: a
 * monitor may be gone since.
 * @param workAreas of all screens that are connected now
 */
export const visibleBounds = (
  bounds: Rectangle | null,
  workAreas: readonly Rectangle[],
): Rectangle | null => {
  if (bounds === null) return null;
  const visible = workAreas.some((area) => {
    const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const topInside = bounds.y >= area.y && bounds.y <= area.y + area.height - MIN_VISIBLE;
    return overlap >= MIN_VISIBLE && topInside;
  });
  return visible ? bounds : null;
};
