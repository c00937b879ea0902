import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ConfigError, type Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import { createRateBuckets, type RateBuckets } from './rate-buckets.ts';

/**
 * How often somebody may do something: `points` at once or spread, in `seconds`; names as in `RATE_LIMITS`. An
 * address is one of IPv4 or the /64 network of one of IPv6. A person who came by an invitation is the visit.
 */
export const RATE_LIMIT_DEFAULTS = {
  /** Connections opened from one address, whether or not they say who they are. */
  'open-address': { points: 12_000, seconds: 60 },
  /** Handshakes of sockets from one address; 2,000 clients behind one router may come back at once. */
  'connect-address': { points: 6_000, seconds: 60 },
  /** Messages of one person, in waiting rooms and conversations. */
  'message-person': { points: 60, seconds: 60 },
  /** Reactions of one person to messages, and their withdrawals. */
  'reaction-person': { points: 120, seconds: 60 },
  /** Emergency alerts of one person: a hand that trembles is not refused. */
  'emergency-person': { points: 10, seconds: 60 },
  /** Keys of one person that somebody else sees being pressed: some front ends say each of them. */
  'typing-person': { points: 1_200, seconds: 60 },
  /** Searches of one person: one with each key. */
  'search-person': { points: 240, seconds: 60 },
  /** Offers, answers and candidates of one person: calls that start again and again stay far below. */
  'signal-person': { points: 1_200, seconds: 60 },
  /** Waiting rooms and calls that one person enters and leaves; a dashboard enters each of its rooms again. */
  'join-person': { points: 3_000, seconds: 60 },
  /** All other events of one person, also those that are no events of the contract. */
  'event-person': { points: 1_200, seconds: 60 },
  /** Requests from one address, except files of the web client, and `/health` and `/metrics` on this machine. */
  'request-address': { points: 6_000, seconds: 60 },
  /** Requests of one person who is signed in. */
  'request-person': { points: 3_000, seconds: 60 },
  /** Files that one person uploads. */
  'upload-person': { points: 20, seconds: 60 },
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
  /** Set-ups, refreshes and openings of invitations from one address: 2,000 clients, each asking twice. */
  'session-address': { points: 4_000, seconds: 60 },
  /** Mails with the invitation to one visit. */
  'invitation-mail': { points: 5, seconds: 3600 },
  /** Measurements of the connection by one person; a device test makes 16. */
  'probe-person': { points: 120, seconds: 60 },
} as const;

export type RateLimitName = keyof typeof RATE_LIMIT_DEFAULTS;

/** What sockets do. Their events must keep their order, and a signal must not wait: answered at once. */
const AT_ONCE = [
  'open-address',
  'connect-address',
  'message-person',
  'reaction-person',
  'emergency-person',
  'typing-person',
  'search-person',
  'signal-person',
  'join-person',
  'event-person',
] as const satisfies readonly RateLimitName[];

export type SocketRateName = (typeof AT_ONCE)[number];

const isAtOnce = (name: RateLimitName): name is SocketRateName =>
  (AT_ONCE as readonly RateLimitName[]).includes(name);

/** `rate_limited`, and for how long. */
export class RateLimitedError extends DomainError {
  readonly seconds: number;

  constructor(milliseconds: number) {
    const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
    super('rate_limited', `Too many requests, try again in ${seconds} s`);
    this.seconds = seconds;
  }
}

/** Where the points of requests are counted for several servers. */
export type SharedCounters = {
  client: unknown;
  prefix: string;
  /** What stands there for an address or an account, which are nobody's business. */
  hide: (key: string) => string;
};

/** What sockets did, which other servers have to count, too. */
export type UsedPoints = { name: string; used: [key: string, points: number][] };

/**
 * @param shared null in a server that is the only one. Requests are counted in Redis; what sockets do is counted at
 * once, and told to the others when it is much.
 * @throws ConfigError if the configuration names a limit that does not exist
 */
export const createRateLimits = (config: Config['rateLimits'], shared: SharedCounters | null = null) => {
  const unknown =
    config === 'off' ? [] : Object.keys(config).filter((name) => !Object.hasOwn(RATE_LIMIT_DEFAULTS, name));
  if (unknown.length > 0) {
    const names = Object.keys(RATE_LIMIT_DEFAULTS).join(', ');
    throw new ConfigError(`RATE_LIMITS names "${unknown.join('", "')}", which is none of ${names}`);
  }
  const limiters = new Map<RateLimitName, RateLimiterMemory | RateLimiterRedis>();
  const buckets = new Map<string, RateBuckets>();
  if (config !== 'off') {
    for (const name of Object.keys(RATE_LIMIT_DEFAULTS) as RateLimitName[]) {
      const { points, seconds } = config[name] ?? RATE_LIMIT_DEFAULTS[name];
      if (isAtOnce(name))
        buckets.set(name, createRateBuckets({ points, seconds, isShared: shared !== null }));
      else {
        const alone = new RateLimiterMemory({ points, duration: seconds, keyPrefix: name });
        limiters.set(
          name,
          shared === null
            ? alone
            : new RateLimiterRedis({
                storeClient: shared.client,
                points,
                duration: seconds,
                keyPrefix: `${shared.prefix}:rate:${name}`,
                // Without Redis, each server limits by itself.
                insuranceLimiter: alone,
              }),
        );
      }
    }
  }
  const hide = shared?.hide ?? ((key: string): string => key);
  return {
    /** For the other servers, from time to time. */
    newlyUsed: (): UsedPoints[] =>
      [...buckets].flatMap(([name, each]) => {
        const used = each.newlyUsed();
        return used.length === 0 ? [] : [{ name, used }];
      }),
    /** Another server has given so many. */
    takeElsewhere({ name, used }: UsedPoints): void {
      for (const [key, points] of used) buckets.get(name)?.takeElsewhere(key, points);
    },
    /** The buckets of what sockets do; null if rates are not limited. */
    buckets: (name: SocketRateName): RateBuckets | null => buckets.get(name) ?? null,
    /** @throws RateLimitedError once the key has used its points */
    async consume(name: Exclude<RateLimitName, SocketRateName>, key: string): Promise<void> {
      try {
        await limiters.get(name)?.consume(hide(key));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new RateLimitedError(error.msBeforeNext);
      }
    },
    /** Gives one point back, if any was consumed: it did not count. */
    async giveBack(name: RateLimitName, key: string): Promise<void> {
      const used = await limiters.get(name)?.get(hide(key));
      if (used != null && used.consumedPoints > 0) await limiters.get(name)?.reward(hide(key), 1);
    },
    /** A success gives the points back. */
    async forgive(name: RateLimitName, key: string): Promise<void> {
      await limiters.get(name)?.delete(hide(key));
    },
  };
};

export type RateLimits = ReturnType<typeof createRateLimits>;
