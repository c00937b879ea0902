import type { WaitingMessageRecord } from '../../../domain/records.ts';
import { messageFields, storedMessage, type AppendedMessage, type MessageFields } from './message-fields.ts';
import type { OperationContext, Operations } from './types.ts';

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
}: OperationContext): Pick<Operations, 'appendMessage' | 'appendMessages'> => {
  const sentBefore = db.prepare<[senderId: string, clientId: string], WaitingMessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM waiting_messages WHERE sender_id = ? AND client_id = ?`,
  );
  const nextSeq = db
    .prepare<[roomId: string], number>(
      'SELECT coalesce(max(seq), 0) + 1 FROM waiting_messages WHERE room_id = ?',
    )
    .pluck();
  const insert = db.prepare<[...MessageFields, seq: number]>(
    `INSERT INTO waiting_messages (id, room_id, sender_id, sender_role, sender_name, text, client_id, created_at,
       seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sender_id, client_id) WHERE client_id IS NOT NULL DO NOTHING`,
  );
  /** The index that must be written anyway finds a resend: nearly every message is a new one. */
  const append = (...fields: MessageFields): AppendedMessage => {
    const [, roomId, senderId, , , , clientId] = fields;
    const seq = nextSeq.get(roomId) ?? 1;
    if (insert.run(...fields, seq).changes === 1) return seq;
    const stored = clientId === null ? undefined : sentBefore.get(senderId, clientId);
    if (stored === undefined) throw new Error('a message was neither stored nor sent before');
    return stored;
  };
  return {
    appendMessage: append,
    appendMessages: ({ messages, audit }) => {
      const stored = messages.map((message) => storedMessage(message, append(...messageFields(message))));
      if (stored.some(({ duplicate }) => !duplicate)) appendAudit(audit);
      return stored;
    },
  };
};
