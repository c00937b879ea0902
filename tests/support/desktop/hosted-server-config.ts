import { DEFAULT_LIMITS } from '../../../server/limits.ts';
import type { Config } from '../../../server/config.ts';

/** A server on a free port of this machine that logs nothing. */
export const testConfig = (overrides: Partial<Config> & Pick<Config, 'dataDir'>): Config => ({
  port: 0,
  host: '127.0.0.1',
  extraPorts: [],
  databaseUrl: null,
  databaseKey: null,
  jwtSecret: null,
  allowedOrigins: [],
  publicUrl: null,
  tls: null,
  trustProxy: false,
  rateLimits: {},
  limits: DEFAULT_LIMITS,
  turn: { urls: [], secret: null },
  smtp: null,
  healthStatus: 'OK',
  redisUrl: null,
  compatUnverified: 'off',
  logLevel: 'silent',
  webRoot: null,
  ...overrides,
});
