import type { WaitingMessageRecord } from '../../../domain/records.ts';
import { messageFields, storedMessage, type AppendedMessage, type MessageFields } from './message-fields.ts';
import { createSentMessages } from './sent-messages.ts';
import type { LocalOperations, OperationContext } from './types.ts';

const MESSAGE_COLUMNS = `id, room_id AS roomId, seq, sender_id AS senderId, sender_role AS senderRole,
  sender_name AS senderName, text, client_id AS clientId, created_at AS createdAt`;

/** All messages of a room, oldest first. */
export type MessageReader = { inRoom: (roomId: string) => WaitingMessageRecord[] };

export const createMessageReader = ({ db }: Pick<OperationContext, 'db'>): MessageReader => {
  const all = db.prepare<[roomId: string], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM waiting_messages WHERE room_id = ? ORDER BY seq`,
  );
  return { inRoom: (roomId) => all.all(roomId) };
};

/** The waiting rooms' chat. */
export const createMessageOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<LocalOperations, 'appendMessage' | 'appendMessages' | 'undone'> => {
  const sent = createSentMessages({ db });
  // Nobody is ever answered with somebody else's message, whatever the index says.
  const stored = db.prepare<[place: number, senderId: string, clientId: string], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM waiting_messages WHERE place = ? AND sender_id = ? AND client_id = ?`,
  );
  const nextSeq = db
    .prepare<[roomId: string], number>(
      'SELECT coalesce(max(seq), 0) + 1 FROM waiting_messages WHERE room_id = ?',
    )
    .pluck();
  const insert = db.prepare<[...MessageFields, seq: number]>(
    `INSERT INTO waiting_messages (id, room_id, sender_id, sender_role, sender_name, text, client_id, created_at,
       seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const sentBefore = (senderId: string, clientId: string): WaitingMessageRecord | undefined => {
    const place = sent.placeOf(senderId, clientId);
    return place === undefined ? undefined : stored.get(place, senderId, clientId);
  };
  const append = (...fields: MessageFields): AppendedMessage => {
    const [, roomId, senderId, , , , clientId] = fields;
    sent.gather();
    const before = clientId === null ? undefined : sentBefore(senderId, clientId);
    if (before !== undefined) return before;
    const seq = nextSeq.get(roomId) ?? 1;
    const { lastInsertRowid } = insert.run(...fields, seq);
    if (clientId !== null) sent.add(senderId, clientId, Number(lastInsertRowid));
    return seq;
  };
  return {
    undone: sent.forget,
    appendMessage: append,
    appendMessages: ({ messages, audit }) => {
      const answers = messages.map((message) => storedMessage(message, append(...messageFields(message))));
      if (answers.some(({ duplicate }) => !duplicate)) appendAudit(audit);
      return answers;
    },
  };
};
