import { TokenBucket } from 'limiter';

/** So many keys may come before the full buckets among them are forgotten for the first time. */
const SWEEP_FROM = 1_000;

/**
 * Buckets of points, one a key: `points` may be used at once, and over `seconds` an empty bucket fills up again.
 * Synchronous, for what must not wait for an answer (events, in their order), and by a clock that nobody sets: a
 * jump must not lock anybody out. A key that is not kept has a full bucket.
 */
export const createRateBuckets = ({
  points,
  seconds,
  isShared = false,
}: {
  points: number;
  seconds: number;
  /** Several servers tell each other what was used. */
  isShared?: boolean;
}) => {
  /** Points that no other server knows of. */
  const used = isShared ? new Map<string, number>() : null;
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
      if (!bucket.tryRemoveTokens(price)) return bucket.getWaitTime(price);
      used?.set(key, (used.get(key) ?? 0) + 1);
      return 0;
    },
    /**
     * What other servers have to know, once: points of keys that have used half of theirs. Nearly nobody ever does,
     * so that nearly nothing is to be told; and two servers with half each give no more than one.
     */
    newlyUsed(): [key: string, points: number][] {
      const told: [string, number][] = [];
      for (const [key, count] of used ?? []) {
        const bucket = buckets.get(key);
        if (bucket === undefined || isFull(bucket)) used?.delete(key);
        else if (bucket.content <= bucketSize / 2) {
          used?.delete(key);
          // What has flowed in since is not taken twice.
          told.push([key, Math.min(count, Math.ceil((bucketSize - bucket.content) / price))]);
        }
      }
      return told;
    },
    /** Another server has given so many. */
    takeElsewhere(key: string, count: number): void {
      const bucket = buckets.get(key) ?? fullBucket(key);
      bucket.drip();
      bucket.content = Math.max(0, bucket.content - count * price);
    },
    /** How many keys are kept. */
    size: (): number => buckets.size,
  };
};

export type RateBuckets = ReturnType<typeof createRateBuckets>;
