import {
  RECEIPT_MESSAGES_MAX,
  type ConversationRecord,
  type MessageRecord,
  type ReceiptKind,
} from '../../../domain/records.ts';
import type { Role } from '../../../protocol/index.ts';
import type { ArchiveReader } from './archive.ts';
import { createConversationList } from './conversation-list.ts';
import type { FileReferences } from './files.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageReader } from './messages.ts';
import type { NotificationWriter } from './notifications.ts';
import type { ReactionReader } from './reactions.ts';
import { createReadMarks, logOf } from './read-marks.ts';
import type { ReceiptReader } from './receipts.ts';
import type { LocalOperations, OperationContext } from './types.ts';

type ConversationOperation =
  | 'getMessages'
  | 'syncConversation'
  | 'listConversations'
  | 'pageConversations'
  | 'countUnread'
  | 'noteReceipt'
  | 'listContacts'
  | 'deleteMessage';

type Relation = { id: string; patientId: string; doctorId: string };
type OtherRow = Relation & { fullname: string; email: string | null; role: Role; hasAccount: 0 | 1 };

const RELATION = 'relations.id, relations.patient_id AS patientId, relations.doctor_id AS doctorId';
const OTHER = `${RELATION}, accounts.fullname, accounts.email, accounts.role,
  accounts.password_hash IS NOT NULL AS hasAccount`;

/** The conversations of patients and doctors, and how far they are read. */
export const createConversationOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  messages: MessageReader,
  receipts: ReceiptReader,
  files: FileReferences,
  /** Takes a message out of the search, as it is before it is deleted. */
  removeFromSearch: (place: number) => void,
  { readConversation }: Pick<NotificationWriter, 'readConversation'>,
  reactions: ReactionReader,
  archive: ArchiveReader,
): Pick<LocalOperations, ConversationOperation> => {
  const relationOf = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const relationById = db.prepare<[id: string], Relation>(`SELECT ${RELATION} FROM relations WHERE id = ?`);
  const list = createConversationList({ db }, index, archive);
  const ofVisit = db.prepare<{ userId: string; roomId: string }, OtherRow>(
    `SELECT ${OTHER} FROM appointments
     JOIN relations ON relations.patient_id = appointments.patient_id AND relations.doctor_id = appointments.doctor_id
     JOIN accounts ON accounts.id = CASE @userId WHEN relations.patient_id THEN relations.doctor_id
       ELSE relations.patient_id END
     WHERE appointments.room_id = @roomId AND @userId IN (relations.patient_id, relations.doctor_id)`,
  );
  const insertStep = db.prepare<{
    scopeId: string;
    readerId: string;
    kind: ReceiptKind;
    seq: number;
    at: number;
  }>(
    `INSERT INTO receipts (scope_id, reader_id, kind, seq, at) VALUES (@scopeId, @readerId, @kind, @seq, @at)`,
  );
  const empty = db.prepare<[at: number, place: number]>(
    `UPDATE messages SET text = '', file_url = NULL, file_name = NULL, deleted_at = ? WHERE place = ?`,
  );

  const contactsOf = db
    .prepare<[doctorId: string], string>('SELECT patient_id FROM relations WHERE doctor_id = ?')
    .pluck();
  const lastDeletion = db
    .prepare<[relationId: string], number | null>(
      'SELECT max(number) FROM message_deletions WHERE relation_id = ?',
    )
    .pluck();
  const deletedAfter = db
    .prepare<[relationId: string, number: number], number>(
      'SELECT seq FROM message_deletions WHERE relation_id = ? AND number > ? ORDER BY number',
    )
    .pluck();
  const insertDeletion = db.prepare<[relationId: string, number: number, seq: number]>(
    'INSERT INTO message_deletions (relation_id, number, seq) VALUES (?, ?, ?)',
  );

  const { newFor, markOf } = createReadMarks(index, messages, receipts);

  const lastOf = (relationId: string, roomId: string | null): number => {
    const { log, id } = logOf(relationId, roomId);
    return index.lastSeq(log, id);
  };

  const unreadIn = (relationId: string, userId: string, roomId: string | null): number =>
    newFor(userId, 'read', logOf(relationId, roomId), lastOf(relationId, roomId)).filter(
      ({ deletedAt }) => deletedAt === null,
    ).length;

  /** Where nothing is unread there is nothing to be notified of. */
  const readIfAll = (relationId: string, accountId: string, otherId: string, at: number): string[] =>
    unreadIn(relationId, accountId, null) === 0 ? readConversation({ accountId, otherId, at }) : [];

  /** Who sees one visit alone has one conversation. */
  const inVisit = (userId: string, roomId: string): ConversationRecord[] =>
    ofVisit.all({ userId, roomId }).map((relation): ConversationRecord => {
      const { id, patientId, doctorId, fullname, email, role, hasAccount } = relation;
      const lastSeq = index.lastSeq('rooms', roomId);
      const [last] = receipts.view(messages.inLog('rooms', roomId, Math.max(1, lastSeq), lastSeq), relation);
      return {
        id,
        other: { id: userId === patientId ? doctorId : patientId, fullname, email, role },
        hasAccount: hasAccount === 1,
        lastSeq,
        last: last ?? null,
        unread: unreadIn(id, userId, roomId),
        archived: false,
      };
    });

  return {
    getMessages: ({ patientId, doctorId, roomId, after, before, limit }) => {
      const relationId = relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const { log, id } = logOf(relationId, roomId);
      const lastSeq = index.lastSeq(log, id);
      const to =
        after === undefined
          ? Math.min((before ?? lastSeq + 1) - 1, lastSeq)
          : Math.min(after + limit, lastSeq);
      const from = after === undefined ? Math.max(1, to - limit + 1) : after + 1;
      return {
        messages: reactions.withReactions(
          receipts.view(messages.inLog(log, id, from, to), { patientId, doctorId }),
        ),
        lastSeq,
        lastReaction: reactions.last(relationId),
      };
    },

    syncConversation: (input) => {
      const { patientId, doctorId, roomId, readerId, after, afterDeletion, afterReaction, limit } = input;
      const relationId = relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const scope = logOf(relationId, roomId);
      const { log, id } = scope;
      const lastSeq = index.lastSeq(log, id);
      const missed = messages.inLog(log, id, after + 1, Math.min(after + limit, lastSeq));
      const deleted = deletedAfter.all(relationId, afterDeletion).flatMap((seq) => {
        if (roomId === null) return [seq];
        const [message] = messages.inLog('conversations', relationId, seq, seq);
        return message?.roomId === roomId && message.roomSeq !== null ? [message.roomSeq] : [];
      });
      const otherId = readerId === patientId ? doctorId : patientId;
      return {
        messages: reactions.withReactions(receipts.view(missed, { patientId, doctorId })),
        lastSeq,
        deleted,
        lastDeletion: lastDeletion.get(relationId) ?? 0,
        ...(afterReaction === null
          ? { reactions: [], lastReaction: reactions.last(relationId) }
          : reactions.changes({ relationId, after: afterReaction, roomId, limit })),
        other: { delivered: markOf(otherId, 'delivered', scope), read: markOf(otherId, 'read', scope) },
        ownRead: markOf(readerId, 'read', scope),
      };
    },

    listConversations: ({ userId, roomId }) => (roomId === null ? list.all(userId) : inVisit(userId, roomId)),

    pageConversations: ({ roomId, ...asked }) => {
      if (roomId === null) return list.page(asked);
      const conversations = inVisit(asked.userId, roomId).filter(
        ({ other, last }) =>
          (asked.withSilent || last !== null) && (asked.otherId === null || other.id === asked.otherId),
      );
      return {
        conversations,
        next: null,
        unread: conversations.reduce((sum, { unread }) => sum + unread, 0),
      };
    },

    countUnread: ({ userId, roomId }) =>
      roomId === null
        ? list.countUnread(userId)
        : inVisit(userId, roomId).reduce((sum, { unread }) => sum + unread, 0),

    noteReceipt: ({ patientId, doctorId, roomId, readerId, kind, upTo, at }) => {
      const relationId = relationOf.get(patientId, doctorId);
      if (relationId === undefined) return 'unknown';
      const scope = logOf(relationId, roomId);
      const lastSeq = index.lastSeq(scope.log, scope.id);
      const to = Math.min(upTo ?? lastSeq, lastSeq);
      const news = newFor(readerId, kind, scope, to);
      const [first] = news;
      const last = news.at(-1);
      const otherId = readerId === patientId ? doctorId : patientId;
      if (first === undefined || last === undefined) {
        if (kind === 'read') readIfAll(relationId, readerId, otherId, at);
        return null;
      }
      const step = { scopeId: scope.id, readerId, at };
      const seqOf = ({ seq, roomSeq }: MessageRecord): number => (roomId === null ? seq : (roomSeq ?? seq));
      insertStep.run({ ...step, kind, seq: seqOf(last) });
      // What was read was received, whatever the reader's program says of it.
      if (kind === 'read' && receipts.reached(scope.id, readerId, 'delivered') < seqOf(last)) {
        insertStep.run({ ...step, kind: 'delivered', seq: seqOf(last) });
      }
      const notificationsRead = kind === 'read' ? readIfAll(relationId, readerId, otherId, at) : [];
      const visits = new Map<string, number>();
      for (const message of news) {
        if (message.roomId !== null && message.roomSeq !== null) visits.set(message.roomId, message.roomSeq);
      }
      return {
        conversationId: relationId,
        kind,
        from: first.seq - 1,
        to: last.seq,
        at,
        visits: [...visits].map(([visit, seq]) => ({ roomId: visit, to: seq })),
        notificationsRead,
        messages: news
          .slice(-RECEIPT_MESSAGES_MAX)
          .map(({ id, clientId, roomId }) => ({ id, clientId, roomId })),
      };
    },

    listContacts: (doctorId) => contactsOf.all(doctorId),

    deleteMessage: ({ conversationId, seq, senderId, visitOnly, at, audit, fileAudit }) => {
      const relation = relationById.get(conversationId);
      if (relation === undefined) return { outcome: 'unknown' };
      const { patientId, doctorId } = relation;
      if (senderId !== patientId && senderId !== doctorId) return { outcome: 'unknown' };
      const [place] = index.places('conversations', conversationId, seq, seq);
      const message = place === undefined ? null : messages.at(place);
      if (place === undefined || message === null) return { outcome: 'unknown' };
      if (visitOnly !== null && message.roomId !== visitOnly) return { outcome: 'unknown' };
      if (message.senderId !== senderId) return { outcome: 'not_own' };
      if (message.deletedAt !== null) return { outcome: 'repeated' };
      removeFromSearch(place);
      empty.run(at, place);
      reactions.forget(conversationId, seq);
      insertDeletion.run(conversationId, (lastDeletion.get(conversationId) ?? 0) + 1, seq);
      const otherId = senderId === patientId ? doctorId : patientId;
      const notificationsRead = readIfAll(conversationId, otherId, senderId, at);
      appendAudit(audit);
      const fileId = files.release(message.fileUrl);
      if (fileId !== null) appendAudit({ ...fileAudit, subjectId: fileId });
      const deleted = messages.at(place) ?? message;
      return { outcome: 'deleted', message: deleted, patientId, doctorId, fileId, notificationsRead };
    },
  };
};
