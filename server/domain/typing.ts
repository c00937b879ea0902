import type { Contacts } from './contacts.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import { personOf, type Identity } from './identity.ts';
import type { Clock } from './ports.ts';
import type { PersonRecord } from './records.ts';

/** Without another key, somebody has stopped: some front ends never say so. */
export const TYPING_KEPT_MS = 6_000;

/** So much later than its own server does another one say that somebody has stopped. */
const NOTICED_MS = 3_000;

type Typist = { person: PersonRecord; receiverId: string; until: number };

const keyOf = (userId: string, receiverId: string): string => `${userId} ${receiverId}`;

/** Who writes to whom right now. Told only to that person, and only while there is a relation. */
export const createTyping = ({ clock, contacts }: { clock: Clock; contacts: Contacts }) => {
  const typists = new Map<string, Typist>();

  const told = (receiverId: string): { channels: Channel[] } => ({
    channels: [{ kind: 'user', userId: receiverId }],
  });
  const news = ({ person, receiverId }: Typist, isTyping: boolean): DomainEvent => ({
    type: 'typing-changed',
    to: told(receiverId),
    typist: person,
    receiverId,
    isTyping,
  });

  const stop = (key: string): DomainEvent[] => {
    const typist = typists.get(key);
    if (typist === undefined) return [];
    typists.delete(key);
    return [news(typist, false)];
  };

  return {
    /** Silent where it may not be told (S1-E03). */
    start(identity: Identity, receiverId: string): Outcome<null> {
      const { userId, role, visitAppointmentId, visitRoom } = identity;
      if (!contacts.areOnline({ userId, role }, receiverId)) return quiet(null);
      if (visitAppointmentId !== null && visitRoom?.doctorId !== receiverId) return quiet(null);
      const key = keyOf(userId, receiverId);
      const isNew = !typists.has(key);
      const person = personOf(identity);
      const typist: Typist = { person, receiverId, until: clock.elapsed() + TYPING_KEPT_MS };
      typists.set(key, typist);
      const event: DomainEvent = isNew
        ? news(typist, true)
        : { type: 'typing-continued', to: told(receiverId), typist: person, receiverId };
      return { value: null, events: [event] };
    },

    stop: ({ userId }: Identity, receiverId: string): Outcome<null> => ({
      value: null,
      events: stop(keyOf(userId, receiverId)),
    }),

    /**
     * What another server has said. Were that server to die, somebody has stopped soon after it would have said so.
     */
    notice(person: PersonRecord, receiverId: string, isTyping: boolean): void {
      const key = keyOf(person.id, receiverId);
      if (!isTyping) typists.delete(key);
      else typists.set(key, { person, receiverId, until: clock.elapsed() + TYPING_KEPT_MS + NOTICED_MS });
    },

    /** A message came in its place: the receiver is told in every case (S1-E10). */
    stoppedBySending(sender: PersonRecord, receiver: PersonRecord): DomainEvent[] {
      typists.delete(keyOf(sender.id, receiver.id));
      return [news({ person: sender, receiverId: receiver.id, until: 0 }, false)];
    },

    /** The last connection of somebody is gone. */
    stopAll: (userId: string): DomainEvent[] =>
      [...typists].flatMap(([key, typist]) => (typist.person.id === userId ? stop(key) : [])),

    /** Those who have not pressed a key for a while; to be called about once a second. */
    expire(): Outcome<null> {
      if (typists.size === 0) return quiet(null);
      const now = clock.elapsed();
      return {
        value: null,
        events: [...typists].flatMap(([key, { until }]) => (until <= now ? stop(key) : [])),
      };
    },
  };
};

export type Typing = ReturnType<typeof createTyping>;
