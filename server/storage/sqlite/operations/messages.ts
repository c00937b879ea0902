import type { WaitingMessageRecord } from '../../../domain/records.ts';
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
  const insert = db.prepare<WaitingMessageRecord>(
    `INSERT INTO waiting_messages (id, room_id, seq, sender_id, sender_role, sender_name, text, client_id,
       created_at)
     VALUES (@id, @roomId, @seq, @senderId, @senderRole, @senderName, @text, @clientId, @createdAt)`,
  );
  const append = (message: Omit<WaitingMessageRecord, 'seq'>): WaitingMessageRecord => {
    const appended = { ...message, seq: nextSeq.get(message.roomId) ?? 1 };
    insert.run(appended);
    return appended;
  };
  const appendOnce = (message: Omit<WaitingMessageRecord, 'seq'>) => {
    const stored = message.clientId === null ? undefined : sentBefore.get(message.senderId, message.clientId);
    return stored === undefined
      ? { message: append(message), duplicate: false }
      : { message: stored, duplicate: true };
  };
  return {
    appendMessage: appendOnce,
    appendMessages: ({ messages, audit }) => {
      const stored = messages.map(appendOnce);
      if (stored.some(({ duplicate }) => !duplicate)) appendAudit(audit);
      return stored;
    },
  };
};
