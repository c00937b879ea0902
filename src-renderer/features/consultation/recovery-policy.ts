/** Waits before the first, second, … rebuild in a row, in milliseconds. */
const STEPS = [200, 500, 1_000, 1_500, 2_000, 2_500] as const;
/** No longer than this, because a person who waits for a face notices every second after the path is back. */
const LAST = 2_500;

/** How long the side that does not begin waits for the other's offer. */
export const OFFER_WAIT_MS = 2_000;

/**
 * Wait before rebuilding the peer. Short at first, because most cuts are short; jittered downwards, so that
 * two sides that failed together do not stay in step.
 * @param failures rebuilds that already failed in a row
 * @returns milliseconds, at most 2,500
 */
export const rebuildDelay = (failures: number, random: () => number): number => {
  const step = STEPS[failures] ?? LAST;
  return Math.round(step * (1 - 0.25 * random()));
};
