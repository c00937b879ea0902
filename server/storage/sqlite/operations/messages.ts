import type { WaitingMessageRecord } from '../../../domain/records.ts';
import { messageFields, storedMessage, type AppendedMessage, type MessageFields } from './message-fields.ts';
import type { MessageIndex } from './message-index.ts';
import type { LocalOperations, OperationContext } from './types.ts';

const MESSAGE_COLUMNS = `id, room_id AS roomId, seq, sender_id AS senderId, sender_role AS senderRole,
  sender_name AS senderName, text, client_id AS clientId, created_at AS createdAt`;

/** All messages of a room, oldest first. */
export type MessageReader = { inRoom: (roomId: string) => WaitingMessageRecord[] };

export const createMessageReader = (
  { db }: Pick<OperationContext, 'db'>,
  index: MessageIndex,
): MessageReader => {
  // The place decides which of the two tables SQLite reads first.
  const indexed = db.prepare<[roomId: string], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM (SELECT place AS indexed_place FROM room_messages WHERE room_id = ? ORDER BY seq)
     CROSS JOIN waiting_messages ON place = indexed_place`,
  );
  const at = db.prepare<[place: number], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM waiting_messages WHERE place = ?`,
  );
  return {
    inRoom: (roomId) => [
      ...indexed.all(roomId),
      ...index.placesAfterEnd(roomId).flatMap((place) => at.get(place) ?? []),
    ],
  };
};

/** The waiting rooms' chat. */
export const createMessageOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
): Pick<LocalOperations, 'appendMessage' | 'appendMessages' | 'undone'> => {
  // Nobody is ever answered with somebody else's message, whatever the index says.
  const stored = db.prepare<[place: number, senderId: string, clientId: string], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM waiting_messages WHERE place = ? AND sender_id = ? AND client_id = ?`,
  );
  const insert = db.prepare<[...MessageFields, seq: number]>(
    `INSERT INTO waiting_messages (id, room_id, sender_id, sender_role, sender_name, text, client_id, created_at,
       seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const sentBefore = (senderId: string, clientId: string): WaitingMessageRecord | undefined => {
    const place = index.placeOf(senderId, clientId);
    return place === undefined ? undefined : stored.get(place, senderId, clientId);
  };
  const append = (...fields: MessageFields): AppendedMessage => {
    const [, roomId, senderId, , , , clientId] = fields;
    index.gather();
    const before = clientId === null ? undefined : sentBefore(senderId, clientId);
    if (before !== undefined) return before;
    const seq = index.lastSeq(roomId) + 1;
    const { lastInsertRowid } = insert.run(...fields, seq);
    index.add({ place: Number(lastInsertRowid), roomId, seq, senderId, clientId });
    return seq;
  };
  return {
    undone: index.forget,
    appendMessage: append,
    appendMessages: ({ messages, audit }) => {
      const answers = messages.map((message) => storedMessage(message, append(...messageFields(message))));
      if (answers.some(({ duplicate }) => !duplicate)) appendAudit(audit);
      return answers;
    },
  };
};
