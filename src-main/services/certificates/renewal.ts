/** When a certificate is renewed, and when again after it failed. */

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const RENEW_BEFORE_MS = 30 * DAY_MS;
const LONGEST_WAIT_MS = DAY_MS;

/** A month before its end; of one that is valid for less than three months, in its last third. */
export const renewalDue = (validity: { from: number; to: number }): number =>
  validity.to - Math.min(RENEW_BEFORE_MS, (validity.to - validity.from) / 3);

/**
 * Twice as long after each failure, to a day at most. Spread by a fifth: the issuer must not meet all its clients
 * again at once.
 * @param random from 0 to 1
 */
export const retryDelay = (failures: number, random: number): number =>
  Math.min(HOUR_MS * 2 ** Math.max(0, failures - 1), LONGEST_WAIT_MS) * (0.9 + random * 0.2);
