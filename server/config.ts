import { isIPv4 } from 'node:net';
import { parseDatabaseUrl } from './database-url.ts';
import { DEFAULT_LIMITS, limitsSchema, LONGEST_TIMER_MS, type Limits } from './limits.ts';
import { parseIceAddress, type IceAddressFault } from './protocol/ice-address.ts';
import { parseRecoveryKey } from './protocol/recovery-key.ts';
import { z } from './protocol/zod.ts';
import { isSender, parseSmtpUrl, type SmtpSettings } from './smtp-settings.ts';

/**
 * Every setting of the server: its schema, its default, and where it comes from in the environment. The
 * composition root takes the parsed `Config`; only a process's entry point reads the environment.
 */

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  // `localhost:5173` parses, too: as the scheme "localhost:", which no page has.
  if (url === null || url.host === '') {
    context.addIssue(`"${text}" is not an origin such as https://clinic.example`);
    return z.NEVER;
  }
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
});

const port = z.coerce.number().int().min(0).max(65535);
const flag = z.enum(['0', '1', 'true', 'false', '']).transform((text) => text === '1' || text === 'true');

const ICE_ADDRESS_WORDS: Record<IceAddressFault, string> = {
  kind: 'not a turn:, turns: or stun: address',
  stuns: 'browsers know no stuns:, only stun:',
  credentials: 'a user name has no place in it: TURN_SECRET makes them',
  host: 'its host is no name and no address',
  port: 'its port is not one from 1 to 65535',
  transport: 'behind the port there may be ?transport=udp or ?transport=tcp',
  tls_by_udp: 'turns: goes by TCP',
  stun_transport: 'stun: has no ?transport=',
};

const iceAddress = z.string().transform((text, context) => {
  const parsed = parseIceAddress(text);
  if (parsed.ok) return parsed.address.text;
  context.addIssue(`"${text}": ${ICE_ADDRESS_WORDS[parsed.fault]}`);
  return z.NEVER;
});

/** In a union with "off", zod would not tell what is wrong inside. */
const readJson = <T>(
  text: string,
  schema: z.ZodType<T>,
  context: z.RefinementCtx,
  otherwise: string,
): T | typeof z.NEVER => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    context.addIssue(otherwise);
    return z.NEVER;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
};

const rateLimitsSchema = z.record(
  z.string(),
  z.strictObject({
    points: z.int().positive(),
    seconds: z
      .number()
      .positive()
      .max(LONGEST_TIMER_MS / 1000),
  }),
);

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Names of the environment variables, as documented in the README's table. */
export const environmentSchema = z.object({
  PORT: port.optional(),
  /** What front ends of S3 and S4 call it. */
  SOCKET_PORT: port.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  EXTRA_PORTS: commaList
    .pipe(
      z.array(
        z
          .string()
          .regex(/^\d{1,5}$/, 'a comma list of port numbers')
          .transform(Number)
          .pipe(z.number().max(65535)),
      ),
    )
    .default([]),
  DATA_DIR: z.string().min(1).default('.anteroom'),
  DATABASE_URL: z
    .string()
    .transform((text, context) => {
      const parsed = parseDatabaseUrl(text);
      if ('url' in parsed) return parsed.url;
      context.addIssue(parsed.fault);
      return z.NEVER;
    })
    .optional(),
  DATABASE_KEY: z
    .string()
    .min(16, 'at least 16 characters')
    .transform((text) => {
      // A clinic that moves here from the desktop app brings its recovery key.
      const recovery = parseRecoveryKey(text);
      return recovery.ok ? recovery.databaseKey : text;
    })
    .optional(),
  JWT_SECRET: z.string().min(8, 'at least 8 characters').optional(),
  FRONTEND_URL: commaList.pipe(z.array(origin)).default([]),
  CORS_ORIGIN: commaList.pipe(z.array(origin)).default([]),
  BACKEND_URL: z.url({ protocol: /^https?$/ }).optional(),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  TRUST_PROXY: flag.default(false),
  RATE_LIMITS: z
    .string()
    .transform((text, context) =>
      text === 'off' ? text : readJson(text, rateLimitsSchema, context, 'neither "off" nor JSON'),
    )
    .optional(),
  LIMITS: z
    .string()
    .transform((text, context) => readJson(text, limitsSchema, context, 'not JSON'))
    .optional(),
  TURN_URLS: commaList.pipe(z.array(iceAddress)).default([]),
  TURN_SECRET: z.string().min(1).optional(),
  SMTP_URL: z
    .string()
    .transform((text, context) => {
      const parsed = parseSmtpUrl(text);
      if ('server' in parsed) return parsed.server;
      context.addIssue(parsed.fault);
      return z.NEVER;
    })
    .optional(),
  SMTP_FROM: z
    .string()
    .trim()
    .refine(isSender, { message: 'neither an address nor "Name <address>"' })
    .optional(),
  HEALTH_STATUS: z.string().min(1).max(64).default('OK'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'not an address such as redis://localhost:6379' })
    .optional(),
  COMPAT_UNVERIFIED: z.enum(['off', 'loopback', 'on']).default('off'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  NODE_ENV: z.string().optional(),
});

/** A certificate with those that lead to its root, and its key, as PEM texts. */
export type KeyPair = { certificate: string; key: string };

/** What `createServer` needs to know. Made from the environment, or by the desktop app and the tests. */
export type Config = {
  port: number;
  host: string;
  extraPorts: number[];
  /** Absolute path; holds the database unless it is PostgreSQL, the generated secret and the files. */
  dataDir: string;
  /** Of PostgreSQL, with its password; null: the database is SQLite in `dataDir`. */
  databaseUrl: string | null;
  databaseKey: string | null;
  /** Null: generated at the first start and kept in `dataDir`. */
  jwtSecret: string | null;
  /** Origins beside the server's own that may call it. */
  allowedOrigins: string[];
  /** The address in invitations; null: the address that the server listens on. */
  publicUrl: string | null;
  /**
   * Files of a stand-alone server, or texts from the app: what everybody is shown, and what those are shown who ask
   * for a name that it is made out to.
   */
  tls: { certificatePath: string; keyPath: string } | { main: KeyPair; byName: KeyPair | null } | null;
  trustProxy: boolean;
  rateLimits: 'off' | Record<string, { points: number; seconds: number }>;
  /** Sizes, counts and patience (server/limits.ts). */
  limits: Limits;
  turn: { urls: string[]; secret: string | null };
  /** Null: the server sends no mail. */
  smtp: SmtpSettings | null;
  healthStatus: string;
  /** Several servers of one clinic find each other there; null: this one is the only one. */
  redisUrl: string | null;
  /**
   * Whether front ends that prove nothing are believed (development and tests alone): from this machine, or at all.
   */
  compatUnverified: 'off' | 'loopback' | 'on';
  logLevel: (typeof LOG_LEVELS)[number];
  /** Folder of the built web client; null serves none. */
  webRoot: string | null;
};

/** What a running server takes anew, without a restart. */
export type Reconfiguration = Pick<Config, 'publicUrl' | 'tls' | 'turn'>;

/** Origin of the pages inside the desktop app. */
export const APP_ORIGIN = 'app://anteroom';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

/** True if a server that listens on `host` can be reached from this machine only. */
export const isLoopbackHost = (host: string): boolean =>
  LOOPBACK_HOSTS.has(host) || (isIPv4(host) && host.startsWith('127.'));

/** A setting is wrong; the message is one line and begins with the variable's name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses the environment.
 * @param environment as in `process.env`
 * @param places absolute folder for a relative `DATA_DIR`, and the built web client
 * @throws ConfigError naming the first wrong variable
 */
export const parseEnvironment = (
  environment: Record<string, string | undefined>,
  places: { resolve: (path: string) => string; webRoot: string | null },
): Config => {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const [name, ...inside] = issue?.path ?? [];
    const where = inside.filter((step) => typeof step === 'string').map((step) => `${step}: `);
    throw new ConfigError(
      `${String(name)} is not valid: ${where.join('')}${issue?.message ?? 'unknown reason'}`,
    );
  }
  const values = parsed.data;
  if (values.REDIS_URL !== undefined && values.DATABASE_URL === undefined) {
    throw new ConfigError('REDIS_URL needs DATABASE_URL: a database of SQLite belongs to one server');
  }
  if (values.REDIS_URL !== undefined && values.JWT_SECRET === undefined) {
    throw new ConfigError('REDIS_URL needs JWT_SECRET, the same in all servers of the clinic');
  }
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined)) {
    throw new ConfigError(
      values.TLS_CERT === undefined
        ? 'TLS_CERT is missing: TLS_KEY needs it'
        : 'TLS_KEY is missing: TLS_CERT needs it',
    );
  }
  const tls =
    values.TLS_CERT !== undefined && values.TLS_KEY !== undefined
      ? { certificatePath: places.resolve(values.TLS_CERT), keyPath: places.resolve(values.TLS_KEY) }
      : null;
  if (!isLoopbackHost(values.HOST) && tls === null && !values.TRUST_PROXY) {
    throw new ConfigError(
      `HOST is ${values.HOST}, beyond this machine: set TLS_CERT and TLS_KEY, or TRUST_PROXY=1 behind a proxy that ends TLS`,
    );
  }
  const { PORT, SOCKET_PORT } = values;
  const mainPort = PORT ?? SOCKET_PORT ?? 4000;
  const extraPorts =
    SOCKET_PORT === undefined || [mainPort, ...values.EXTRA_PORTS].includes(SOCKET_PORT)
      ? values.EXTRA_PORTS
      : [...values.EXTRA_PORTS, SOCKET_PORT];
  const ports = [mainPort, ...extraPorts].filter((number) => number !== 0);
  const twice = ports.find((number, index) => ports.indexOf(number) !== index);
  if (twice !== undefined) {
    throw new ConfigError(`EXTRA_PORTS is not valid: ${twice} is named twice, or is PORT already`);
  }
  if (!isLoopbackHost(values.HOST) && values.RATE_LIMITS === 'off') {
    throw new ConfigError('RATE_LIMITS may be off only while HOST is this machine');
  }
  if (!isLoopbackHost(values.HOST) && values.COMPAT_UNVERIFIED === 'on') {
    throw new ConfigError('COMPAT_UNVERIFIED may be on only while HOST is this machine');
  }
  const needsTurnSecret = values.TURN_URLS.some((url) => !url.startsWith('stun:'));
  if (values.TURN_SECRET !== undefined && !needsTurnSecret) {
    throw new ConfigError('TURN_URLS has no turn: or turns: address: TURN_SECRET needs one');
  }
  if (values.TURN_SECRET === undefined && needsTurnSecret) {
    throw new ConfigError('TURN_SECRET is missing: the turn: addresses in TURN_URLS need it');
  }
  if (values.SMTP_FROM !== undefined && values.SMTP_URL === undefined) {
    throw new ConfigError('SMTP_URL is missing: SMTP_FROM needs it');
  }
  const mailHost = values.BACKEND_URL === undefined ? 'localhost' : new URL(values.BACKEND_URL).hostname;
  return {
    port: mainPort,
    host: values.HOST,
    extraPorts,
    dataDir: places.resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    databaseKey: values.DATABASE_KEY ?? null,
    jwtSecret: values.JWT_SECRET ?? null,
    allowedOrigins: [...new Set([...values.FRONTEND_URL, ...values.CORS_ORIGIN])],
    publicUrl: values.BACKEND_URL?.replace(/\/$/, '') ?? null,
    tls,
    trustProxy: values.TRUST_PROXY,
    rateLimits: values.RATE_LIMITS ?? {},
    limits: { ...DEFAULT_LIMITS, ...values.LIMITS },
    turn: { urls: values.TURN_URLS, secret: values.TURN_SECRET ?? null },
    smtp:
      values.SMTP_URL === undefined
        ? null
        : { ...values.SMTP_URL, from: values.SMTP_FROM ?? `Anteroom <no-reply@${mailHost}>` },
    healthStatus: values.HEALTH_STATUS,
    redisUrl: values.REDIS_URL ?? null,
    compatUnverified: values.COMPAT_UNVERIFIED,
    logLevel: values.LOG_LEVEL,
    webRoot: places.webRoot,
  };
};
