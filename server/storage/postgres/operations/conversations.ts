import {
  RECEIPT_MESSAGES_MAX,
  type ConversationRecord,
  type MessageRecord,
  type ReceiptKind,
} from '../../../domain/records.ts';
import type { Role } from '../../../protocol/index.ts';
import type { ArchiveReader } from './archive.ts';
import { createConversationList, REACHED } from './conversation-list.ts';
import type { FileReferences } from './files.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageReader } from './messages.ts';
import type { NotificationWriter } from './notifications.ts';
import type { ReactionReader } from './reactions.ts';
import { createReadMarks, logOf } from './read-marks.ts';
import type { ReceiptReader } from './receipts.ts';
import type { Operations, OperationContext } from './types.ts';

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

const RELATION = 'relations.id, relations.patient_id AS "patientId", relations.doctor_id AS "doctorId"';
const OTHER = `${RELATION}, accounts.fullname, accounts.email, accounts.role,
  accounts.password_hash IS NOT NULL AS "hasAccount"`;

/** The conversations of patients and doctors, and how far they are read. */
export const createConversationOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  messages: MessageReader,
  receipts: ReceiptReader,
  files: FileReferences,
  /** Takes a message out of the search, as it is before it is deleted. */
  removeFromSearch: (place: number) => Promise<void>,
  { readConversation }: Pick<NotificationWriter, 'readConversation'>,
  reactions: ReactionReader,
  archive: ArchiveReader,
): Pick<Operations, ConversationOperation> => {
  const relationOf = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const relationById = db.prepare<[id: string], Relation>(`SELECT ${RELATION} FROM relations WHERE id = ?`);
  const list = createConversationList({ db }, archive);
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

  const lastOf = async (relationId: string, roomId: string | null): Promise<number> => {
    const { log, id } = logOf(relationId, roomId);
    return await index.lastSeq(log, id);
  };

  const unreadIn = async (relationId: string, userId: string, roomId: string | null): Promise<number> =>
    (await newFor(userId, 'read', logOf(relationId, roomId), await lastOf(relationId, roomId))).filter(
      ({ deletedAt }) => deletedAt === null,
    ).length;

  // As in the list of conversations: what was read in its visit is read.
  const anyUnread = db
    .prepare<{ relationId: string; userId: string }, 0 | 1>(
      `SELECT EXISTS (SELECT 1 FROM messages
         WHERE relation_id = @relationId AND seq > ${REACHED('@relationId')} AND sender_id <> @userId
           AND deleted_at IS NULL AND (room_id IS NULL OR room_seq > ${REACHED('messages.room_id')}))`,
    )
    .pluck();

  /** Where nothing is unread there is nothing to be notified of. */
  const readIfAll = async (
    relationId: string,
    accountId: string,
    otherId: string,
    at: number,
  ): Promise<string[]> =>
    (await anyUnread.get({ relationId, userId: accountId })) === 0
      ? await readConversation({ accountId, otherId, at })
      : [];

  /** Who sees one visit alone has one conversation. */
  const inVisit = async (userId: string, roomId: string): Promise<ConversationRecord[]> => {
    const conversations: ConversationRecord[] = [];
    for (const relation of await ofVisit.all({ userId, roomId })) {
      const { id, patientId, doctorId, fullname, email, role, hasAccount } = relation;
      const lastSeq = await index.lastSeq('rooms', roomId);
      const [last] = await receipts.view(
        await messages.inLog('rooms', roomId, Math.max(1, lastSeq), lastSeq),
        relation,
      );
      conversations.push({
        id,
        other: { id: userId === patientId ? doctorId : patientId, fullname, email, role },
        hasAccount: hasAccount === 1,
        lastSeq,
        last: last ?? null,
        unread: await unreadIn(id, userId, roomId),
        archived: false,
      });
    }
    return conversations;
  };

  return {
    getMessages: async ({ patientId, doctorId, roomId, after, before, limit }) => {
      const relationId = await relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const { log, id } = logOf(relationId, roomId);
      const lastSeq = await index.lastSeq(log, id);
      const to =
        after === undefined
          ? Math.min((before ?? lastSeq + 1) - 1, lastSeq)
          : Math.min(after + limit, lastSeq);
      const from = after === undefined ? Math.max(1, to - limit + 1) : after + 1;
      return {
        messages: await reactions.withReactions(
          await receipts.view(await messages.inLog(log, id, from, to), { patientId, doctorId }),
        ),
        lastSeq,
        lastReaction: await reactions.last(relationId),
      };
    },

    syncConversation: async (input) => {
      const { patientId, doctorId, roomId, readerId, after, afterDeletion, afterReaction, limit } = input;
      const relationId = await relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const scope = logOf(relationId, roomId);
      const { log, id } = scope;
      const lastSeq = await index.lastSeq(log, id);
      const missed = await messages.inLog(log, id, after + 1, Math.min(after + limit, lastSeq));
      const deleted: number[] = [];
      for (const number of await deletedAfter.all(relationId, afterDeletion)) {
        const [message] =
          roomId === null ? [] : await messages.inLog('conversations', relationId, number, number);
        if (roomId === null) deleted.push(number);
        else if (message?.roomId === roomId && message.roomSeq !== null) deleted.push(message.roomSeq);
      }
      const otherId = readerId === patientId ? doctorId : patientId;
      return {
        messages: await reactions.withReactions(await receipts.view(missed, { patientId, doctorId })),
        lastSeq,
        deleted,
        lastDeletion: (await lastDeletion.get(relationId)) ?? 0,
        ...(afterReaction === null
          ? { reactions: [], lastReaction: await reactions.last(relationId) }
          : await reactions.changes({ relationId, after: afterReaction, roomId, limit })),
        other: {
          delivered: await markOf(otherId, 'delivered', scope),
          read: await markOf(otherId, 'read', scope),
        },
        ownRead: await markOf(readerId, 'read', scope),
      };
    },

    listConversations: async ({ userId, roomId }) =>
      roomId === null ? await list.all(userId) : await inVisit(userId, roomId),

    pageConversations: async ({ roomId, ...asked }) => {
      if (roomId === null) return await list.page(asked);
      const conversations = (await inVisit(asked.userId, roomId)).filter(
        ({ other, last }) =>
          (asked.withSilent || last !== null) && (asked.otherId === null || other.id === asked.otherId),
      );
      return {
        conversations,
        next: null,
        unread: conversations.reduce((sum, { unread }) => sum + unread, 0),
      };
    },

    countUnread: async ({ userId, roomId }) =>
      roomId === null
        ? await list.countUnread(userId)
        : (await inVisit(userId, roomId)).reduce((sum, { unread }) => sum + unread, 0),

    noteReceipt: async ({ patientId, doctorId, roomId, readerId, kind, upTo, at }) => {
      const relationId = await relationOf.get(patientId, doctorId);
      if (relationId === undefined) return 'unknown';
      const scope = logOf(relationId, roomId);
      const lastSeq = await index.lastSeq(scope.log, scope.id);
      const to = Math.min(upTo ?? lastSeq, lastSeq);
      const news = await newFor(readerId, kind, scope, to);
      const [first] = news;
      const last = news.at(-1);
      const otherId = readerId === patientId ? doctorId : patientId;
      if (first === undefined || last === undefined) {
        if (kind === 'read') await readIfAll(relationId, readerId, otherId, at);
        return null;
      }
      const step = { scopeId: scope.id, readerId, at };
      const seqOf = ({ seq, roomSeq }: MessageRecord): number => (roomId === null ? seq : (roomSeq ?? seq));
      await insertStep.run({ ...step, kind, seq: seqOf(last) });
      // What was read was received, whatever the reader's program says of it.
      if (kind === 'read' && (await receipts.reached(scope.id, readerId, 'delivered')) < seqOf(last)) {
        await insertStep.run({ ...step, kind: 'delivered', seq: seqOf(last) });
      }
      const notificationsRead = kind === 'read' ? await readIfAll(relationId, readerId, otherId, at) : [];
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

    listContacts: async (doctorId) => await contactsOf.all(doctorId),

    deleteMessage: async ({ conversationId, seq, senderId, visitOnly, at, audit, fileAudit }) => {
      const relation = await relationById.get(conversationId);
      if (relation === undefined) return { outcome: 'unknown' };
      const { patientId, doctorId } = relation;
      if (senderId !== patientId && senderId !== doctorId) return { outcome: 'unknown' };
      const [place] = await index.places('conversations', conversationId, seq, seq);
      const message = place === undefined ? null : await messages.at(place);
      if (place === undefined || message === null) return { outcome: 'unknown' };
      if (visitOnly !== null && message.roomId !== visitOnly) return { outcome: 'unknown' };
      if (message.senderId !== senderId) return { outcome: 'not_own' };
      if (message.deletedAt !== null) return { outcome: 'repeated' };
      await removeFromSearch(place);
      await empty.run(at, place);
      await reactions.forget(conversationId, seq);
      await insertDeletion.run(conversationId, ((await lastDeletion.get(conversationId)) ?? 0) + 1, seq);
      const otherId = senderId === patientId ? doctorId : patientId;
      const notificationsRead = await readIfAll(conversationId, otherId, senderId, at);
      await appendAudit(audit);
      const fileId = await files.release(message.fileUrl);
      if (fileId !== null) await appendAudit({ ...fileAudit, subjectId: fileId });
      const deleted = (await messages.at(place)) ?? message;
      return { outcome: 'deleted', message: deleted, patientId, doctorId, fileId, notificationsRead };
    },
  };
};
