import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ConfigError, type Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';

/**
 * Limits on what guesses secrets or costs the server much, by name as in `RATE_LIMITS`.
 */
export const RATE_LIMIT_DEFAULTS = {
  /** Sign-ins from one address. */
  'login-address': { points: 120, seconds: 60 },
  /** Wrong passwords for one account from one address. */
  'login-account': { points: 10, seconds: 300 },
  /** Wrong passwords for one account from all addresses that it has not signed in from: more than one can make. */
  'login-account-total': { points: 200, seconds: 3600 },
  /** Wrong codes of one account's second factor, after the right password. */
  'login-code': { points: 5, seconds: 300 },
  /** The same over a day: 30 guesses at six digits, three of which fit at a time, succeed once in 30 years. */
  'login-code-day': { points: 30, seconds: 86_400 },
  /** Wrong passwords of one person who is signed in. */
  'profile-password': { points: 10, seconds: 300 },
  /** Wrong codes of one person who is signed in. */
  'profile-code': { points: 5, seconds: 300 },
  /** The same over a day: whoever has an open window must not get there by patience. */
  'profile-code-day': { points: 30, seconds: 86_400 },
  /** Set-ups, refreshes and openings of invitations from one address. */
  'session-address': { points: 600, seconds: 60 },
  /** Measurements of the connection by one person; a device test makes 16. */
  'probe-person': { points: 120, seconds: 60 },
} as const;

export type RateLimitName = keyof typeof RATE_LIMIT_DEFAULTS;

/** @throws ConfigError if the configuration names a limit that does not exist */
export const createRateLimits = (config: Config['rateLimits']) => {
  const unknown =
    config === 'off' ? [] : Object.keys(config).filter((name) => !Object.hasOwn(RATE_LIMIT_DEFAULTS, name));
  if (unknown.length > 0) {
    const names = Object.keys(RATE_LIMIT_DEFAULTS).join(', ');
    throw new ConfigError(`RATE_LIMITS names "${unknown.join('", "')}", which is none of ${names}`);
  }
  const limiters = new Map<RateLimitName, RateLimiterMemory>();
  if (config !== 'off') {
    for (const [name, fallback] of Object.entries(RATE_LIMIT_DEFAULTS)) {
      const { points, seconds } = config[name] ?? fallback;
      limiters.set(
        name as RateLimitName,
        new RateLimiterMemory({ points, duration: seconds, keyPrefix: name }),
      );
    }
  }
  return {
    /** @throws DomainError `rate_limited` once the key has used its points */
    async consume(name: RateLimitName, key: string): Promise<void> {
      try {
        await limiters.get(name)?.consume(key);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new DomainError(
          'rate_limited',
          `Too many requests, try again in ${Math.ceil(error.msBeforeNext / 1000)} s`,
        );
      }
    },
    /** Gives one point back, if any was consumed: it did not count. */
    async giveBack(name: RateLimitName, key: string): Promise<void> {
      const used = await limiters.get(name)?.get(key);
      if (used != null && used.consumedPoints > 0) await limiters.get(name)?.reward(key, 1);
    },
    /** A success gives the points back. */
    async forgive(name: RateLimitName, key: string): Promise<void> {
      await limiters.get(name)?.delete(key);
    },
  };
};

export type RateLimits = ReturnType<typeof createRateLimits>;
