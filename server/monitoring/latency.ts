import type { Histogram } from 'prom-client';

/** How often something took at most so long, cumulative as Prometheus counts; the last bound is infinite. */
export type Latencies = readonly { bound: number; count: number }[];

/** Of the series of a histogram that has this value of its one label. */
export const latenciesOf = async <L extends string>(
  histogram: Histogram<L>,
  label: L,
  value: string,
): Promise<Latencies> => {
  const { values } = await histogram.get();
  return values.flatMap(({ labels, value: count }) => {
    const { le } = labels as { le?: number | string };
    if (le === undefined || labels[label] !== value) return [];
    return [{ bound: le === '+Inf' ? Infinity : Number(le), count }];
  });
};

/** What came between two readings. */
export const latenciesSince = (before: Latencies, now: Latencies): Latencies =>
  now.map(({ bound, count }, index) => ({ bound, count: count - (before[index]?.count ?? 0) }));

/**
 * So much of all that is counted took at most this long, in seconds; between two bounds as if evenly spread. Null
 * if there was nothing. What was beyond the last bound counts as that bound.
 */
export const quantileOf = (latencies: Latencies, part: number): number | null => {
  const all = latencies.at(-1)?.count ?? 0;
  if (all <= 0) return null;
  const wanted = all * part;
  let before = { bound: 0, count: 0 };
  for (const bucket of latencies) {
    if (bucket.count >= wanted) {
      if (bucket.bound === Infinity) return before.bound;
      const within = (wanted - before.count) / (bucket.count - before.count);
      return before.bound + (bucket.bound - before.bound) * within;
    }
    before = bucket;
  }
  return before.bound;
};
