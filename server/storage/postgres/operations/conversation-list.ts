import { matchesSearch } from '../../../domain/fold-text.ts';
import type {
  ConversationRecord,
  MessageRecord,
  MessageView,
  PersonRecord,
} from '../../../domain/records.ts';
import type { ConversationPage } from '../../ports/conversations.ts';
import type { ArchiveReader } from './archive.ts';
import { MESSAGE_COLUMNS } from './messages.ts';
import type { OperationContext } from './types.ts';

/** Where a conversation stands in the list: the higher, the newer. Below zero, nothing was written in it. */
type Head = { id: string; order: number };
type HeadRow = { id: string; row: number; place: number | null };
type NameRow = { id: string; otherId: string; fullname: string; email: string | null };
type PersonRow = PersonRecord & { relationId: string; hasAccount: 0 | 1 };
type Times = 'deliveredAt' | 'deliveredInVisitAt' | 'readAt' | 'readInVisitAt';
type LastRow = MessageRecord & Record<Times, number | null>;

/** Somebody is a patient or a doctor, so that one of the two is empty. */
const ofUser = (select: (other: string) => string): string =>
  `${select('doctor_id')} WHERE relations.patient_id = @userId
   UNION ALL ${select('patient_id')} WHERE relations.doctor_id = @userId`;

/** Up to which number of a log the user `@userId` has read. */
export const REACHED = (scope: string): string =>
  `coalesce((SELECT max(seq) FROM receipts WHERE scope_id = ${scope} AND reader_id = @userId AND kind = 'read'), 0)`;

/** When whom it was sent to had reached it, by the receipts of a conversation or of a visit. */
const firstStep = (kind: 'delivered' | 'read', scope: string, seq: string): string =>
  `(SELECT at FROM receipts WHERE scope_id = sent."${scope}" AND kind = '${kind}' AND seq >= sent."${seq}"
      AND reader_id = CASE sent."senderId" WHEN relations.patient_id THEN relations.doctor_id
        ELSE relations.patient_id END
    ORDER BY seq LIMIT 1)`;

const earliest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/**
 * The list of somebody's conversations: a statement for each kind of thing that it says, whether there are five
 * conversations or five thousand.
 */
export const createConversationList = ({ db }: Pick<OperationContext, 'db'>, archive: ArchiveReader) => {
  const heads = db.prepare<{ userId: string }, HeadRow>(
    ofUser(
      () => `SELECT relations.id, relations.place AS row,
        (SELECT place FROM messages WHERE relation_id = relations.id ORDER BY seq DESC LIMIT 1) AS place
      FROM relations`,
    ),
  );
  const names = db.prepare<{ userId: string }, NameRow>(
    ofUser(
      (other) => `SELECT relations.id, relations.${other} AS "otherId", accounts.fullname, accounts.email
        FROM relations JOIN accounts ON accounts.id = relations.${other}`,
    ),
  );
  // As in `newFor` (conversations.ts): what was read in its visit is read.
  const unread = db.prepare<{ userId: string }, { id: string; count: number }>(
    `WITH own AS MATERIALIZED (
       SELECT id, ${REACHED('relations.id')} AS reached FROM relations WHERE patient_id = @userId
       UNION ALL
       SELECT id, ${REACHED('relations.id')} FROM relations WHERE doctor_id = @userId
     ), later AS (
       SELECT messages.* FROM own JOIN messages ON messages.relation_id = own.id AND messages.seq > own.reached
     )
     SELECT messages.relation_id AS id, count(*) AS count
     FROM later AS messages
     WHERE messages.sender_id <> @userId AND messages.deleted_at IS NULL
       AND (messages.room_id IS NULL OR messages.room_seq > ${REACHED('messages.room_id')})
     GROUP BY messages.relation_id`,
  );
  const people = db.prepare<{ userId: string; ids: readonly string[] }, PersonRow>(
    `SELECT relations.id AS "relationId", accounts.id, accounts.fullname, accounts.email, accounts.role,
       accounts.password_hash IS NOT NULL AS "hasAccount"
     FROM relations JOIN accounts ON accounts.id = CASE relations.patient_id WHEN @userId THEN relations.doctor_id
       ELSE relations.patient_id END
     WHERE relations.id = ANY (@ids::text[])`,
  );
  const lastMessages = db.prepare<[places: readonly number[]], LastRow>(
    `SELECT sent.*,
       ${firstStep('delivered', 'conversationId', 'seq')} AS "deliveredAt",
       ${firstStep('delivered', 'roomId', 'roomSeq')} AS "deliveredInVisitAt",
       ${firstStep('read', 'conversationId', 'seq')} AS "readAt",
       ${firstStep('read', 'roomId', 'roomSeq')} AS "readInVisitAt"
     FROM (SELECT ${MESSAGE_COLUMNS} FROM messages WHERE place = ANY (?::bigint[])) AS sent
     JOIN relations ON relations.id = sent."conversationId"`,
  );

  const headsOf = async (userId: string): Promise<Head[]> =>
    (await heads.all({ userId }))
      .map(({ id, row, place }) => ({ id, order: place ?? -row }))
      .sort((one, next) => next.order - one.order);

  const unreadOf = async (userId: string): Promise<Map<string, number>> =>
    new Map((await unread.all({ userId })).map(({ id, count }) => [id, count]));

  const viewOf = ({ deliveredInVisitAt, readInVisitAt, ...message }: LastRow): MessageView => ({
    ...message,
    deliveredAt: earliest(message.deliveredAt, deliveredInVisitAt),
    readAt: earliest(message.readAt, readInVisitAt),
  });

  const recordsOf = async (
    userId: string,
    chosen: readonly Head[],
    counts: ReadonlyMap<string, number>,
  ): Promise<ConversationRecord[]> => {
    const ids = chosen.map(({ id }) => id);
    const others = new Map((await people.all({ userId, ids })).map((person) => [person.relationId, person]));
    const places = chosen.flatMap(({ order }) => (order > 0 ? [order] : []));
    const last = new Map((await lastMessages.all(places)).map((row) => [row.conversationId, viewOf(row)]));
    const isArchived = await archive.of(userId);
    return chosen.flatMap(({ id }): ConversationRecord[] => {
      const person = others.get(id);
      if (person === undefined) return [];
      const { relationId: _, hasAccount, ...other } = person;
      const message = last.get(id) ?? null;
      return [
        {
          id,
          other,
          hasAccount: hasAccount === 1,
          lastSeq: message?.seq ?? 0,
          last: message,
          unread: counts.get(id) ?? 0,
          archived: isArchived(id, message?.seq ?? 0),
        },
      ];
    });
  };

  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0);

  return {
    all: async (userId: string): Promise<ConversationRecord[]> =>
      await recordsOf(userId, await headsOf(userId), await unreadOf(userId)),

    countUnread: async (userId: string): Promise<number> => total(await unreadOf(userId)),

    async page({
      userId,
      withSilent,
      words,
      otherId,
      before,
      limit,
    }: {
      userId: string;
      withSilent: boolean;
      words: readonly string[];
      otherId: string | null;
      before: number | null;
      limit: number | null;
    }): Promise<ConversationPage> {
      const isWanted = await (async () => {
        if (words.length === 0 && otherId === null) return () => true;
        const wanted = new Set(
          (await names.all({ userId }))
            .filter(
              (person) =>
                (otherId === null || person.otherId === otherId) &&
                matchesSearch(words, { ...person, phone: null }),
            )
            .map(({ id }) => id),
        );
        return ({ id }: Head) => wanted.has(id);
      })();
      const counts = await unreadOf(userId);
      const listed = (await headsOf(userId)).filter(
        (head) =>
          (withSilent || head.order > 0) && (before === null || head.order < before) && isWanted(head),
      );
      const chosen = limit === null ? listed : listed.slice(0, limit);
      return {
        conversations: await recordsOf(userId, chosen, counts),
        next: chosen.length < listed.length ? (chosen.at(-1)?.order ?? null) : null,
        unread: total(counts),
      };
    },
  };
};
