import type { Metrics, Waiting } from '../metrics.ts';
import { REFUSAL_SOURCES } from '../metrics.ts';
import {
  MONITORED_SERIES,
  type AbuseKind,
  type ErrorCode,
  type Monitoring,
  type MonitoringSpan,
} from '../protocol/index.ts';
import { abuseLevels, abuseOf } from './abuse.ts';
import { checksOf } from './checks.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import { createHistory, mergeValues, sumOf, type Sample } from './history.ts';
import { latenciesSince, quantileOf, type Latencies } from './latency.ts';

export const SAMPLE_MS = 10_000;
const SAMPLES_PER_MINUTE = 60_000 / SAMPLE_MS;
const HOUR_SAMPLES = 60 * SAMPLES_PER_MINUTE;
const DAY_SAMPLES = 24 * 60;
/** What "95 of 100" of the contract says. */
const SLOW_PART = 0.95;

type Sums = {
  messages: number;
  requests: number;
  errors: number;
  overruns: number;
  /** By source and code. */
  refusals: Map<string, { code: ErrorCode; abuse: AbuseKind | null; count: number }>;
  writes: Latencies;
  reads: Latencies;
};

const milliseconds = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds * 10_000) / 10;

/**
 * Remembers how the server was doing, and tells it to the clinic's administrators: counts and durations, nobody's
 * name. What is asked for between two samples includes what came since the last one.
 */
export const createMonitor = (deps: {
  metrics: Metrics;
  lag: EventLoopLag;
  version: string;
  now: () => number;
  /** False where the server makes no backups, and none is overdue. */
  ownBackups?: boolean;
  /** Resident memory of the process, in bytes. */
  memory?: () => number;
}) => {
  const { metrics, lag, version, now, ownBackups = true, memory = process.memoryUsage.rss } = deps;
  const startedAt = now();
  const history = createHistory({
    hourSamples: HOUR_SAMPLES,
    daySamples: DAY_SAMPLES,
    samplesPerDayStep: SAMPLES_PER_MINUTE,
  });
  let last: Sums | null = null;

  const readSums = async (): Promise<Sums> => {
    const [writes, reads] = await Promise.all([
      metrics.storeLatencies('write'),
      metrics.storeLatencies('read'),
    ]);
    const { messages, requests, errors, overruns, refusals } = metrics.read();
    return {
      messages,
      requests,
      errors,
      overruns,
      refusals: new Map(
        REFUSAL_SOURCES.flatMap((source) =>
          refusals[source]
            .entries()
            .map(([code, count]) => [`${source} ${code}`, { code, abuse: abuseOf(source, code), count }]),
        ),
      ),
      writes,
      reads,
    };
  };

  /** What came since the last sample, and how it stands. */
  const measure = async (): Promise<{ sample: Sample; sums: Sums; waiting: Waiting | null }> => {
    const { watched } = metrics.read();
    const waiting = await watched.waiting().catch(() => null);
    const sums = await readSums();
    const refusals = new Map<ErrorCode, number>();
    const abuse = new Map<AbuseKind, number>();
    let refused = 0;
    for (const [key, { code, abuse: kind, count }] of sums.refusals) {
      const added = count - (last?.refusals.get(key)?.count ?? 0);
      if (added === 0) continue;
      refused += added;
      refusals.set(code, (refusals.get(code) ?? 0) + added);
      if (kind !== null) abuse.set(kind, (abuse.get(kind) ?? 0) + added);
    }
    const overruns = sums.overruns - (last?.overruns ?? 0);
    if (overruns > 0) abuse.set('notReading', overruns);
    const { people } = watched.connected();
    const slow = (kind: 'writes' | 'reads') =>
      milliseconds(quantileOf(latenciesSince(last?.[kind] ?? [], sums[kind]), SLOW_PART));
    const sample: Sample = {
      at: now(),
      values: {
        messages: sums.messages - (last?.messages ?? 0),
        requests: sums.requests - (last?.requests ?? 0),
        refusals: refused,
        errors: sums.errors - (last?.errors ?? 0),
        doctors: people.doctor,
        patients: people.patient,
        waiting: waiting === null ? null : waiting.ready + waiting.preparing + waiting.away,
        inCalls: watched.calls().members,
        lag: Math.round(lag.longest()),
        storeWrite: slow('writes'),
        storeRead: slow('reads'),
        memory: memory(),
      },
      refusals,
      abuse,
    };
    return { sample, sums, waiting };
  };

  return {
    /** Adds what came since the last sample to the history; to be called every `SAMPLE_MS`. */
    async sample(): Promise<void> {
      const { sample, sums } = await measure();
      last = sums;
      lag.restart();
      history.add(sample);
    },

    /** @param span of the history; everything else is of now, of the last minute or of the last hour */
    async report(span: MonitoringSpan): Promise<Monitoring> {
      const { sample, waiting } = await measure();
      const lastHour = [...history.of('hour'), sample];
      const minute = mergeValues(lastHour.slice(-SAMPLES_PER_MINUTE));
      const { watched, storeQueue, writable, backupAt } = metrics.read();
      const { rooms, members } = watched.calls();
      const { values } = sample;
      const current: Monitoring['now'] = {
        doctors: values.doctors ?? 0,
        patients: values.patients ?? 0,
        connections: watched.connections(),
        rooms: watched.rooms(),
        waiting,
        calls: { rooms, people: members },
        messages: minute.messages ?? 0,
        requests: minute.requests ?? 0,
        refusals: minute.refusals ?? 0,
        errors: mergeValues(lastHour).errors ?? 0,
        lag: minute.lag ?? 0,
        storeWrite: minute.storeWrite,
        storeRead: minute.storeRead,
        storeQueue,
        writable,
        memory: values.memory ?? 0,
        backupAt: backupAt === null ? null : new Date(backupAt).toISOString(),
        ownBackups,
      };
      const shown = history.of(span);
      return {
        at: new Date(sample.at).toISOString(),
        startedAt: new Date(startedAt).toISOString(),
        version,
        now: current,
        checks: checksOf(current, { at: sample.at, startedAt }),
        abuse: abuseLevels(sumOf(lastHour.map(({ abuse }) => abuse))),
        refusals: [...sumOf(lastHour.map(({ refusals }) => refusals))]
          .map(([code, count]) => ({ code, count }))
          .toSorted((a, b) => b.count - a.count),
        history: {
          every: (span === 'hour' ? SAMPLE_MS : SAMPLE_MS * SAMPLES_PER_MINUTE) / 1000,
          at: shown.map(({ at }) => at),
          series: Object.fromEntries(
            MONITORED_SERIES.map((series) => [series, shown.map(({ values: known }) => known[series])]),
          ) as Monitoring['history']['series'],
        },
      };
    },
  };
};

export type Monitor = ReturnType<typeof createMonitor>;
