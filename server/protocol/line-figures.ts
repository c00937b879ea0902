/**
 * How the figures of a line are worked out from what was measured. The page and the app's main process measure
 * each in its own way; in one report their figures have to mean the same.
 */

/** Round trips that are made. */
export const ROUND_TRIPS = 9;
export const ROUND_TRIP_TIMEOUT_MS = 5_000;
/**
 * Sizes that are moved one after the other, in bytes. After two steps that take long it is enough: a slow line
 * is known by then, and whoever else uses it, perhaps in a call, gets it back. One alone may be an accident.
 */
const STEPS = [16_384, 65_536, 196_608] as const;
const LONG_STEP_MS = 400;
export const STEP_TIMEOUT_MS = 2_500;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/**
 * How far a round trip is typically from the median. Single ones that took long count little: on a busy machine
 * they waited for other work, not for the network. Null if there was only one.
 */
export const jitter = (values: readonly number[]): number | null => {
  if (values.length < 2) return null;
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
};

/** Bits a millisecond are kilobits a second. */
const kbps = (bytes: number, milliseconds: number): number =>
  Math.round((bytes * 8) / Math.max(1, milliseconds));

/**
 * Kilobits a second in one direction; null if that cannot be told.
 * @param move resolves with the milliseconds that so many bytes took; rejects after `STEP_TIMEOUT_MS`
 * @param isTimeout whether it rejected because the bytes did not arrive in time
 */
export const bandwidth = async (
  move: (bytes: number) => Promise<number>,
  roundTripMs: number,
  isTimeout: (error: unknown) => boolean,
): Promise<number | null> => {
  let measured: number | null = null;
  let long = 0;
  for (const bytes of STEPS) {
    try {
      const took = await move(bytes);
      // The round trip is no matter of the bandwidth, but a short one may have varied by as much.
      const rate = kbps(bytes, Math.max(took - roundTripMs, took / 4));
      measured = Math.max(measured ?? 0, rate);
      if (took > LONG_STEP_MS) long += 1;
      if (long > 1) return measured;
    } catch (error) {
      // Even the smallest did not arrive in time: the line is at most this fast.
      if (isTimeout(error) && measured === null) return kbps(bytes, STEP_TIMEOUT_MS);
      return measured;
    }
  }
  return measured;
};
