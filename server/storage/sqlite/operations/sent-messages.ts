import type { OperationContext } from './types.ts';

/** So many messages wait for the index at most: a megabyte of memory, and some milliseconds to write. */
const GATHERED = 4096;

const keyOf = (senderId: string, clientId: string): string => `${senderId} ${clientId}`;

/**
 * Knows every message by its sender and the sender's own id for it, which is how a resend is recognised. The index
 * is in the order of ids, which are random: each message would write a page of it, more than all else of the
 * message. So it is written for thousands at a time. The messages after its end are kept in memory as well, and
 * are read again from their own table by whoever begins, or has to begin anew.
 */
export const createSentMessages = ({ db }: Pick<OperationContext, 'db'>, gathered = GATHERED) => {
  const AFTER_END = `FROM waiting_messages
    WHERE place > (SELECT place FROM sent_messages_end) AND client_id IS NOT NULL`;
  const indexed = db
    .prepare<[senderId: string, clientId: string], number>(
      'SELECT place FROM sent_messages WHERE sender_id = ? AND client_id = ?',
    )
    .pluck();
  const afterEnd = db.prepare<[], { senderId: string; clientId: string; place: number }>(
    `SELECT sender_id AS senderId, client_id AS clientId, place ${AFTER_END} ORDER BY place`,
  );
  const extend = db.prepare<[]>(
    `INSERT OR IGNORE INTO sent_messages (sender_id, client_id, place)
     SELECT sender_id, client_id, place ${AFTER_END} ORDER BY sender_id, client_id`,
  );
  const moveEnd = db.prepare<[]>(
    'UPDATE sent_messages_end SET place = (SELECT coalesce(max(place), 0) FROM waiting_messages)',
  );

  /** Null if it has to be read. */
  let recent: Map<string, number> | null = null;

  const readRecent = (): Map<string, number> =>
    new Map(afterEnd.all().map(({ senderId, clientId, place }) => [keyOf(senderId, clientId), place]));

  return {
    /** Writes the index if enough has gathered. Before a message is stored, so that a failure leaves none. */
    gather(): void {
      recent ??= readRecent();
      if (recent.size < gathered) return;
      extend.run();
      moveEnd.run();
      recent = new Map();
    },

    /** Where the message is that was sent with this id; undefined if there is none. */
    placeOf: (senderId: string, clientId: string): number | undefined =>
      (recent ??= readRecent()).get(keyOf(senderId, clientId)) ?? indexed.get(senderId, clientId),

    add(senderId: string, clientId: string, place: number): void {
      recent?.set(keyOf(senderId, clientId), place);
    },

    /** Something that was written was taken back: what is remembered may never have been. */
    forget(): void {
      recent = null;
    },
  };
};
