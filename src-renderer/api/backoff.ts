/** Upper bound of the wait before the first attempt is twice this, in milliseconds. */
const BASE_MS = 500;
/**
 * Everybody is to be back within half a minute of the server: the last wait, and what comes after it, have to
 * fit.
 */
const CAP_MS = 20_000;

/**
 * Full jitter: a random wait between 0 and min(20 s, 0.5 s * 2^attempt). Clients that lost the same server
 * must not come back in step.
 * @param attempt from 1
 * @param random 0 (included) to 1 (excluded), as `Math.random`
 * @returns milliseconds
 */
export const fullJitter = (attempt: number, random: () => number): number =>
  Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16)));
