/** Waits before the first, second, … rebuild in a row, in milliseconds. */
const STEPS = [200, 500, 1_000, 2_000, 3_500, 5_000] as const;
const LAST = 5_000;

/** How long the side that does not begin waits for the other's offer. */
export const OFFER_WAIT_MS = 2_000;

/**
 * Wait before rebuilding the peer. Short at first, because most cuts are short; jittered downwards, so that
 * two sides that failed together do not stay in step.
 * @param failures rebuilds that already failed in a row
 * @returns milliseconds, at most 5,000
 */
export const rebuildDelay = (failures: number, random: () => number): number => {
  const step = STEPS[failures] ?? LAST;
  return Math.round(step * (1 - 0.25 * random()));
};
