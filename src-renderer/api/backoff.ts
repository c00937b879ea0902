/** Upper bound of the wait before the first attempt is twice this, in milliseconds. */
const BASE_MS = 500;
/**
 * Everybody is to be back within half a minute of the server: the last wait, and what comes after it, have to
 * fit.
 */
const CAP_MS = 20_000;
/** A server that said that it stops is not back sooner than the first, and everybody comes within the second. */
const RESTART_FROM_MS = 1_000;
const RESTART_WITHIN_MS = 10_000;

/**
 * Full jitter: a random wait between 0 and min(20 s, 0.5 s * 2^attempt). Clients that lost the same server
 * must not come back in step.
 * @param attempt from 1
 * @param random 0 (included) to 1 (excluded), as `Math.random`
 * @returns milliseconds
 */
export const fullJitter = (attempt: number, random: () => number): number =>
  Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16)));

/**
 * The wait before each attempt after a stop that the server has announced: all clients lost it in the same
 * moment, so they spread over ten seconds, and whoever came too soon is back as early as the others.
 */
export const restartJitter = (random: () => number): number =>
  Math.floor(RESTART_FROM_MS + random() * (RESTART_WITHIN_MS - RESTART_FROM_MS));
