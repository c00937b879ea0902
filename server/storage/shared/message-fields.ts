import type { MessageView, NewMessageRecord } from '../../domain/records.ts';
import type { MessageRefusal, StoredMessage } from '../ports/conversations.ts';

/** The id of somebody's notification of a conversation, and how many messages it counts. */
export type Notified = { id: string; count: number };

/**
 * How a message crosses to the store's thread and back: its values alone there, and of a new one only its numbers
 * back. An object's names would cost more than the message.
 */

export type MessageFields = [
  roomId: string | null,
  patientId: string | null,
  doctorId: string | null,
  notificationId: string | null,
  ...MessageContent,
];

/** Whether a message is to be stored and nothing else: nobody is notified of it. */
export const isMessageAlone = (fields: readonly unknown[]): boolean => fields[3] === null;

export type MessageContent = [
  senderId: string,
  senderRole: NewMessageRecord['senderRole'],
  senderName: string,
  kind: NewMessageRecord['kind'],
  text: string,
  fileUrl: string | null,
  fileName: string | null,
  replyTo: number | null,
  clientId: string | null,
  createdAt: number,
];

export type MessageNumbers = [relationId: string, seq: number, roomId: string | null, roomSeq: number | null];

/** The two whose conversation it is. */
export type MessagePair = [patientId: string, doctorId: string];

/** What became of a message: its numbers, or the one that was stored before with the same `clientId`. */
export type AppendedMessage =
  | [...MessageNumbers, ...MessagePair, notified?: Notified]
  | [MessageView, ...MessagePair]
  | MessageRefusal;

/** How a message is addressed: by its conversation and its number there. */
export const messageIdOf = (relationId: string, seq: number): string => `${relationId}-${seq}`;

export const messageFields = (message: NewMessageRecord): MessageFields => [
  'roomId' in message.to ? message.to.roomId : null,
  'roomId' in message.to ? null : message.to.patientId,
  'roomId' in message.to ? null : message.to.doctorId,
  message.notificationId ?? null,
  message.senderId,
  message.senderRole,
  message.senderName,
  message.kind,
  message.text,
  message.fileUrl,
  message.fileName,
  message.replyTo,
  message.clientId,
  message.createdAt,
];

export const storedMessage = (
  { to: _, notificationId: __, ...message }: NewMessageRecord,
  appended: AppendedMessage,
): StoredMessage | MessageRefusal => {
  if (typeof appended === 'string') return appended;
  if (appended.length === 3) {
    const [stored, patientId, doctorId] = appended;
    return { message: stored, duplicate: true, patientId, doctorId, notified: null };
  }
  const [conversationId, seq, roomId, roomSeq, patientId, doctorId, notified = null] = appended;
  const id = messageIdOf(conversationId, seq);
  return {
    message: {
      ...message,
      id,
      conversationId,
      seq,
      roomId,
      roomSeq,
      deletedAt: null,
      deliveredAt: null,
      readAt: null,
    },
    duplicate: false,
    patientId,
    doctorId,
    notified,
  };
};
