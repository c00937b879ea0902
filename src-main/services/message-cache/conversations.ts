import type { Database } from 'better-sqlite3';
import {
  chatMessageSchema,
  contactSchema,
  conversationIdOf,
  type ChatMessage,
  type Contact,
  type UserSummary,
} from '../../../server/protocol/index.ts';
import type { CopyChange, CopyPage } from '../../../src-preload/contract/message-cache.ts';

/** How much is kept. The oldest go first; letters and drafts never do. */
export type CopyLimits = {
  /** Messages of one conversation. */
  perConversation: number;
  /** Messages of all of them. */
  total: number;
};

/** Enough for years of a busy clinic's conversations. */
export const COPY_LIMITS: CopyLimits = { perConversation: 20_000, total: 200_000 };

/** A place has room for so many messages of one millisecond. */
const PLACES_PER_MS = 1024;
/** The year 2223: further on, places would be no exact numbers. */
const LAST_MS = 8e12;
/** Beyond the limit, so much more goes at once, of all: else each message would cost a search for the oldest. */
const SLACK = 0.02;

type Row = {
  otherId: string;
  seq: number;
  own: 0 | 1;
  text: string;
  fileName: string | null;
  isRead: 0 | 1;
  readAt: string | null;
  deliveredAt: string | null;
  deletedAt: string | null;
  rest: string;
};

const FIELDS = `other_id AS otherId, seq, own, text, file_name AS fileName, is_read AS isRead, read_at AS readAt,
  delivered_at AS deliveredAt, deleted_at AS deletedAt, rest`;

/**
 * Conversations as the copy has them.
 * @param owner whose copy it is
 */
export const createConversations = (db: Database, owner: UserSummary, limits: CopyLimits) => {
  const personOf = db.prepare<[id: string], string>('SELECT summary FROM people WHERE id = ?').pluck();
  const putPerson = db.prepare<{ id: string; summary: string }>(
    `INSERT INTO people (id, summary) VALUES (@id, @summary)
     ON CONFLICT (id) DO UPDATE SET summary = @summary WHERE summary IS NOT @summary`,
  );
  const clearList = db.prepare('UPDATE conversations SET contact = NULL, list_place = NULL');
  const putContact = db.prepare<{ otherId: string; contact: string; place: number }>(
    `INSERT INTO conversations (other_id, contact, list_place) VALUES (@otherId, @contact, @place)
     ON CONFLICT (other_id) DO UPDATE SET contact = @contact, list_place = @place`,
  );
  const contactTexts = db
    .prepare<[], string>('SELECT contact FROM conversations WHERE contact IS NOT NULL ORDER BY list_place')
    .pluck();
  const putDeletions = db.prepare<{ otherId: string; count: number }>(
    `INSERT INTO conversations (other_id, last_deletion) VALUES (@otherId, @count)
     ON CONFLICT (other_id) DO UPDATE SET last_deletion = @count`,
  );
  const deletionsOf = db
    .prepare<[otherId: string], number>('SELECT last_deletion FROM conversations WHERE other_id = ?')
    .pluck();
  const placeOf = db
    .prepare<[otherId: string, seq: number], number>(
      'SELECT place FROM messages WHERE other_id = ? AND seq = ?',
    )
    .pluck();
  const lastPlaceIn = db
    .prepare<[from: number, to: number], number | null>(
      'SELECT max(place) FROM messages WHERE place >= ? AND place < ?',
    )
    .pluck();
  const insert = db.prepare<Row & { place: number }>(
    `INSERT INTO messages (place, other_id, seq, own, text, file_name, is_read, read_at, delivered_at, deleted_at, rest)
     VALUES (@place, @otherId, @seq, @own, @text, @fileName, @isRead, @readAt, @deliveredAt, @deletedAt, @rest)`,
  );
  const update = db.prepare<Row & { place: number }>(
    `UPDATE messages SET text = @text, file_name = @fileName, is_read = @isRead, read_at = @readAt,
       delivered_at = @deliveredAt, deleted_at = @deletedAt, rest = @rest
     WHERE place = @place AND (text, file_name, is_read, read_at, delivered_at, deleted_at, rest)
       IS NOT (@text, @fileName, @isRead, @readAt, @deliveredAt, @deletedAt, @rest)`,
  );
  const page = db.prepare<[otherId: string, before: number, limit: number], Row>(
    `SELECT ${FIELDS} FROM messages WHERE other_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  const at = db.prepare<[place: number], Row>(`SELECT ${FIELDS} FROM messages WHERE place = ?`);
  const empty = db.prepare<{ otherId: string; seq: number; at: string }>(
    `UPDATE messages SET text = '', file_name = NULL, deleted_at = @at, rest = json_set(rest, '$.fileUrl', NULL)
     WHERE other_id = @otherId AND seq = @seq AND deleted_at IS NULL`,
  );
  const deliver = db.prepare<{ otherId: string; after: number; upTo: number; at: string }>(
    `UPDATE messages SET delivered_at = @at
     WHERE other_id = @otherId AND seq > @after AND seq <= @upTo AND own = 1 AND delivered_at IS NULL`,
  );
  const read = db.prepare<{ otherId: string; after: number; upTo: number; at: string }>(
    `UPDATE messages SET is_read = 1, read_at = @at, delivered_at = coalesce(delivered_at, @at)
     WHERE other_id = @otherId AND seq > @after AND seq <= @upTo AND own = 1 AND is_read = 0`,
  );
  const count = db.prepare<[], number>('SELECT count(*) FROM messages').pluck();
  const dropOldOf = db.prepare<{ otherId: string; kept: number }>(
    `DELETE FROM messages WHERE other_id = @otherId
       AND seq <= (SELECT max(seq) FROM messages WHERE other_id = @otherId) - @kept`,
  );
  const dropOldest = db.prepare<[number: number]>(
    'DELETE FROM messages WHERE place IN (SELECT place FROM messages ORDER BY place LIMIT ?)',
  );
  /** Counting all of them takes a while, so it is done once, and not at the opening. */
  let total: number | null = null;

  const freePlace = (createdAt: string): number => {
    const ms = Math.min(Math.max(Date.parse(createdAt) || 0, 0), LAST_MS);
    for (let from = ms * PLACES_PER_MS; ; from += PLACES_PER_MS) {
      const last = lastPlaceIn.get(from, from + PLACES_PER_MS);
      if (last == null) return from;
      if (last + 1 < from + PLACES_PER_MS) return last + 1;
    }
  };

  const rowOf = (message: ChatMessage): Row => {
    const { _id, sender, receiver, conversationId, content, fileName, isRead, ...others } = message;
    const { readAt, deliveredAt, deletedAt, seq, status: _status, ...rest } = others;
    const own = sender._id === owner._id;
    return {
      otherId: own ? receiver._id : sender._id,
      seq,
      own: own ? 1 : 0,
      text: content,
      fileName,
      isRead: isRead ? 1 : 0,
      readAt,
      deliveredAt,
      deletedAt,
      rest: JSON.stringify(rest),
    };
  };

  /** Null for what this version of the app would not take from a server either. */
  const messageOf = (row: Row): ChatMessage | null => {
    const summary = personOf.get(row.otherId);
    if (summary === undefined) return null;
    const other: unknown = JSON.parse(summary);
    const { id, ...rest } = JSON.parse(row.rest) as { id: unknown };
    const parsed = chatMessageSchema.safeParse({
      ...rest,
      id,
      _id: id,
      sender: row.own === 1 ? owner : other,
      receiver: row.own === 1 ? other : owner,
      content: row.text,
      fileName: row.fileName,
      isRead: row.isRead === 1,
      readAt: row.readAt,
      deliveredAt: row.deliveredAt,
      deletedAt: row.deletedAt,
      seq: row.seq,
      conversationId: conversationIdOf(owner._id, row.otherId),
      status: row.isRead === 1 ? 'read' : row.deliveredAt === null ? 'sent' : 'delivered',
    });
    return parsed.success ? parsed.data : null;
  };

  const writeMessage = (message: ChatMessage): string => {
    const row = rowOf(message);
    const other = row.own === 1 ? message.receiver : message.sender;
    putPerson.run({ id: other._id, summary: JSON.stringify(other) });
    const place = placeOf.get(row.otherId, row.seq);
    if (place === undefined) {
      insert.run({ ...row, place: freePlace(message.createdAt) });
      if (total !== null) total += 1;
    } else update.run({ ...row, place });
    return row.otherId;
  };

  const writeContacts = (contacts: readonly Contact[]): void => {
    clearList.run();
    for (const [place, contact] of contacts.entries()) {
      const otherId = contact.otherUser._id;
      putPerson.run({ id: otherId, summary: JSON.stringify(contact.otherUser) });
      putContact.run({ otherId, contact: JSON.stringify(contact), place });
    }
  };

  const dropOld = (otherIds: ReadonlySet<string>): void => {
    for (const otherId of otherIds) {
      const { changes } = dropOldOf.run({ otherId, kept: limits.perConversation });
      if (total !== null) total -= changes;
    }
    total ??= count.get() ?? 0;
    if (total <= limits.total) return;
    total -= dropOldest.run(total - limits.total + Math.floor(limits.total * SLACK)).changes;
  };

  const applyOne = (change: CopyChange, grown: Set<string>): void => {
    switch (change.kind) {
      case 'contacts':
        writeContacts(change.contacts);
        break;
      case 'messages':
        for (const message of change.messages) grown.add(writeMessage(message));
        break;
      case 'deleted':
        for (const seq of change.seqs) empty.run({ otherId: change.otherId, seq, at: change.at });
        break;
      case 'deletions':
        putDeletions.run(change);
        break;
      case 'delivered':
        deliver.run(change);
        break;
      case 'read':
        read.run(change);
        break;
    }
  };

  const applyAll = db.transaction((changes: readonly CopyChange[]) => {
    const grown = new Set<string>();
    for (const change of changes) applyOne(change, grown);
    if (grown.size > 0) dropOld(grown);
  });

  return {
    /** All of it or nothing. */
    apply: (changes: readonly CopyChange[]): void => {
      try {
        applyAll.immediate(changes);
      } catch (error) {
        total = null;
        throw error;
      }
    },
    /** The list, the newest first; nobody is there as far as a copy knows. */
    contacts: (): Contact[] =>
      contactTexts.all().flatMap((text) => {
        const parsed = contactSchema.safeParse(JSON.parse(text));
        return parsed.success ? [{ ...parsed.data, status: 'offline' as const }] : [];
      }),
    /** The last messages before a position, as far as none is missing between them. */
    page: (otherId: string, before: number, limit: number): CopyPage => {
      const messages: ChatMessage[] = [];
      const isNewest = before >= Number.MAX_SAFE_INTEGER;
      for (const row of page.all(otherId, before, limit)) {
        const follows = messages[0]?.seq ?? (isNewest ? row.seq + 1 : before);
        const message = row.seq === follows - 1 ? messageOf(row) : null;
        if (message === null) break;
        messages.unshift(message);
      }
      return { messages, lastDeletion: deletionsOf.get(otherId) ?? 0 };
    },
    at: (place: number): ChatMessage | null => {
      const row = at.get(place);
      return row === undefined ? null : messageOf(row);
    },
  };
};

export type Conversations = ReturnType<typeof createConversations>;
