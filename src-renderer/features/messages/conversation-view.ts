import type { ChatMessage, ServerPayload } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';

/** Own messages after one position, up to another, were received or read. */
type EarlyReceipt = { otherId: string; kind: 'delivered' | 'read'; after: number; upTo: number; at: string };

/** An older one is told again with the messages that it is of. */
const EARLY_KEPT = 20;

/**
 * One conversation as far as it has been loaded: a part without gaps, of many thousands perhaps. It ends with the
 * newest message unless something far back was looked for.
 */
export type ConversationView = {
  conversationId: string;
  /** Null until the server has said who it is. */
  name: string | null;
  messages: readonly ChatMessage[];
  /** Of the newest message, whether or not that is loaded; 0 if nothing was written. */
  lastSeq: number;
  /** So many deletions are known. */
  lastDeletion: number;
  /** Up to this number of its changes all reactions are known. */
  lastReaction: number;
  /** What became of own messages that have not come here yet. */
  early: readonly EarlyReceipt[];
  /** The first message that had not been read when the conversation was opened; null if all had. */
  unreadFrom: number | null;
  /** It was opened, and where the unread begin is to be found out. */
  opening: boolean;
  /** False while what is shown may be out of date. */
  fresh: boolean;
  loadingOlder: boolean;
  loadingNewer: boolean;
  /** Why it, or what is older, could not be loaded. */
  problem: ApiErrorCode | null;
};

export const NEW_VIEW: Omit<ConversationView, 'conversationId'> = {
  name: null,
  messages: [],
  lastSeq: 0,
  lastDeletion: 0,
  lastReaction: 0,
  early: [],
  unreadFrom: null,
  opening: true,
  fresh: false,
  loadingOlder: false,
  loadingNewer: false,
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

/** There are messages after the last that is loaded. */
export const hasNewer = ({ messages, lastSeq }: ConversationView): boolean =>
  (messages.at(-1)?.seq ?? lastSeq) < lastSeq;

const bySeq = (one: ChatMessage, next: ChatMessage): number => one.seq - next.seq;

/** The last of ascending messages that have no gap between them. */
const lastPart = (messages: readonly ChatMessage[]): readonly ChatMessage[] => {
  let begin = messages.length - 1;
  while (begin > 0 && messages[begin - 1]?.seq === (messages[begin]?.seq ?? 0) - 1) begin -= 1;
  return messages.slice(Math.max(0, begin));
};

/** Of two parts, ascending, which of them is newer wins where both have a message; null if there is a gap between. */
const joined = (
  known: readonly ChatMessage[],
  more: readonly ChatMessage[],
): readonly ChatMessage[] | null => {
  const [first, last] = [known[0]?.seq ?? 0, known.at(-1)?.seq ?? 0];
  const [begin, end] = [more[0]?.seq ?? 0, more.at(-1)?.seq ?? 0];
  if (begin > last + 1 || end < first - 1) return null;
  // Nothing is looked at one by one: one more message to a hundred thousand is a copy of the list.
  if (begin === last + 1) return known.concat(more);
  return known.slice(0, Math.max(0, begin - first)).concat(more, known.slice(Math.max(0, end - first + 1)));
};

/**
 * By position, each once, the newest state of each. What does not touch the part that is shown is left out: it is
 * loaded when somebody goes there. Only if the newest is shown, something newer takes its place.
 */
export const withMessages = (view: ConversationView, more: readonly ChatMessage[]): ConversationView => {
  if (more.length === 0) return view;
  const first = view.messages[0]?.seq ?? 0;
  const part = lastPart(more.length === 1 ? more : more.toSorted(bySeq)).map((message) =>
    withKnown(message, view.messages[message.seq - first], view),
  );
  const newest = part.at(-1)?.seq ?? 0;
  const lastSeq = Math.max(view.lastSeq, newest);
  const messages = view.messages.length === 0 ? part : joined(view.messages, part);
  return withoutLate({
    ...view,
    lastSeq,
    messages: messages ?? (newest > view.lastSeq && !hasNewer(view) ? part : view.messages),
  });
};

/** Another part of the conversation in place of what was loaded. */
export const withOnly = (view: ConversationView, part: readonly ChatMessage[]): ConversationView =>
  withMessages({ ...view, messages: [] }, part);

/** Messages that are kept of a conversation that is not open. */
const KEPT = 200;

/** What is kept while another conversation is open: the newest, or null if they are not loaded. */
export const whenLeft = (view: ConversationView): ConversationView | null => {
  if (hasNewer(view)) return null;
  return view.messages.length > KEPT ? { ...view, messages: view.messages.slice(-KEPT) } : view;
};

/** True if this message does not follow what is known: others between them were missed. */
export const leavesGap = ({ lastSeq }: ConversationView, { seq }: ChatMessage): boolean => seq > lastSeq + 1;

/** Changes messages at these positions; the view stays the same if none changes. */
const changeAt = (
  view: ConversationView,
  from: number,
  to: number,
  change: (message: ChatMessage) => ChatMessage,
): ConversationView => {
  const first = view.messages[0]?.seq ?? 1;
  let changed: ChatMessage[] | null = null;
  for (let index = Math.max(0, from - first); index <= to - first; index += 1) {
    const message = view.messages[index];
    if (message === undefined) break;
    const next = change(message);
    if (next === message) continue;
    changed ??= [...view.messages];
    changed[index] = next;
  }
  return changed === null ? view : { ...view, messages: changed };
};

const changeOwn = (
  view: ConversationView,
  { otherId, after, upTo }: { otherId: string; after: number; upTo: number },
  change: (message: ChatMessage) => ChatMessage,
): ConversationView =>
  changeAt(view, after + 1, upTo, (message) =>
    message.receiver._id === otherId ? change(message) : message,
  );

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
  let next = view;
  for (const seq of seqs) {
    next = changeAt(next, seq, seq, (message) => asDeleted(message, deletedAt));
  }
  return next;
};
