import type { MessageRecord, ReceiptKind } from '../../../domain/records.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageReader } from './messages.ts';
import type { ReceiptReader } from './receipts.ts';

/** The log that somebody sees: the conversation, or one visit of the conversation `relationId`. */
export type LogScope =
  | { log: 'conversations'; id: string }
  | { log: 'rooms'; id: string; relationId: string };

export const logOf = (relationId: string, roomId: string | null): LogScope =>
  roomId === null ? { log: 'conversations', id: relationId } : { log: 'rooms', id: roomId, relationId };

/** Messages that are read at once where it is likely that only the first matters. */
const MARKED_AT_ONCE = 16;

/**
 * How far somebody has come in a log. A visit is a part of its conversation, and each keeps receipts of its own: what
 * was reached in one is reached in the other.
 */
export const createReadMarks = (
  index: Pick<MessageIndex, 'lastSeq'>,
  messages: Pick<MessageReader, 'inLog'>,
  receipts: Pick<ReceiptReader, 'reached'>,
) => {
  /** The visit's number of its last message up to this one of the conversation: both numbers rise together. */
  const roomSeqAt = async (roomId: string, seq: number): Promise<number> => {
    let [reached, beyond] = [0, (await index.lastSeq('rooms', roomId)) + 1];
    while (beyond - reached > 1) {
      const middle = Math.floor((reached + beyond) / 2);
      const [message] = await messages.inLog('rooms', roomId, middle, middle);
      if (message !== undefined && message.seq <= seq) reached = middle;
      else beyond = middle;
    }
    return reached;
  };

  /** Up to which number of a log somebody has come, in that log or in the conversation that it is a part of. */
  const reachedIn = async (readerId: string, kind: ReceiptKind, scope: LogScope): Promise<number> => {
    const own = await receipts.reached(scope.id, readerId, kind);
    if (scope.log === 'conversations' || own >= (await index.lastSeq('rooms', scope.id))) return own;
    const inConversation = await receipts.reached(scope.relationId, readerId, kind);
    return inConversation === 0 ? own : Math.max(own, await roomSeqAt(scope.id, inConversation));
  };

  /** True for messages that somebody has reached in their visit. */
  const reachedInVisits = (
    readerId: string,
    kind: ReceiptKind,
  ): ((message: MessageRecord) => Promise<boolean>) => {
    const known = new Map<string, number>();
    return async ({ roomId, roomSeq }) => {
      if (roomId === null || roomSeq === null) return false;
      const reached = known.get(roomId) ?? (await receipts.reached(roomId, readerId, kind));
      known.set(roomId, reached);
      return roomSeq <= reached;
    };
  };

  /** Those of the other, above what the reader has reached in this log and in the visits' own. */
  const newFor = async (
    readerId: string,
    kind: ReceiptKind,
    scope: LogScope,
    upTo: number,
  ): Promise<MessageRecord[]> => {
    const isReached = scope.log === 'rooms' ? () => false : reachedInVisits(readerId, kind);
    const found: MessageRecord[] = [];
    for (const message of await messages.inLog(
      scope.log,
      scope.id,
      (await reachedIn(readerId, kind, scope)) + 1,
      upTo,
    )) {
      if (message.senderId !== readerId && !(await isReached(message))) found.push(message);
    }
    return found;
  };

  /**
   * The last message that somebody has reached, in the numbers of this log, if everything before it has been reached
   * as well. What was reached in visits alone counts, as far as it follows.
   */
  const markOf = async (readerId: string, kind: ReceiptKind, scope: LogScope): Promise<number> => {
    let mark = await reachedIn(readerId, kind, scope);
    if (scope.log === 'rooms') return mark;
    const isReached = reachedInVisits(readerId, kind);
    const last = await index.lastSeq(scope.log, scope.id);
    for (let from = mark + 1; from <= last; from += MARKED_AT_ONCE) {
      for (const message of await messages.inLog(scope.log, scope.id, from, from + MARKED_AT_ONCE - 1)) {
        if (message.senderId === readerId) continue;
        if (!(await isReached(message))) return mark;
        mark = message.seq;
      }
    }
    return mark;
  };

  return { newFor, markOf };
};
