import type { Identity } from '../../domain/identity.ts';
import { limitedPerson } from '../event-rates.ts';
import { RateLimitedError, type RateLimits } from '../rate-limits.ts';

/**
 * Takes a point for a message by HTTP, of the same as by socket: there is one way to write too much.
 * @throws RateLimitedError
 */
export const takeMessageRate = (limits: Pick<RateLimits, 'buckets'>, actor: Identity): void => {
  const wait = limits.buckets('message-person')?.take(limitedPerson(actor)) ?? 0;
  if (wait > 0) throw new RateLimitedError(wait);
};
