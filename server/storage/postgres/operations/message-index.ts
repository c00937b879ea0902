import type { OperationContext } from './types.ts';

/**
 * Knows every message by its conversation, by its visit, and by its sender and the sender's own id for it, which is how
 * a resend is recognised.
 */
export const createMessageIndex = ({ db }: Pick<OperationContext, 'db'>) => {
  const bySender = db
    .prepare<[senderId: string, clientId: string], number>(
      'SELECT place FROM messages WHERE sender_id = ? AND client_id = ?',
    )
    .pluck();
  const lastIn = {
    conversations: db
      .prepare<[relationId: string], number | null>('SELECT max(seq) FROM messages WHERE relation_id = ?')
      .pluck(),
    rooms: db
      .prepare<[roomId: string], number | null>('SELECT max(room_seq) FROM messages WHERE room_id = ?')
      .pluck(),
  };
  type Range = [id: string, from: number, to: number];
  const placesIn = {
    conversations: db
      .prepare<Range, number>(
        'SELECT place FROM messages WHERE relation_id = ? AND seq BETWEEN ? AND ? ORDER BY seq',
      )
      .pluck(),
    rooms: db
      .prepare<Range, number>(
        'SELECT place FROM messages WHERE room_id = ? AND room_seq BETWEEN ? AND ? ORDER BY room_seq',
      )
      .pluck(),
  };

  return {
    /** Where the message is that was sent with this id; undefined if there is none. */
    placeOf: (senderId: string, clientId: string): Promise<number | undefined> =>
      bySender.get(senderId, clientId),

    /** The number of a log's newest message; 0 if it has none. */
    lastSeq: async (log: 'conversations' | 'rooms', id: string): Promise<number> =>
      (await lastIn[log].get(id)) ?? 0,

    /** The rows of the messages of a log with these numbers, both ends included, in their order. */
    places: (log: 'conversations' | 'rooms', id: string, from: number, to: number): Promise<number[]> =>
      placesIn[log].all(id, from, to),
  };
};

export type MessageIndex = ReturnType<typeof createMessageIndex>;
