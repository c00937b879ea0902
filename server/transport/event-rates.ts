import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import type { Identity } from '../domain/identity.ts';
import type { ClientEvent } from '../protocol/index.ts';
import type { RateLimits, SocketRateName } from './rate-limits.ts';

/** Events that have a rate of their own; all others share `event-person`. */
const RATES: ReadonlyMap<string, SocketRateName> = new Map<ClientEvent, SocketRateName>([
  ['waiting-room-message', 'message-person'],
  ['message-waiting', 'message-person'],
  ['send_message', 'message-person'],
  ['react_to_message', 'reaction-person'],
  ['raise_emergency', 'emergency-person'],
  ['typing_start', 'typing-person'],
  ['typing_stop', 'typing-person'],
  ['search_messages', 'search-person'],
  ['offer', 'signal-person'],
  ['answer', 'signal-person'],
  ['ice-candidate', 'signal-person'],
  ['join-waiting-room', 'join-person'],
  ['leave-waiting-room', 'join-person'],
  ['join-room', 'join-person'],
  ['leave-room', 'join-person'],
]);

/** Whose points are used: a person's, or an invitation's visit, however often it was opened. */
export const limitedPerson = ({
  userId,
  visitAppointmentId,
}: Pick<Identity, 'userId' | 'visitAppointmentId'>): string => visitAppointmentId ?? userId;

/**
 * How often one person may send what, over all sockets. On the way of every signal: two look-ups and a sum, and
 * nothing at all if rates are off.
 */
export const createEventRates = (rates: RateLimits, dialects: readonly ForeignDialect[] = []) => {
  const names = new Map<string, SocketRateName | ((payload: unknown) => SocketRateName)>(RATES);
  for (const { events } of dialects) {
    for (const [name, { rate }] of Object.entries(events)) {
      if (rate !== undefined && !names.has(name)) names.set(name, rate);
    }
  }
  const isOff = rates.buckets('event-person') === null;
  return {
    /** @returns 0, or the milliseconds after which this event may be tried again */
    take(person: string, event: string, payload?: unknown): number {
      if (isOff) return 0;
      const rate = names.get(event) ?? 'event-person';
      return rates.buckets(typeof rate === 'string' ? rate : rate(payload))?.take(person) ?? 0;
    },
  };
};

export type EventRates = ReturnType<typeof createEventRates>;
