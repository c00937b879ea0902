/** The value below which this share (0 to 1) of the values lie; 0 of none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between what bounds the median lies with 95 % certainty, whatever the distribution. */
export const medianBounds = (values: readonly number[]): { low: number; high: number } => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(rank)))] ?? Number.NaN;
  return { low: at(sorted.length / 2 - half), high: at(sorted.length / 2 + half) };
};

/** How much of the pairs at either end does not count: a moment in which the machine stood still. */
const TRIMMED = 0.1;

/**
 * By how many times the first of a pair is the larger one: the geometric mean of the middle of all pairs. A pair
 * was measured side by side. 1 of none.
 */
export const typicalRatio = (first: readonly number[], second: readonly number[]): number => {
  const logs = first.flatMap((value, index) => {
    const other = second[index];
    return other === undefined ? [] : [Math.log(value / other)];
  });
  const ends = Math.floor(logs.length * TRIMMED);
  const middle = logs.sort((a, b) => a - b).slice(ends, logs.length - ends);
  return middle.length === 0 ? 1 : Math.exp(middle.reduce((sum, log) => sum + log, 0) / middle.length);
};
