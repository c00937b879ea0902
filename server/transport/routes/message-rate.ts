import type { Identity } from '../../domain/identity.ts';
import { limitedPerson } from '../event-rates.ts';
import { RateLimitedError, type RateLimits } from '../rate-limits.ts';

/**
 * Takes a point for a message or an alert by HTTP, of the same as by socket: there is one way to write too much.
 * @throws RateLimitedError
 */
export const takeMessageRate = (
  limits: Pick<RateLimits, 'buckets'>,
  actor: Identity,
  rate: 'message-person' | 'emergency-person' = 'message-person',
): void => {
  const wait = limits.buckets(rate)?.take(limitedPerson(actor)) ?? 0;
  if (wait > 0) throw new RateLimitedError(wait);
};
