import { z } from '../zod.ts';
import { errorCodeSchema } from '../errors.ts';
import { dateTimeSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';

/** What is counted between one sample and the next. */
export const MONITORED_COUNTS = ['messages', 'requests', 'refusals', 'errors'] as const;
/** What is as it is at a sample, or was at worst since the one before. */
export const MONITORED_LEVELS = [
  'doctors',
  'patients',
  'waiting',
  'inCalls',
  /** Longest pause of the event loop, in milliseconds. */
  'lag',
  /** Milliseconds that 95 of 100 writes and reads of the store took at most; null without any. */
  'storeWrite',
  'storeRead',
  /** Bytes. */
  'memory',
] as const;
export const MONITORED_SERIES = [...MONITORED_COUNTS, ...MONITORED_LEVELS] as const;
export type MonitoredCount = (typeof MONITORED_COUNTS)[number];
export type MonitoredLevel = (typeof MONITORED_LEVELS)[number];
export type MonitoredSeries = (typeof MONITORED_SERIES)[number];

/** What may need somebody: `look` says that it does now. */
export const MONITORING_CHECKS = [
  'waiting',
  'refusals',
  'errors',
  'lag',
  'store',
  'memory',
  'backup',
  'disk',
] as const;
export const ATTENTIONS = ['good', 'look'] as const;
export type MonitoringCheck = (typeof MONITORING_CHECKS)[number];
export type Attention = (typeof ATTENTIONS)[number];

/** What strangers and broken programs do; how often, never who. */
export const ABUSE_KINDS = [
  /** Wrong passwords, codes and links. */
  'signIns',
  /** Connections without a valid session. */
  'connections',
  /** Pages of other sites, and names that are not the server's. */
  'foreignPages',
  /** Asking for what is somebody else's. */
  'trespassing',
  /** What no client of ours would send. */
  'malformed',
  /** More in a short time than anybody needs. */
  'tooFast',
  /** Connections that were ended because they did not read. */
  'notReading',
] as const;
export type AbuseKind = (typeof ABUSE_KINDS)[number];

export const MONITORING_SPANS = ['hour', 'day'] as const;
export type MonitoringSpan = (typeof MONITORING_SPANS)[number];

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();

/** How the clinic's server is doing: counts and durations, nobody's name, id or address. */
export const monitoringSchema = z.object({
  at: dateTimeSchema,
  startedAt: dateTimeSchema,
  version: z.string(),
  now: z.object({
    doctors: count,
    patients: count,
    connections: count,
    /** Waiting rooms in which somebody is. */
    rooms: count,
    /** In the queue; null if the store does not answer. */
    waiting: z.object({ ready: count, preparing: count, away: count }).nullable(),
    calls: z.object({ rooms: count, people: count }),
    /** In the last minute. */
    messages: count,
    requests: count,
    refusals: count,
    /** In the last hour: there should be none. */
    errors: count,
    /** At worst in the last minute. */
    lag: milliseconds,
    storeWrite: milliseconds.nullable(),
    storeRead: milliseconds.nullable(),
    /** Calls that the store has not answered yet. */
    storeQueue: count,
    writable: z.boolean(),
    memory: count,
    /** Null: none was made yet. */
    backupAt: dateTimeSchema.nullable(),
    /** False: the database is not in the server's hands, and neither are its backups. */
    ownBackups: z.boolean().optional(),
  }),
  checks: z.record(z.enum(MONITORING_CHECKS), z.enum(ATTENTIONS)),
  /** In the last hour. */
  abuse: z.array(z.object({ kind: z.enum(ABUSE_KINDS), count, attention: z.enum(ATTENTIONS) })),
  /** In the last hour, the most frequent first. */
  refusals: z.array(z.object({ code: errorCodeSchema, count })),
  history: z.object({
    /** Seconds from one sample to the next. */
    every: z.number().positive(),
    /** Milliseconds since the epoch, oldest first. */
    at: z.array(z.number()),
    series: z.record(z.enum(MONITORED_SERIES), z.array(z.number().nullable())),
  }),
});
export type Monitoring = z.infer<typeof monitoringSchema>;

/** How the server is doing, for the clinic's administrators. */
export const monitoringRoutes = {
  monitoring: {
    method: 'get',
    path: '/api/monitoring',
    access: 'admin',
    query: z.object({ span: z.enum(MONITORING_SPANS).default('hour') }),
    body: empty,
    answer: z.object({ success, data: monitoringSchema }),
  },
} as const satisfies Routes;
