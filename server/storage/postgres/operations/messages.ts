import type { MessageRecord, MessageView, VisitMessageRecord } from '../../../domain/records.ts';
import {
  messageFields,
  storedMessage,
  type AppendedMessage,
  type MessageFields,
  type MessagePair,
} from '../../shared/message-fields.ts';
import type { MessageRefusal, StoredMessage } from '../../ports/conversations.ts';
import type { FileReferences } from './files.ts';
import type { MessageFiles } from './message-files.ts';
import type { MessageIndex } from './message-index.ts';
import { INSERT_MESSAGE, newMessage, type Address, type Inserted, type NewMessage } from './new-message.ts';
import type { ReceiptReader } from './receipts.ts';
import type { Operations, OperationContext } from './types.ts';

/** The columns of a `MessageRecord`. */
export const MESSAGE_COLUMNS = `relation_id || '-' || seq AS id, relation_id AS "conversationId", seq, room_id AS "roomId",
  room_seq AS "roomSeq", sender_id AS "senderId", sender_role AS "senderRole", sender_name AS "senderName", kind, text,
  file_url AS "fileUrl", file_name AS "fileName", reply_to AS "replyTo", client_id AS "clientId", created_at AS "createdAt",
  deleted_at AS "deletedAt"`;

/** More than a conversation ever has. */
const ALL = Number.MAX_SAFE_INTEGER;

type Relation = { id: string; patientId: string; doctorId: string };

/** Reads messages by where they are. */
export const createMessageReader = (
  { db }: Pick<OperationContext, 'db'>,
  index: MessageIndex,
  files: MessageFiles,
) => {
  const at = db.prepare<[place: number], MessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE place = ?`,
  );
  const inPlaces = db.prepare<[places: readonly number[]], MessageRecord>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE place = ANY (?::bigint[]) ORDER BY place`,
  );
  const read = async (places: readonly number[]): Promise<MessageRecord[]> =>
    places.length === 0 ? [] : await inPlaces.all(places);
  return {
    at: async (place: number): Promise<MessageRecord | null> => (await at.get(place)) ?? null,

    /** All messages of a visit, oldest first, with their files. */
    inRoom: async (roomId: string): Promise<VisitMessageRecord[]> =>
      // The index has only messages of visits under the id of a room.
      await files.with((await read(await index.places('rooms', roomId, 1, ALL))) as VisitMessageRecord[]),

    /** Messages of a conversation, or of a visit, with these numbers, both ends included. */
    inLog: async (
      log: 'conversations' | 'rooms',
      id: string,
      from: number,
      to: number,
    ): Promise<MessageRecord[]> => (from > to ? [] : await read(await index.places(log, id, from, to))),
  };
};

export type MessageReader = ReturnType<typeof createMessageReader>;

/** Stores messages, each once. */
export const createMessageOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  reader: MessageReader,
  files: FileReferences,
  receipts: Pick<ReceiptReader, 'view'>,
): Pick<Operations, 'appendMessage' | 'appendMessages' | 'findSentMessage'> => {
  const RELATION = 'relations.id, relations.patient_id AS "patientId", relations.doctor_id AS "doctorId"';
  const relationById = db.prepare<[id: string], Relation>(`SELECT ${RELATION} FROM relations WHERE id = ?`);
  const relationOf = db
    .prepare<Address, string>(
      `SELECT relations.id FROM relations
       WHERE relations.patient_id = @patientId AND relations.doctor_id = @doctorId
       UNION ALL
       SELECT relations.id FROM appointments JOIN relations ON relations.doctor_id = appointments.doctor_id
         AND relations.patient_id = appointments.patient_id
       WHERE @patientId::text IS NULL AND appointments.room_id = @toRoom`,
    )
    .pluck();
  // All that there is to do for most messages, in one statement: nobody waits for an answer in between.
  const insert = db.prepare<NewMessage, Inserted>(INSERT_MESSAGE);

  const sentBefore = async (senderId: string, clientId: string): Promise<MessageRecord | null> => {
    const place = await index.placeOf(senderId, clientId);
    const found = place === undefined ? null : await reader.at(place);
    // Nobody is ever answered with somebody else's message, whatever the index says.
    return found?.senderId === senderId && found.clientId === clientId ? found : null;
  };

  /** As it is now: whoever sends it again may have been read meanwhile. */
  const asItIs = async (message: MessageRecord): Promise<[MessageView, ...MessagePair] | 'unknown'> => {
    const relation = await relationById.get(message.conversationId);
    if (relation === undefined) return 'unknown';
    const [view] = await receipts.view([message], relation);
    return view === undefined ? 'unknown' : [view, relation.patientId, relation.doctorId];
  };

  const refusalOfFile = async (
    fileUrl: string,
    { senderId, clientId, ...address }: Address & Pick<NewMessage, 'senderId' | 'clientId'>,
  ): Promise<MessageRefusal | null> => {
    if (clientId !== null && (await sentBefore(senderId, clientId)) !== null) return null;
    const relationId = await relationOf.get(address);
    if (relationId === undefined) return 'unknown';
    return await files.refusalOf(fileUrl, { relationId, senderId, onlyVisit: address.toRoom });
  };

  const append = async (...fields: MessageFields): Promise<AppendedMessage> => {
    const message = newMessage(fields);
    const { senderId, clientId, fileUrl, toRoom, patientId, doctorId } = message;
    if (fileUrl !== null) {
      const refusal = await refusalOfFile(fileUrl, { senderId, clientId, toRoom, patientId, doctorId });
      if (refusal !== null) return refusal;
    }
    const row = await insert.get(message);
    if (row === undefined) return 'unknown';
    if (row.isKnown === 1) {
      const before = clientId === null ? null : await sentBefore(senderId, clientId);
      return before === null ? 'unknown' : await asItIs(before);
    }
    const { relationId, seq, roomId, roomSeq, notificationId: id, count } = row;
    if (relationId === null || seq === null || row.patientId === null || row.doctorId === null)
      return 'unknown';
    if (row.isAnswer === 0) return 'no_such_reply';
    const numbers = [relationId, seq, roomId, roomSeq, row.patientId, row.doctorId] as const;
    return id === null || count === null ? [...numbers] : [...numbers, { id, count }];
  };

  return {
    appendMessage: append,
    findSentMessage: async ({ senderId, clientId }) => {
      const sent = await sentBefore(senderId, clientId);
      const found = sent === null ? 'unknown' : await asItIs(sent);
      if (found === 'unknown') return null;
      const [message, patientId, doctorId] = found;
      return { message, duplicate: true, patientId, doctorId, notified: null };
    },
    appendMessages: async ({ messages, audit }) => {
      const answers: StoredMessage[] = [];
      for (const message of messages) {
        const answer = storedMessage(message, await append(...messageFields(message)));
        if (typeof answer !== 'string') answers.push(answer);
      }
      if (answers.some(({ duplicate }) => !duplicate)) await appendAudit(audit);
      return answers;
    },
  };
};
