import {
  MONITORED_COUNTS,
  type Monitoring,
  type MonitoredSeries,
  type MonitoringSpan,
} from '../../../server/protocol/index.ts';

/** One moment of a line, or one row of the table. */
export type Point = { at: number } & Record<MonitoredSeries, number | null>;

const MINUTE_MS = 60_000;

/** So much time is one point of a line: about as many as the line has room for. */
export const LINE_STEP_MS: Record<MonitoringSpan, number> = { hour: MINUTE_MS, day: 15 * MINUTE_MS };
/** So much time is one row of the table. */
export const ROW_STEP_MS: Record<MonitoringSpan, number> = { hour: 5 * MINUTE_MS, day: 60 * MINUTE_MS };

const COUNTED: ReadonlySet<string> = new Set(MONITORED_COUNTS);

/** Samples in steps of so long: counts as so many a minute, of everything else the highest. */
export const pointsOf = ({ every, at, series }: Monitoring['history'], stepMs: number): Point[] => {
  const steps = Map.groupBy(at.keys(), (index) => Math.floor((at[index] ?? 0) / stepMs));
  return [...steps].map(([step, indices]) => {
    const minutes = (indices.length * every * 1000) / MINUTE_MS;
    const value = (name: MonitoredSeries): number | null => {
      const known = indices.flatMap((index) => series[name][index] ?? []);
      if (known.length === 0) return null;
      return COUNTED.has(name) ? known.reduce((sum, one) => sum + one, 0) / minutes : Math.max(...known);
    };
    const values = Object.keys(series).map((name) => [name, value(name as MonitoredSeries)]);
    return { at: step * stepMs, ...(Object.fromEntries(values) as Record<MonitoredSeries, number | null>) };
  });
};
