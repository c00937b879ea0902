import type { MessageRecord, MessageView, ReceiptKind } from '../../../domain/records.ts';
import type { MessageFiles } from './message-files.ts';
import type { OperationContext } from './types.ts';

/** Somebody's step forward in a log: everything up to this number, at this time. */
type Step = { seq: number; at: number };

type Pair = { patientId: string; doctorId: string };

/**
 * How far somebody has received and read. A visit has numbers and receipts of its own, for the patient who sees no
 * more than that; a message counts as read if it was in either.
 */
export const createReceiptReader = ({ db }: Pick<OperationContext, 'db'>, files: MessageFiles) => {
  type Key = [scopeId: string, readerId: string, kind: ReceiptKind];
  const highest = db
    .prepare<Key, number | null>(
      'SELECT max(seq) FROM receipts WHERE scope_id = ? AND reader_id = ? AND kind = ?',
    )
    .pluck();
  const stepsFrom = db.prepare<[...Key, from: number, limit: number], Step>(
    `SELECT seq, at FROM receipts WHERE scope_id = ? AND reader_id = ? AND kind = ? AND seq >= ?
     ORDER BY seq LIMIT ?`,
  );

  const reached = async (...key: Key): Promise<number> => (await highest.get(...key)) ?? 0;

  /** When each of these ascending numbers of a log was reached first; null if it was not. */
  const timesOf = async (key: Key, seqs: readonly number[]): Promise<Map<number, number>> => {
    const [first] = seqs;
    if (first === undefined) return new Map();
    const steps = await stepsFrom.all(...key, first, seqs.length + 1);
    const times = new Map<number, number>();
    let step = 0;
    for (const seq of seqs) {
      while (step < steps.length && (steps[step]?.seq ?? 0) < seq) step += 1;
      const found = steps[step];
      if (found !== undefined) times.set(seq, found.at);
    }
    return times;
  };

  /** For every message of one conversation, ascending, when whom it was sent to received or read it. */
  const timesAt = async (
    messages: readonly MessageRecord[],
    { patientId, doctorId }: Pair,
    kind: ReceiptKind,
  ): Promise<(message: MessageRecord) => number | null> => {
    const [first] = messages;
    if (first === undefined) return () => null;
    const times = new Map<string, Map<number, number>>();
    for (const readerId of [patientId, doctorId]) {
      const received = messages.filter(({ senderId }) => senderId !== readerId);
      const put = async (scopeId: string, seqs: number[]): Promise<void> => {
        const reachedAt = await timesOf([scopeId, readerId, kind], seqs);
        times.set(`${scopeId} ${readerId}`, reachedAt);
      };
      await put(
        first.conversationId,
        received.map(({ seq }) => seq),
      );
      const visits = Map.groupBy(
        received.filter(({ roomId }) => roomId !== null),
        ({ roomId }) => roomId ?? '',
      );
      for (const [roomId, inVisit] of visits)
        await put(
          roomId,
          inVisit.map(({ roomSeq }) => roomSeq ?? 0),
        );
    }
    return (message) => {
      const readerId = message.senderId === patientId ? doctorId : patientId;
      const inConversation = times.get(`${message.conversationId} ${readerId}`)?.get(message.seq);
      const inVisit = times.get(`${message.roomId ?? ''} ${readerId}`)?.get(message.roomSeq ?? 0);
      const known = [inConversation, inVisit].filter((at) => at !== undefined);
      return known.length === 0 ? null : Math.min(...known);
    };
  };

  return {
    reached,
    /** Messages of one conversation, ascending, with their files and what became of each at whom it was sent to. */
    async view(messages: readonly MessageRecord[], pair: Pair): Promise<MessageView[]> {
      const delivered = await timesAt(messages, pair, 'delivered');
      const read = await timesAt(messages, pair, 'read');
      return (await files.with(messages)).map((message) => ({
        ...message,
        deliveredAt: delivered(message),
        readAt: read(message),
      }));
    },
  };
};

export type ReceiptReader = ReturnType<typeof createReceiptReader>;
