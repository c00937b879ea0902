import type { OperationContext } from './types.ts';

/** So many messages wait for the index at most: some megabytes of memory, and some milliseconds to write. */
const GATHERED = 4096;

/** What the index knows of a message. `place` is its row, in the order of arrival. */
export type IndexedMessage = {
  place: number;
  relationId: string;
  seq: number;
  roomId: string | null;
  roomSeq: number | null;
  senderId: string;
  clientId: string | null;
};

/** The messages of one log after the end of the index, which have numbers without gaps up to the last one. */
type LogTail = { lastSeq: number; places: number[] };
type Tail = {
  messages: number;
  sent: Map<string, number>;
  conversations: Map<string, LogTail>;
  rooms: Map<string, LogTail>;
};

const keyOf = (senderId: string, clientId: string): string => `${senderId} ${clientId}`;

const extend = (logs: Map<string, LogTail>, id: string, seq: number, place: number): void => {
  const log = logs.get(id);
  if (log === undefined) logs.set(id, { lastSeq: seq, places: [place] });
  else {
    log.lastSeq = seq;
    log.places.push(place);
  }
};

/**
 * Knows every message by its conversation, by its visit, and by its sender and the sender's own id for it, which
 * is how a resend is recognised. All are orders in which messages that are written together lie far apart: each
 * message would write a page for each, many times what it takes itself. So the index is written for thousands at a
 * time. The messages after its end are kept in memory as well, and are read again from their own table by whoever
 * begins, or has to begin anew.
 */
export const createMessageIndex = ({ db }: Pick<OperationContext, 'db'>, gathered = GATHERED) => {
  const AFTER_END = 'FROM messages WHERE place > (SELECT place FROM message_index_end)';
  const afterEnd = db.prepare<[], IndexedMessage>(
    `SELECT place, relation_id AS relationId, seq, room_id AS roomId, room_seq AS roomSeq, sender_id AS senderId,
       client_id AS clientId ${AFTER_END} ORDER BY place`,
  );
  const indexedPlace = db
    .prepare<[senderId: string, clientId: string], number>(
      'SELECT place FROM sent_messages WHERE sender_id = ? AND client_id = ?',
    )
    .pluck();
  const lastIn = {
    conversations: db
      .prepare<[relationId: string], number | null>(
        'SELECT max(seq) FROM conversation_messages WHERE relation_id = ?',
      )
      .pluck(),
    rooms: db
      .prepare<[roomId: string], number | null>('SELECT max(seq) FROM room_messages WHERE room_id = ?')
      .pluck(),
  };
  type Range = [id: string, from: number, to: number];
  const indexedIn = {
    conversations: db
      .prepare<Range, number>(
        'SELECT place FROM conversation_messages WHERE relation_id = ? AND seq BETWEEN ? AND ? ORDER BY seq',
      )
      .pluck(),
    rooms: db
      .prepare<Range, number>(
        'SELECT place FROM room_messages WHERE room_id = ? AND seq BETWEEN ? AND ? ORDER BY seq',
      )
      .pluck(),
  };
  const writeIndex = [
    `INSERT OR IGNORE INTO sent_messages (sender_id, client_id, place)
     SELECT sender_id, client_id, place ${AFTER_END} AND client_id IS NOT NULL ORDER BY sender_id, client_id`,
    `INSERT OR IGNORE INTO conversation_messages (relation_id, seq, place)
     SELECT relation_id, seq, place ${AFTER_END} ORDER BY relation_id, seq, place`,
    `INSERT OR IGNORE INTO room_messages (room_id, seq, place)
     SELECT room_id, room_seq, place ${AFTER_END} AND room_id IS NOT NULL ORDER BY room_id, room_seq, place`,
    'UPDATE message_index_end SET place = (SELECT coalesce(max(place), 0) FROM messages)',
  ].map((sql) => db.prepare<[]>(sql));

  const emptyTail = (): Tail => ({
    messages: 0,
    sent: new Map(),
    conversations: new Map(),
    rooms: new Map(),
  });

  const addTo = (tail: Tail, message: IndexedMessage): void => {
    const { place, relationId, seq, roomId, roomSeq, senderId, clientId } = message;
    tail.messages += 1;
    if (clientId !== null) tail.sent.set(keyOf(senderId, clientId), place);
    extend(tail.conversations, relationId, seq, place);
    if (roomId !== null && roomSeq !== null) extend(tail.rooms, roomId, roomSeq, place);
  };

  /** Null if it has to be read. */
  let known: Tail | null = null;

  const tail = (): Tail => {
    if (known !== null) return known;
    known = emptyTail();
    for (const message of afterEnd.all()) addTo(known, message);
    return known;
  };

  const lastSeq = (log: 'conversations' | 'rooms', id: string): number =>
    tail()[log].get(id)?.lastSeq ?? lastIn[log].get(id) ?? 0;

  return {
    /** Writes the index if enough has gathered. Before a message is stored, so that a failure leaves none. */
    gather(): void {
      if (tail().messages < gathered) return;
      for (const statement of writeIndex) statement.run();
      known = emptyTail();
    },

    /** Where the message is that was sent with this id; undefined if there is none. */
    placeOf: (senderId: string, clientId: string): number | undefined =>
      tail().sent.get(keyOf(senderId, clientId)) ?? indexedPlace.get(senderId, clientId),

    /** The number of a log's newest message; 0 if it has none. */
    lastSeq,

    /** The row of a conversation's newest message, if that came after the end of the written index. */
    newestAfterEnd: (relationId: string): number | undefined =>
      tail().conversations.get(relationId)?.places.at(-1),

    /** The rows of the messages of a log with these numbers, both ends included, in their order. */
    places(log: 'conversations' | 'rooms', id: string, from: number, to: number): number[] {
      const after = tail()[log].get(id);
      if (after === undefined) return indexedIn[log].all(id, from, to);
      const firstAfter = after.lastSeq - after.places.length + 1;
      const indexed = from < firstAfter ? indexedIn[log].all(id, from, Math.min(to, firstAfter - 1)) : [];
      const begin = Math.max(0, from - firstAfter);
      return [...indexed, ...after.places.slice(begin, Math.max(begin, to - firstAfter + 1))];
    },

    add: (message: IndexedMessage): void => addTo(tail(), message),

    /** Something that was written was taken back: what is remembered may never have been. */
    forget(): void {
      known = null;
    },
  };
};

export type MessageIndex = ReturnType<typeof createMessageIndex>;
