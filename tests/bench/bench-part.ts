/** One number of ours beside the same number of the bare library, from alternating slices of the same run. */
export type BenchRow = {
  /** What was measured, in a few words. */
  subject: string;
  unit: string;
  ours: number;
  /** The bare library; null where there is nothing to compare with. */
  bare: number | null;
  /** Median of the ratios of the rounds; null without `bare`. */
  ratio: number | null;
  /** The ratio of the bare library against itself in the same slices: how far noise alone goes. */
  control: number | null;
  /** What the ratio, or without one `ours`, may be; null: told, not judged. */
  budget: { most: number } | { least: number } | null;
};

/** What a part found; `skipped` says why it could not run here. */
export type BenchOutcome = {
  rows: BenchRow[];
  /** How it was measured, one sentence each: rates, counts, what the slices were. */
  notes: string[];
  skipped?: string;
};

/** A part of `npm run bench`. */
export type BenchPart = {
  /** As in `npm run bench -- relay`. */
  name: string;
  title: string;
  /** Whether the generator of the load, this process, gets a core of its own, away from the servers'. */
  pinned: boolean;
  run(): Promise<BenchOutcome>;
};

/** A row that only tells, or is held against a limit by itself. */
export const told = (row: Pick<BenchRow, 'subject' | 'unit' | 'ours' | 'budget'>): BenchRow => ({
  ...row,
  bare: null,
  ratio: null,
  control: null,
});

/** Whether the row holds its budget; null if it has none. */
export const holds = ({ ours, ratio, budget }: BenchRow): boolean | null => {
  if (budget === null) return null;
  const value = ratio ?? ours;
  return 'most' in budget ? value <= budget.most : value >= budget.least;
};
