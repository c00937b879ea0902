import type { StoredMessage } from '../storage/ports/conversations.ts';
import type { Contacts } from './contacts.ts';
import { ifUnavailable } from './errors.ts';
import type { DomainEvent } from './events.ts';
import { toConversation } from './message-news.ts';
import type { PeopleNames } from './people-names.ts';
import type { RoomPresence } from './room-presence.ts';

/** A message in a visit's room belongs to the conversation of its two people, who may be elsewhere. */
export const createVisitNews = (deps: {
  contacts: Pick<Contacts, 'connectionsOf'>;
  names: PeopleNames;
  presence: Pick<RoomPresence, 'has'>;
}) => {
  const { contacts, names, presence } = deps;
  return {
    /** Tells the connections of the two that are not in the room: most of the time there are none. */
    async elsewhere(stored: StoredMessage): Promise<DomainEvent[]> {
      const { message, patientId, doctorId } = stored;
      const { roomId } = message;
      if (roomId === null) return [];
      const isElsewhere = (userId: string): boolean =>
        contacts.connectionsOf(userId).some((connectionId) => !presence.has(connectionId, roomId));
      if (!isElsewhere(patientId) && !isElsewhere(doctorId)) return [];
      // The message is stored, and told in its room: nothing here may keep it from that.
      const [patient, doctor] = await Promise.all(
        [patientId, doctorId].map((userId) => names.of(userId).catch(ifUnavailable(null))),
      );
      if (patient == null || doctor == null) return [];
      const [sender, receiver] = message.senderId === patientId ? [patient, doctor] : [doctor, patient];
      return toConversation(message, sender, receiver, roomId);
    },
  };
};

export type VisitNews = ReturnType<typeof createVisitNews>;
