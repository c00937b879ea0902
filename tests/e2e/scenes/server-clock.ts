import { readFileSync } from 'node:fs';

/**
 * Loaded into the server of the scenes before anything else (`node --import`): its time is what the file named
 * by SCENE_CLOCK says, so that the same scene shows the same times in every run.
 */

const path = process.env['SCENE_CLOCK'];
if (path === undefined) throw new Error('SCENE_CLOCK names no file');
const now = (): number => Number(readFileSync(path, 'utf8'));

const NativeDate = Date;
globalThis.Date = new Proxy(NativeDate, {
  construct: (target, parameters: unknown[], newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as object,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});
