import type { BenchRow } from './bench-part.ts';

/** The value at a part of a list: 0.5 is the median. Not a number if there is none. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of what each round says: a load from outside that comes and goes touches both sides of a round. */
export const pairedRatio = (ours: readonly number[], bare: readonly number[]): number =>
  median(ours.map((value, round) => value / (bare[round] ?? Number.NaN)));

/** A row that compares, from the values of each round. */
export const compared = (
  row: Pick<BenchRow, 'subject' | 'unit' | 'budget'>,
  values: { ours: readonly number[]; bare: readonly number[]; control: readonly number[] | null },
): BenchRow => ({
  ...row,
  ours: median(values.ours),
  bare: median(values.bare),
  ratio: pairedRatio(values.ours, values.bare),
  control: values.control === null ? null : pairedRatio(values.control, values.bare),
});
