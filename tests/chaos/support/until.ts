import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/** Resolves with true once it holds, with false if it does not within this time. */
export const holdsWithin = async (ms: number, holds: () => boolean | Promise<boolean>): Promise<boolean> => {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() >= end) return false;
    await pause(LOOK_AGAIN_MS);
  }
  return true;
};
