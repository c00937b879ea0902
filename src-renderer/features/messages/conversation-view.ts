import type { ChatMessage, ServerPayload } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';

/** Own messages after one position, up to another, were received or read. */
type EarlyReceipt = { otherId: string; kind: 'delivered' | 'read'; after: number; upTo: number; at: string };

/** An older one is told again with the messages that it is of. */
const EARLY_KEPT = 20;

/** One conversation as far as it has been loaded: a part without gaps that ends with the newest message. */
export type ConversationView = {
  conversationId: string;
  /** Null until the server has said who it is. */
  name: string | null;
  messages: readonly ChatMessage[];
  /** Of the newest message; 0 if nothing was written. */
  lastSeq: number;
  /** So many deletions are known. */
  lastDeletion: number;
  /** What became of own messages that have not come here yet. */
  early: readonly EarlyReceipt[];
  /** The first message that had not been read when the conversation was opened; null if all had. */
  unreadFrom: number | null;
  /** It was opened, and where the unread begin is to be found out. */
  opening: boolean;
  /** False while what is shown may be out of date. */
  fresh: boolean;
  loadingOlder: boolean;
  /** Why it, or what is older, could not be loaded. */
  problem: ApiErrorCode | null;
};

export const NEW_VIEW: Omit<ConversationView, 'conversationId'> = {
  name: null,
  messages: [],
  lastSeq: 0,
  lastDeletion: 0,
  early: [],
  unreadFrom: null,
  opening: true,
  fresh: false,
  loadingOlder: false,
  problem: null,
};

/** There are messages before the first that is loaded. */
export const hasOlder = ({ messages }: ConversationView): boolean => (messages[0]?.seq ?? 1) > 1;

const asDelivered = (message: ChatMessage, deliveredAt: string): ChatMessage =>
  message.deliveredAt === null
    ? { ...message, deliveredAt, status: message.status === 'sent' ? 'delivered' : message.status }
    : message;

const asRead = (message: ChatMessage, readAt: string): ChatMessage =>
  message.isRead
    ? message
    : { ...message, isRead: true, readAt, deliveredAt: message.deliveredAt ?? readAt, status: 'read' };

const asDeleted = (message: ChatMessage, deletedAt: string): ChatMessage =>
  message.deletedAt === null
    ? { ...message, content: '', fileUrl: null, fileName: null, deletedAt }
    : message;

/** What somebody told of a message is not taken back by an older answer that comes after it. */
const withKnown = (
  message: ChatMessage,
  known: ChatMessage | undefined,
  { early }: ConversationView,
): ChatMessage => {
  let now = message;
  if (known?.deletedAt != null) now = asDeleted(now, known.deletedAt);
  if (known?.deliveredAt != null) now = asDelivered(now, known.deliveredAt);
  if (known?.readAt != null) now = asRead(now, known.readAt);
  for (const { otherId, kind, after, upTo, at } of early) {
    if (message.receiver._id !== otherId || message.seq <= after || message.seq > upTo) continue;
    now = kind === 'read' ? asRead(now, at) : asDelivered(now, at);
  }
  return now;
};

/** Receipts of what has come are done with. */
const withoutLate = (view: ConversationView): ConversationView =>
  view.early.length === 0 ? view : { ...view, early: view.early.filter(({ upTo }) => upTo > view.lastSeq) };

const lastOf = ({ lastSeq }: ConversationView, messages: readonly ChatMessage[]): number =>
  Math.max(lastSeq, messages.at(-1)?.seq ?? 0);

/** Those that are known or follow one by one, which is what comes nearly always; null if there are others. */
const appended = (view: ConversationView, more: readonly ChatMessage[]): ChatMessage[] | null => {
  const first = view.messages[0]?.seq;
  if (first === undefined) return null;
  const messages = [...view.messages];
  for (const message of more) {
    const index = message.seq - first;
    if (index < 0 || index > messages.length) return null;
    messages[index] = withKnown(message, messages[index], view);
  }
  return messages;
};

/** By position, each once, the newest state of each; only the part without gaps that ends with the last. */
export const withMessages = (view: ConversationView, more: readonly ChatMessage[]): ConversationView => {
  if (more.length === 0) return view;
  const grown = appended(view, more);
  if (grown !== null) return withoutLate({ ...view, messages: grown, lastSeq: lastOf(view, grown) });
  const bySeq = new Map(view.messages.map((message) => [message.seq, message]));
  for (const message of more) bySeq.set(message.seq, withKnown(message, bySeq.get(message.seq), view));
  const sorted = [...bySeq.values()].toSorted((first, second) => first.seq - second.seq);
  let begin = sorted.length - 1;
  while (begin > 0 && sorted[begin - 1]?.seq === (sorted[begin]?.seq ?? 0) - 1) begin -= 1;
  const messages = sorted.slice(begin);
  return withoutLate({ ...view, messages, lastSeq: lastOf(view, messages) });
};

/** True if this message does not follow what is known: others between them were missed. */
export const leavesGap = ({ lastSeq }: ConversationView, { seq }: ChatMessage): boolean => seq > lastSeq + 1;

const changeOwn = (
  view: ConversationView,
  { otherId, after, upTo }: { otherId: string; after: number; upTo: number },
  change: (message: ChatMessage) => ChatMessage,
): ConversationView => ({
  ...view,
  messages: view.messages.map((message) =>
    message.receiver._id === otherId && message.seq > after && message.seq <= upTo
      ? change(message)
      : message,
  ),
});

const withEarly = (view: ConversationView, receipt: EarlyReceipt): ConversationView =>
  receipt.upTo > view.lastSeq ? { ...view, early: [...view.early, receipt].slice(-EARLY_KEPT) } : view;

/** The other has received up to a position. */
export const withDelivered = (
  view: ConversationView,
  { userId: otherId, after, upTo, deliveredAt: at }: ServerPayload<'messages_delivered'>,
): ConversationView =>
  withEarly(
    changeOwn(view, { otherId, after, upTo }, (message) => asDelivered(message, at)),
    { otherId, kind: 'delivered', after, upTo, at },
  );

/** The other has read up to a position. */
export const withRead = (
  view: ConversationView,
  { userId: otherId, after, upTo, readAt: at }: ServerPayload<'messages_read'>,
): ConversationView =>
  withEarly(
    changeOwn(view, { otherId, after, upTo }, (message) => asRead(message, at)),
    { otherId, kind: 'read', after, upTo, at },
  );

/** Where those begin that had not been read when it was opened. */
export const withUnreadFrom = (view: ConversationView, otherId: string, ownRead: number): ConversationView =>
  view.opening
    ? {
        ...view,
        opening: false,
        unreadFrom:
          view.messages.find(
            ({ seq, sender, isRead, deletedAt }) =>
              seq > ownRead && sender._id === otherId && !isRead && deletedAt === null,
          )?.seq ?? null,
      }
    : view;

/** Messages that were taken back, as they are from now on. */
export const withDeleted = (
  view: ConversationView,
  seqs: readonly number[],
  deletedAt: string,
): ConversationView => {
  if (seqs.length === 0) return view;
  const gone = new Set(seqs);
  return {
    ...view,
    messages: view.messages.map((message) =>
      gone.has(message.seq) ? asDeleted(message, deletedAt) : message,
    ),
  };
};
