import type { MessageRecord, MessageView, VisitMessageRecord } from '../../../domain/records.ts';
import {
  messageFields,
  storedMessage,
  type AppendedMessage,
  type MessageContent,
  type MessageFields,
  type MessageNumbers,
  type MessagePair,
} from '../../shared/message-fields.ts';
import type { FileReferences } from './files.ts';
import type { MessageFiles } from './message-files.ts';
import type { MessageIndex } from './message-index.ts';
import type { NotificationWriter } from './notifications.ts';
import type { ReceiptReader } from './receipts.ts';
import type { LocalOperations, OperationContext } from './types.ts';

/** The columns of a `MessageRecord`. */
export const MESSAGE_COLUMNS = `relation_id || '-' || seq AS id, relation_id AS conversationId, seq, room_id AS roomId,
  room_seq AS roomSeq, sender_id AS senderId, sender_role AS senderRole, sender_name AS senderName, kind, text,
  file_url AS fileUrl, file_name AS fileName, reply_to AS replyTo, client_id AS clientId, created_at AS createdAt,
  deleted_at AS deletedAt`;

/** More than a conversation ever has. */
const ALL = Number.MAX_SAFE_INTEGER;
/** Visits whose conversation is remembered; nothing ever changes it. */
const VISITS_KEPT = 10_000;

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
  const read = (places: readonly number[]): MessageRecord[] => places.flatMap((place) => at.get(place) ?? []);
  return {
    at: (place: number): MessageRecord | null => at.get(place) ?? null,

    /** All messages of a visit, oldest first, with their files. */
    inRoom: (roomId: string): VisitMessageRecord[] =>
      // The index has only messages of visits under the id of a room.
      files.with(read(index.places('rooms', roomId, 1, ALL)) as VisitMessageRecord[]),

    /** Messages of a conversation, or of a visit, with these numbers, both ends included. */
    inLog: (log: 'conversations' | 'rooms', id: string, from: number, to: number): MessageRecord[] =>
      from > to ? [] : read(index.places(log, id, from, to)),
  };
};

export type MessageReader = ReturnType<typeof createMessageReader>;

/** Stores messages, each once. */
export const createMessageOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  reader: MessageReader,
  files: FileReferences,
  { noteMessage }: Pick<NotificationWriter, 'noteMessage'>,
  receipts: Pick<ReceiptReader, 'view'>,
): Pick<LocalOperations, 'appendMessage' | 'appendMessages' | 'findSentMessage' | 'undone'> => {
  const RELATION = 'relations.id, relations.patient_id AS patientId, relations.doctor_id AS doctorId';
  const relationOfRoom = db.prepare<[roomId: string], Relation>(
    `SELECT ${RELATION} FROM appointments JOIN relations ON relations.doctor_id = appointments.doctor_id
       AND relations.patient_id = appointments.patient_id
     WHERE appointments.room_id = ?`,
  );
  const relationOfPair = db.prepare<[patientId: string, doctorId: string], Relation>(
    `SELECT ${RELATION} FROM relations WHERE patient_id = ? AND doctor_id = ?`,
  );
  const relationById = db.prepare<[id: string], Relation>(`SELECT ${RELATION} FROM relations WHERE id = ?`);
  const ongoingVisit = db
    .prepare<[patientId: string, doctorId: string], string>(
      `SELECT room_id FROM appointments WHERE patient_id = ? AND doctor_id = ?
         AND status IN ('waiting', 'admitted', 'inCall') ORDER BY +starts_at LIMIT 1`,
    )
    .pluck();
  const insert = db.prepare<[...MessageNumbers, ...MessageContent]>(
    `INSERT INTO messages (relation_id, seq, room_id, room_seq, sender_id, sender_role, sender_name, kind, text,
       file_url, file_name, reply_to, client_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  let relationsOfRooms = new Map<string, Relation>();
  const relationIn = (roomId: string): Relation | undefined => {
    const remembered = relationsOfRooms.get(roomId);
    if (remembered !== undefined) return remembered;
    const found = relationOfRoom.get(roomId);
    if (relationsOfRooms.size >= VISITS_KEPT) relationsOfRooms = new Map();
    if (found !== undefined) relationsOfRooms.set(roomId, found);
    return found;
  };

  const sentBefore = (senderId: string, clientId: string): MessageRecord | null => {
    const place = index.placeOf(senderId, clientId);
    const found = place === undefined ? null : reader.at(place);
    // Nobody is ever answered with somebody else's message, whatever the index says.
    return found?.senderId === senderId && found.clientId === clientId ? found : null;
  };

  /** As it is now: whoever sends it again may have been read meanwhile. */
  const asItIs = (message: MessageRecord): [MessageView, ...MessagePair] | 'unknown' => {
    const relation = relationById.get(message.conversationId);
    if (relation === undefined) return 'unknown';
    const [view] = receipts.view([message], relation);
    return view === undefined ? 'unknown' : [view, relation.patientId, relation.doctorId];
  };

  const append = (...fields: MessageFields): AppendedMessage => {
    const [toRoom, patientId, doctorId, notificationId, ...content] = fields;
    const [senderId, , , , , fileUrl, , replyTo, clientId, createdAt] = content;
    index.gather();
    const before = clientId === null ? null : sentBefore(senderId, clientId);
    if (before !== null) return asItIs(before);
    const isPair = patientId !== null && doctorId !== null;
    const found = isPair
      ? relationOfPair.get(patientId, doctorId)
      : toRoom === null
        ? undefined
        : relationIn(toRoom);
    if (found === undefined) return 'unknown';
    const relationId = found.id;
    const roomId = isPair ? (ongoingVisit.get(patientId, doctorId) ?? null) : toRoom;
    const seq = index.lastSeq('conversations', relationId) + 1;
    if (replyTo !== null && replyTo >= seq) return 'no_such_reply';
    if (fileUrl !== null) {
      const refusal = files.refusalOf(fileUrl, { relationId, senderId, onlyVisit: toRoom });
      if (refusal !== null) return refusal;
    }
    const roomSeq = roomId === null ? null : index.lastSeq('rooms', roomId) + 1;
    const { lastInsertRowid } = insert.run(relationId, seq, roomId, roomSeq, ...content);
    index.add({ place: Number(lastInsertRowid), relationId, seq, roomId, roomSeq, senderId, clientId });
    const numbers = [relationId, seq, roomId, roomSeq, found.patientId, found.doctorId] as const;
    if (notificationId === null) return [...numbers];
    const accountId = senderId === found.patientId ? found.doctorId : found.patientId;
    const notified = noteMessage({ id: notificationId, accountId, otherId: senderId, at: createdAt });
    return notified === null ? [...numbers] : [...numbers, notified];
  };

  return {
    undone: () => {
      index.forget();
      // A room that was made by what was taken back does not exist.
      relationsOfRooms = new Map();
    },
    appendMessage: append,
    findSentMessage: ({ senderId, clientId }) => {
      const sent = sentBefore(senderId, clientId);
      const found = sent === null ? 'unknown' : asItIs(sent);
      if (found === 'unknown') return null;
      const [message, patientId, doctorId] = found;
      return { message, duplicate: true, patientId, doctorId, notified: null };
    },
    appendMessages: ({ messages, audit }) => {
      const answers = messages.flatMap((message) => {
        const answer = storedMessage(message, append(...messageFields(message)));
        return typeof answer === 'string' ? [] : [answer];
      });
      if (answers.some(({ duplicate }) => !duplicate)) appendAudit(audit);
      return answers;
    },
  };
};
