import { LOG_LEVELS, type Config } from './config.ts';
import { DEFAULT_LIMITS, type LimitName } from './limits.ts';
import { BACKUP_REFUSALS } from './protocol/backup-refusal.ts';
import { monitoringSchema } from './protocol/routes/monitoring.ts';
import { START_FAILURES } from './protocol/start-failure.ts';
import { z } from './protocol/zod.ts';

/**
 * The messages between the desktop app and the server that it hosts in a child process. Both sides parse what
 * they receive: a child that belongs to another version must not be half understood.
 */

const port = z.int().min(0).max(65535);

const keyPairSchema = z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) });
const tlsSchema = z
  .union([
    z.strictObject({ certificatePath: z.string(), keyPath: z.string() }),
    z.strictObject({ main: keyPairSchema, byName: keyPairSchema.nullable() }),
  ])
  .nullable();

const turnSchema = z.strictObject({ urls: z.array(z.string()), secret: z.string().nullable() });

const smtpSchema = z
  .strictObject({
    host: z.string().min(1),
    port,
    secure: z.boolean(),
    user: z.string().nullable(),
    password: z.string().nullable(),
    from: z.string().min(1),
  })
  .nullable();

/** `Config` as it crosses the process border. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  port,
  host: z.string().min(1),
  extraPorts: z.array(port),
  dataDir: z.string().min(1),
  databaseUrl: z.null(),
  databaseKey: z.string().nullable(),
  jwtSecret: z.string().nullable(),
  allowedOrigins: z.array(z.string()),
  publicUrl: z.string().nullable(),
  tls: tlsSchema,
  trustProxy: z.boolean(),
  rateLimits: z.union([
    z.literal('off'),
    z.record(z.string(), z.strictObject({ points: z.int().positive(), seconds: z.number().positive() })),
  ]),
  limits: z.record(z.enum(Object.keys(DEFAULT_LIMITS) as [LimitName, ...LimitName[]]), z.int().positive()),
  turn: turnSchema,
  smtp: smtpSchema,
  healthStatus: z.string(),
  redisUrl: z.null(),
  compatUnverified: z.literal('off'),
  logLevel: z.enum(LOG_LEVELS),
  webRoot: z.string().nullable(),
});

/** How a running server is doing: of its monitoring what is true now. */
export const clinicReportSchema = monitoringSchema.pick({
  at: true,
  startedAt: true,
  version: true,
  now: true,
  checks: true,
});
export type ClinicReport = z.infer<typeof clinicReportSchema>;

/** Where a clinic is and what opens it. */
const clinicAt = { dataDir: z.string().min(1), databaseKey: z.string().nullable() };
const file = z.string().min(1);

/**
 * What the app asks a child. The first two are for one that serves the clinic; the others are for one that was
 * started for this alone, and each but `inspect` needs the clinic's data folder for itself.
 */
export const questionSchema = z.discriminatedUnion('about', [
  z.strictObject({ about: z.literal('report') }),
  /** A verified backup, made now, in this file. */
  z.strictObject({ about: z.literal('export'), file }),
  /** The same of a clinic that no server serves. */
  z.strictObject({ about: z.literal('export-stopped'), file, ...clinicAt }),
  /** Is this backup whole, and what would be missing if it took the place of the database? */
  z.strictObject({ about: z.literal('inspect'), file, ...clinicAt }),
  /** Puts this backup in the place of the database, which is kept beside it. */
  z.strictObject({ about: z.literal('restore'), file, ...clinicAt }),
  /** Does this key open what is in the clinic's folder? Changes nothing. */
  z.strictObject({ about: z.literal('try-key'), ...clinicAt }),
  /** Encrypts a clinic that was made without a key, and its backups. */
  z.strictObject({ about: z.literal('encrypt'), dataDir: file, databaseKey: z.string() }),
]);
export type Question = z.infer<typeof questionSchema>;

const count = z.int().nonnegative();
/** PEM; the key that the clinic showed, as its database carries it. Null: of before, or of a server of its own. */
const tlsKey = z.string().nullable();
const extent = z.strictObject({ messages: count, auditRows: count });

export const answerSchema = z.discriminatedUnion('about', [
  z.strictObject({ about: z.literal('report'), report: clinicReportSchema }),
  z.strictObject({ about: z.literal('exported'), at: count, bytes: count }),
  z.strictObject({
    about: z.literal('inspected'),
    madeAt: count.nullable(),
    backup: extent,
    present: extent.nullable(),
  }),
  /** `kept`: the name of the database from before, in the data folder. */
  z.strictObject({ about: z.literal('restored'), endedSessions: count, kept: z.string().nullable(), tlsKey }),
  /** What the key opened; `nothing`: there is no clinic in the folder. */
  z.strictObject({
    about: z.literal('key-tried'),
    opened: z.enum(['database', 'backup', 'nothing']),
    tlsKey,
  }),
  /** `kept`: files in plain text that are damaged, and were left as they are. */
  z.strictObject({ about: z.literal('encrypted'), files: count, kept: count }),
  z.strictObject({ about: z.literal('refused'), code: z.enum(BACKUP_REFUSALS) }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** Of a question and its answer: unique in the life of a child. */
const questionId = z.int().nonnegative();

/**
 * App to child. The child acts on the first `start`; `stop` ends it at any time. Each `ask` is answered by an
 * `answered` with its id, in any order.
 */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), config: configSchema }),
  z.strictObject({ type: z.literal('ask'), id: questionId, question: questionSchema }),
  /** A new address, new certificates or another relay, without a restart. */
  z.strictObject({
    type: z.literal('reconfigure'),
    publicUrl: z.string().nullable(),
    tls: tlsSchema,
    turn: turnSchema,
  }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type ParentMessage = z.infer<typeof parentMessageSchema>;

/** Child to app. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('listening'), url: z.string().min(1) }),
  /**
   * Starting again with the same configuration would fail again: a wrong setting or key, a port in use.
   * The child then waits for `stop`, because an exit could overtake this message.
   */
  z.strictObject({ type: z.literal('failed'), code: z.enum(START_FAILURES), message: z.string() }),
  z.strictObject({ type: z.literal('answered'), id: questionId, answer: answerSchema }),
  z.strictObject({ type: z.literal('stopped') }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
