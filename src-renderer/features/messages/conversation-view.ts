import type { ChatMessage, ClientAckData, ServerPayload } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';

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
  unreadFrom: null,
  opening: true,
  fresh: false,
  loadingOlder: false,
  problem: null,
};

/** There are messages before the first that is loaded. */
export const hasOlder = ({ messages }: ConversationView): boolean => (messages[0]?.seq ?? 1) > 1;

/** By position, each once, the newest state of each; only the part without gaps that ends with the last. */
export const withMessages = (view: ConversationView, more: readonly ChatMessage[]): ConversationView => {
  if (more.length === 0) return view;
  const bySeq = new Map([...view.messages, ...more].map((message) => [message.seq, message]));
  const sorted = [...bySeq.values()].toSorted((first, second) => first.seq - second.seq);
  let begin = sorted.length - 1;
  while (begin > 0 && sorted[begin - 1]?.seq === (sorted[begin]?.seq ?? 0) - 1) begin -= 1;
  const messages = sorted.slice(begin);
  return { ...view, messages, lastSeq: Math.max(view.lastSeq, messages.at(-1)?.seq ?? 0) };
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

/** The other has received up to a position. */
export const withDelivered = (
  view: ConversationView,
  { userId: otherId, after, upTo, deliveredAt }: ServerPayload<'messages_delivered'>,
): ConversationView =>
  changeOwn(view, { otherId, after, upTo }, (message) =>
    message.deliveredAt === null
      ? { ...message, deliveredAt, status: message.status === 'sent' ? 'delivered' : message.status }
      : message,
  );

/** The other has read up to a position. */
export const withRead = (
  view: ConversationView,
  { userId: otherId, after, upTo, readAt }: ServerPayload<'messages_read'>,
): ConversationView =>
  changeOwn(view, { otherId, after, upTo }, (message) =>
    message.isRead
      ? message
      : { ...message, isRead: true, readAt, deliveredAt: message.deliveredAt ?? readAt, status: 'read' },
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
      gone.has(message.seq) && message.deletedAt === null
        ? { ...message, content: '', fileUrl: null, fileName: null, deletedAt }
        : message,
    ),
  };
};

/** With all that came, and was taken back, since what was known: it is up to date then. */
export const withSynced = (
  view: ConversationView,
  otherId: string,
  { messages, deleted, lastDeletion, otherUser, other, ownRead }: ClientAckData<'sync'>,
  at: string,
): ConversationView => {
  const grown = withDeleted(withMessages(view, messages), deleted, at);
  const received = { userId: otherId, conversationId: view.conversationId, after: 0 };
  const delivered = withDelivered(grown, { ...received, upTo: other.delivered || 0, deliveredAt: at });
  const read = withRead(delivered, { ...received, upTo: other.read || 0, readAt: at });
  return {
    ...withUnreadFrom(read, otherId, ownRead),
    lastDeletion,
    name: otherUser.fullname,
    fresh: true,
    problem: null,
  };
};
