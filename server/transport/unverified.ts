import type { Socket } from 'socket.io';
import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import type { Sessions } from '../domain/sessions.ts';
import type { Identity } from '../domain/identity.ts';
import type { Log } from '../log.ts';
import { z } from '../protocol/zod.ts';
import { toRefusal } from './errors.ts';
import type { EventRates } from './event-rates.ts';
import { RateLimitedError } from './rate-limits.ts';

/** So long a connection may say nothing. */
const CLAIM_MS = 10_000;

const claimSchema = z.object({
  userId: z.string().min(1).max(256),
  role: z.string().max(32).nullish(),
  userType: z.string().max(32).nullish(),
  email: z.string().max(320).nullish(),
});

/** What counts against the common rate. */
const UNKNOWN_EVENT = 'unknown';

/** Events by which existing front ends say who they are, without proof. */
const CLAIMS: ReadonlySet<string> = new Set(['authenticate', 'join-room']);

/**
 * Front ends that prove nothing, for development and tests alone (`COMPAT_UNVERIFIED`, D04): who they say that they
 * are is believed, if there is such an account.
 */
export const createUnverified = ({
  sessions,
  dialects,
  eventRates,
  log,
}: {
  sessions: Pick<Sessions, 'claim'>;
  dialects: readonly ForeignDialect[];
  eventRates: EventRates;
  log: Log;
}) => {
  /** @throws DomainError `unauthenticated` */
  const claimed = (payload: unknown): Promise<Identity> => {
    const parsed = claimSchema.safeParse(payload);
    const { userId = '', role, userType, email } = parsed.data ?? {};
    return sessions.claim({ userId, role: role ?? userType ?? null, email: email ?? null });
  };

  return {
    claimed,

    /**
     * Lets a connection do nothing until it has said who it is.
     * @param address whose points its events use until it is somebody
     * @param welcome what makes it one like any other
     * @returns what takes its events from then on
     */
    wait(
      socket: Socket,
      address: string,
      welcome: (identity: Identity) => (name: string, args: readonly unknown[]) => void,
    ): void {
      let isWelcome = false;
      let last: Promise<((name: string, args: readonly unknown[]) => void) | null> = Promise.resolve(null);
      const deadline = setTimeout(() => socket.disconnect(true), CLAIM_MS);
      socket.once('disconnect', () => clearTimeout(deadline));

      const refuse = (name: string, args: readonly unknown[], error: unknown): null => {
        const refusal = toRefusal(error, log, 'claim');
        const dialect = dialects.find(({ events }) => Object.hasOwn(events, name));
        const frames = dialect?.refuse(name, 'Not authenticated') ?? [
          { event: 'error', payload: { message: 'Not authenticated', code: refusal.code } },
        ];
        for (const { event, payload } of frames) socket.emit(event, payload);
        const ack = args.at(-1);
        if (typeof ack === 'function') (ack as (answer: unknown) => void)({ ok: false, ...refusal });
        return null;
      };

      socket.use(([name, ...args], next) => {
        if (isWelcome) {
          next();
          return;
        }
        // Claims are guesses as well: all of them count, whatever they are called.
        const wait = eventRates.take(address, UNKNOWN_EVENT);
        if (wait > 0) {
          refuse(name, args, new RateLimitedError(wait));
          return;
        }
        last = last.then(async (take) => {
          try {
            const identity = take ?? (await claimed(CLAIMS.has(name) ? args[0] : undefined));
            // Nobody would ever say that it has gone.
            if (!socket.connected) return null;
            const taker = typeof identity === 'function' ? identity : welcome(identity);
            if (take === null) {
              clearTimeout(deadline);
              isWelcome = true;
            }
            taker(name, args);
            return taker;
          } catch (error) {
            return refuse(name, args, error);
          }
        });
      });
    },
  };
};

export type Unverified = ReturnType<typeof createUnverified>;
