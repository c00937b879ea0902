import type { SocketClient } from '../../api/socket-client.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { ConversationStore } from './conversation-store.ts';
import type { ConversationsState } from './conversations-state.ts';
import type { ConversationView } from './conversation-view.ts';
import type { ClientAckData, Contact } from '../../../server/protocol/index.ts';
import type { CopyChange } from '../../../src-preload/contract.ts';

/** Before it, everything is older: the newest page. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;
/** Conversations that were not opened here are fetched, so that they can be without the network. */
const AHEAD = { after: 5_000, conversations: 20, messages: 50 } as const;

/** Who comes and goes does not matter to a copy. */
const isSameContact = (one: Contact, other: Contact | undefined): boolean =>
  one === other ||
  (other !== undefined &&
    JSON.stringify({ ...one, status: null }) === JSON.stringify({ ...other, status: null }));

const isSameList = (one: readonly Contact[], other: readonly Contact[] | null): boolean =>
  one.length === other?.length && one.every((contact, index) => isSameContact(contact, other[index]));

/** What a sync tells, also of what is further back than what is loaded. */
export const syncedChanges = (
  otherId: string,
  { deleted, other }: Pick<ClientAckData<'sync'>, 'deleted' | 'other'>,
  at: string,
): CopyChange[] => [
  { kind: 'deleted', otherId, seqs: deleted, at },
  { kind: 'delivered', otherId, after: 0, upTo: other.delivered, at },
  { kind: 'read', otherId, after: 0, upTo: other.read, at },
];

/** Writes what the window learns of conversations into the copy. */
export const keepConversations = ({
  conversations,
  socket,
  copy,
}: {
  conversations: Pick<ConversationStore, 'state'>;
  socket: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'>;
  copy: ConversationCopy;
}): void => {
  const keepView = (otherId: string, view: ConversationView, before: ConversationView | undefined): void => {
    if (view.messages !== before?.messages) {
      const known = new Set(before?.messages);
      const changed = view.messages.filter((message) => !known.has(message));
      if (changed.length > 0) copy.change({ kind: 'messages', messages: changed });
    }
    if (view.lastDeletion !== (before?.lastDeletion ?? 0)) {
      copy.change({ kind: 'deletions', otherId, count: view.lastDeletion });
    }
  };
  conversations.state.subscribe(({ list, views }: ConversationsState, before) => {
    if (list !== before.list && list !== null && !isSameList(list, before.list)) {
      copy.change({ kind: 'contacts', contacts: [...list] });
    }
    if (views === before.views) return;
    for (const [otherId, view] of Object.entries(views)) {
      const earlier = before.views[otherId];
      if (view !== undefined && view !== earlier) keepView(otherId, view, earlier);
    }
  });

  // What happens in conversations that are not open, or far back in one that is.
  socket.on('new_message', ({ message }) => copy.change({ kind: 'messages', messages: [message] }));
  socket.on('message_sent', ({ message }) => copy.change({ kind: 'messages', messages: [message] }));
  socket.on('messages_delivered', ({ userId, after, upTo, deliveredAt }) =>
    copy.change({ kind: 'delivered', otherId: userId, after, upTo, at: deliveredAt }),
  );
  socket.on('messages_read', ({ userId, after, upTo, readAt }) =>
    copy.change({ kind: 'read', otherId: userId, after, upTo, at: readAt }),
  );
  socket.on('message_deleted', ({ conversationId, seq, deletedAt }) => {
    const { list, views } = conversations.state.getState();
    const otherId =
      list?.find((contact) => contact.conversationId === conversationId)?.otherUser._id ??
      Object.entries(views).find(([, view]) => view?.conversationId === conversationId)?.[0];
    if (otherId !== undefined) copy.change({ kind: 'deleted', otherId, seqs: [seq], at: deletedAt });
  });

  const fetchAhead = async (): Promise<void> => {
    const { list } = conversations.state.getState();
    for (const { conversationId, otherUser, lastSeq } of (list ?? []).slice(0, AHEAD.conversations)) {
      if (socket.state.getState().status !== 'online') return;
      if (conversations.state.getState().views[otherUser._id] !== undefined) continue;
      const newest = (await copy.read(otherUser._id, AFTER_ALL, 1))?.messages.at(-1)?.seq ?? 0;
      if (newest >= lastSeq) continue;
      const page = { conversationId, before: AFTER_ALL, limit: AHEAD.messages };
      const { messages } = await socket.request('get_messages', page);
      if (messages.length > 0) copy.change({ kind: 'messages', messages });
    }
  };
  let ahead: ReturnType<typeof setTimeout> | undefined;
  socket.onOnline(() => {
    clearTimeout(ahead);
    // What does not come now comes with the next connection, or when it is opened.
    ahead = setTimeout(() => void fetchAhead().catch(() => undefined), AHEAD.after);
  });
};
