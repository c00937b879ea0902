import type { OperationContext } from './types.ts';

/** So many messages wait for the index at most: some megabytes of memory, and some milliseconds to write. */
const GATHERED = 4096;

/** What the index knows of a message. `place` is its row, in the order of arrival. */
export type IndexedMessage = {
  place: number;
  roomId: string;
  seq: number;
  senderId: string;
  clientId: string | null;
};

type RoomTail = { lastSeq: number; places: number[] };
type Tail = { messages: number; sent: Map<string, number>; rooms: Map<string, RoomTail> };

const keyOf = (senderId: string, clientId: string): string => `${senderId} ${clientId}`;

/**
 * Knows every message by its room, and by its sender and the sender's own id for it, which is how a resend is
 * recognised. Both are orders in which messages that are written together lie far apart: each message would
 * write a page for either, many times what it takes itself. So the index is written for thousands at a time. The
 * messages after its end are kept in memory as well, and are read again from their own table by whoever begins,
 * or has to begin anew.
 */
export const createMessageIndex = ({ db }: Pick<OperationContext, 'db'>, gathered = GATHERED) => {
  const AFTER_END = 'FROM waiting_messages WHERE place > (SELECT place FROM message_index_end)';
  const afterEnd = db.prepare<[], IndexedMessage>(
    `SELECT place, room_id AS roomId, seq, sender_id AS senderId, client_id AS clientId ${AFTER_END}
     ORDER BY place`,
  );
  const indexedPlace = db
    .prepare<[senderId: string, clientId: string], number>(
      'SELECT place FROM sent_messages WHERE sender_id = ? AND client_id = ?',
    )
    .pluck();
  const indexedSeq = db
    .prepare<[roomId: string], number | null>('SELECT max(seq) FROM room_messages WHERE room_id = ?')
    .pluck();
  const extendSent = db.prepare<[]>(
    `INSERT OR IGNORE INTO sent_messages (sender_id, client_id, place)
     SELECT sender_id, client_id, place ${AFTER_END} AND client_id IS NOT NULL ORDER BY sender_id, client_id`,
  );
  const extendRooms = db.prepare<[]>(
    `INSERT INTO room_messages (room_id, seq, place)
     SELECT room_id, seq, place ${AFTER_END} ORDER BY room_id, seq, place`,
  );
  const moveEnd = db.prepare<[]>(
    'UPDATE message_index_end SET place = (SELECT coalesce(max(place), 0) FROM waiting_messages)',
  );

  const emptyTail = (): Tail => ({ messages: 0, sent: new Map(), rooms: new Map() });

  const addTo = (tail: Tail, { roomId, seq, senderId, clientId, place }: IndexedMessage): void => {
    tail.messages += 1;
    if (clientId !== null) tail.sent.set(keyOf(senderId, clientId), place);
    const room = tail.rooms.get(roomId);
    if (room === undefined) tail.rooms.set(roomId, { lastSeq: seq, places: [place] });
    else {
      room.lastSeq = seq;
      room.places.push(place);
    }
  };

  /** Null if it has to be read. */
  let known: Tail | null = null;

  const tail = (): Tail => {
    if (known !== null) return known;
    known = emptyTail();
    for (const message of afterEnd.all()) addTo(known, message);
    return known;
  };

  return {
    /** Writes the index if enough has gathered. Before a message is stored, so that a failure leaves none. */
    gather(): void {
      if (tail().messages < gathered) return;
      extendSent.run();
      extendRooms.run();
      moveEnd.run();
      known = emptyTail();
    },

    /** Where the message is that was sent with this id; undefined if there is none. */
    placeOf: (senderId: string, clientId: string): number | undefined =>
      tail().sent.get(keyOf(senderId, clientId)) ?? indexedPlace.get(senderId, clientId),

    /** The number of a room's newest message; 0 if it has none. */
    lastSeq: (roomId: string): number => tail().rooms.get(roomId)?.lastSeq ?? indexedSeq.get(roomId) ?? 0,

    /** The rows of those messages of a room that `room_messages` does not have yet, in their order. */
    placesAfterEnd: (roomId: string): readonly number[] => tail().rooms.get(roomId)?.places ?? [],

    add: (message: IndexedMessage): void => addTo(tail(), message),

    /** Something that was written was taken back: what is remembered may never have been. */
    forget(): void {
      known = null;
    },
  };
};

export type MessageIndex = ReturnType<typeof createMessageIndex>;
