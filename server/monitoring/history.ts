import {
  MONITORED_COUNTS,
  MONITORED_SERIES,
  type AbuseKind,
  type ErrorCode,
  type MonitoredSeries,
  type MonitoringSpan,
} from '../protocol/index.ts';

export type Values = Record<MonitoredSeries, number | null>;

/** What was measured since the sample before. */
export type Sample = {
  at: number;
  values: Values;
  /** Most of the time none. */
  refusals: ReadonlyMap<ErrorCode, number>;
  abuse: ReadonlyMap<AbuseKind, number>;
};

const COUNTED: ReadonlySet<MonitoredSeries> = new Set(MONITORED_COUNTS);

export const sumOf = <K>(maps: readonly ReadonlyMap<K, number>[]): Map<K, number> => {
  const sum = new Map<K, number>();
  for (const map of maps) for (const [key, count] of map) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
};

/** Counts are added, of everything else the highest stays: a bad moment must not vanish in an average. */
const merged = (series: MonitoredSeries, samples: readonly Sample[]): number | null => {
  const known = samples.flatMap(({ values }) => values[series] ?? []);
  if (known.length === 0) return null;
  return COUNTED.has(series) ? known.reduce((sum, value) => sum + value, 0) : Math.max(...known);
};

export const mergeValues = (samples: readonly Sample[]): Values =>
  Object.fromEntries(MONITORED_SERIES.map((series) => [series, merged(series, samples)])) as Values;

const mergeSamples = (samples: readonly Sample[], at: number): Sample => ({
  at,
  values: mergeValues(samples),
  refusals: sumOf(samples.map(({ refusals }) => refusals)),
  abuse: sumOf(samples.map(({ abuse }) => abuse)),
});

/** So many of the newest; the oldest goes first. */
const createRing = (capacity: number) => {
  const kept: Sample[] = [];
  return {
    add(sample: Sample): void {
      kept.push(sample);
      if (kept.length > capacity) kept.shift();
    },
    all: (): readonly Sample[] => kept,
  };
};

/** The last hour in short steps and the last day in longer ones, in memory: a restart begins anew. */
export const createHistory = (size: {
  hourSamples: number;
  daySamples: number;
  /** How many of the hour's samples one of the day's is made of. */
  samplesPerDayStep: number;
}) => {
  const hour = createRing(size.hourSamples);
  const day = createRing(size.daySamples);
  let step: Sample[] = [];
  return {
    add(sample: Sample): void {
      hour.add(sample);
      step.push(sample);
      if (step.length < size.samplesPerDayStep) return;
      day.add(mergeSamples(step, sample.at));
      step = [];
    },
    /** Oldest first. */
    of: (span: MonitoringSpan): readonly Sample[] => (span === 'hour' ? hour : day).all(),
  };
};
