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
     VALUES (@id, @roomId, @seq, @senderId, @senderRole, @senderName, @text, @clientId, @createdAt)
     ON CONFLICT (sender_id, client_id) WHERE client_id IS NOT NULL DO NOTHING`,
  );
  /** The index that must be written anyway finds a resend: nearly every message is a new one. */
  const appendOnce = (message: Omit<WaitingMessageRecord, 'seq'>) => {
    const appended = { ...message, seq: nextSeq.get(message.roomId) ?? 1 };
    if (insert.run(appended).changes === 1) return { message: appended, duplicate: false };
    const stored = message.clientId === null ? undefined : sentBefore.get(message.senderId, message.clientId);
    if (stored === undefined) throw new Error('a message was neither stored nor sent before');
    return { message: stored, duplicate: true };
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
