/** So many keys may come before the full buckets among them are forgotten for the first time. */
const SWEEP_FROM = 1_000;

/**
 * Buckets of points, one a key: `points` may be used at once, and over `seconds` an empty bucket fills up again.
 * Synchronous, for what must not wait for an answer (events, in their order). A bucket is one number, the moment
 * at which it will be full; a key that is not kept has a full one.
 * @param now milliseconds of a clock that nobody sets: a jump must not lock anybody out
 */
export const createRateBuckets = (
  { points, seconds }: { points: number; seconds: number },
  now: () => number = () => performance.now(),
) => {
  const fullAt = new Map<string, number>();
  const whole = seconds * 1000;
  const price = whole / points;
  let sweepAt = SWEEP_FROM;

  /** Each sweep is paid for by as many new keys as were left by the one before. */
  const sweep = (at: number): void => {
    for (const [key, full] of fullAt) if (full <= at) fullAt.delete(key);
    sweepAt = Math.max(SWEEP_FROM, fullAt.size * 2);
  };

  return {
    /** Takes a point. @returns 0, or the milliseconds until there is one again, and takes none */
    take(key: string): number {
      const at = now();
      const known = fullAt.get(key);
      const full = (known === undefined || known < at ? at : known) + price;
      // A thousandth of a millisecond: sums of fractions are not exact.
      const wait = full - at - whole;
      if (wait > 0.001) return wait;
      if (known === undefined && fullAt.size >= sweepAt) sweep(at);
      fullAt.set(key, full);
      return 0;
    },
    /** How many keys are kept. */
    size: (): number => fullAt.size,
  };
};

export type RateBuckets = ReturnType<typeof createRateBuckets>;
