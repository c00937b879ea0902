import type { WaitingMessageRecord } from '../../../domain/records.ts';

/**
 * How a message crosses to the store's thread and back: its values alone there, and of a new one only its number
 * back. An object's names would cost more than the message.
 */

type NewMessage = Omit<WaitingMessageRecord, 'seq'>;

export type MessageFields = [
  id: string,
  roomId: string,
  senderId: string,
  senderRole: NewMessage['senderRole'],
  senderName: string,
  text: string,
  clientId: string | null,
  createdAt: number,
];

/** What became of a message: its number in the room, or the one that was stored before with the same `clientId`. */
export type AppendedMessage = number | WaitingMessageRecord;

export const messageFields = (message: NewMessage): MessageFields => [
  message.id,
  message.roomId,
  message.senderId,
  message.senderRole,
  message.senderName,
  message.text,
  message.clientId,
  message.createdAt,
];

export const storedMessage = (
  message: NewMessage,
  appended: AppendedMessage,
): { message: WaitingMessageRecord; duplicate: boolean } =>
  typeof appended === 'number'
    ? { message: { ...message, seq: appended }, duplicate: false }
    : { message: appended, duplicate: true };
