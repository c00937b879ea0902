import { TokenBucket } from 'limiter';

/** So many keys may come before the full buckets among them are forgotten for the first time. */
const SWEEP_FROM = 1_000;

/**
 * Buckets of points, one a key: `points` may be used at once, and over `seconds` an empty bucket fills up again.
 * Synchronous, for what must not wait for an answer (events, in their order), and by a clock that nobody sets: a
 * jump must not lock anybody out. A key that is not kept has a full bucket.
 */
export const createRateBuckets = ({ points, seconds }: { points: number; seconds: number }) => {
  const buckets = new Map<string, TokenBucket>();
  const interval = seconds * 1000;
  // As many tokens as milliseconds: what flows in during one is a whole number then, and the sums are exact.
  const price = interval;
  const bucketSize = points * price;
  let sweepAt = SWEEP_FROM;

  const isFull = (bucket: TokenBucket): boolean => {
    bucket.drip();
    return bucket.content === bucketSize;
  };

  /** Each sweep is paid for by as many new keys as were left by the one before. */
  const sweep = (): void => {
    for (const [key, bucket] of buckets) if (isFull(bucket)) buckets.delete(key);
    sweepAt = Math.max(SWEEP_FROM, buckets.size * 2);
  };

  const fullBucket = (key: string): TokenBucket => {
    if (buckets.size >= sweepAt) sweep();
    const bucket = new TokenBucket({ bucketSize, tokensPerInterval: bucketSize, interval });
    bucket.content = bucketSize;
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    /** Takes a point. @returns 0, or the milliseconds until there is one again, and takes none */
    take(key: string): number {
      const bucket = buckets.get(key) ?? fullBucket(key);
      return bucket.tryRemoveTokens(price) ? 0 : bucket.getWaitTime(price);
    },
    /** How many keys are kept. */
    size: (): number => buckets.size,
  };
};

export type RateBuckets = ReturnType<typeof createRateBuckets>;
