import { LOG_LEVELS, type Config } from './config.ts';
import { DEFAULT_LIMITS, type LimitName } from './limits.ts';
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

/** `Config` as it crosses the process border. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  port,
  host: z.string().min(1),
  extraPorts: z.array(port),
  dataDir: z.string().min(1),
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
  turn: z.strictObject({ urls: z.array(z.string()), secret: z.string().nullable() }),
  healthStatus: z.string(),
  logLevel: z.enum(LOG_LEVELS),
  webRoot: z.string().nullable(),
});

/** App to child. The child acts on the first `start`; `stop` ends it at any time. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), config: configSchema }),
  /** A new address or new certificates, without a restart. */
  z.strictObject({ type: z.literal('reconfigure'), publicUrl: z.string().nullable(), tls: tlsSchema }),
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
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
  z.strictObject({ type: z.literal('stopped') }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
