import { fileUrlOf } from '../protocol/index.ts';
import type { Channel, DomainEvent } from './events.ts';
import type { CompleteFile } from './file-records.ts';
import type { MessageView, PersonRecord, VisitMessageRecord } from './records.ts';
import { room } from './room-channels.ts';

/**
 * A message with the file that was sent: what was stored before under the same id may have another one, or none any
 * more.
 */
export const withFile = (message: MessageView, file: CompleteFile | null): MessageView =>
  message.file === undefined && file !== null && message.fileUrl === fileUrlOf(file.id)
    ? { ...message, file }
    : message;

export const isInVisit = (message: MessageView): message is MessageView & VisitMessageRecord =>
  message.roomId !== null;

export const toRoom = (message: VisitMessageRecord): DomainEvent => ({
  type: 'message-posted',
  to: { channels: [room(message.roomId)] },
  message,
});

/**
 * Tells a conversation of a new message, beside its visit's room: whom it was sent to, and who sent it.
 * @param except connections in this room have it from there
 */
export const toConversation = (
  message: MessageView,
  sender: PersonRecord,
  receiver: PersonRecord,
  except: string | null,
): DomainEvent[] => {
  const told = (type: 'message-received' | 'message-sent', person: PersonRecord): DomainEvent[] => {
    const event = (channel: Channel, scope: 'conversation' | 'visit'): DomainEvent => ({
      type,
      to: { channels: [channel], ...(except !== null && { exceptChannel: room(except) }) },
      message,
      sender,
      receiver,
      scope,
    });
    const whole = event({ kind: 'user', userId: person.id }, 'conversation');
    // Who came by an invitation has no more of it than the visit.
    return person.role === 'patient' && message.roomId !== null
      ? [whole, event({ kind: 'visit', roomId: message.roomId }, 'visit')]
      : [whole];
  };
  return [...told('message-received', receiver), ...told('message-sent', sender)];
};

/** Tells of a message that was sent in a conversation: the room of its visit, if it has one, and its two people. */
export const toBoth = (message: MessageView, sender: PersonRecord, receiver: PersonRecord): DomainEvent[] => [
  ...(isInVisit(message) ? [toRoom(message)] : []),
  ...toConversation(message, sender, receiver, null),
];
