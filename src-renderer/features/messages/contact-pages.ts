import type { StoreApi } from 'zustand/vanilla';
import type {
  ChatMessage,
  ClientPayloadInput,
  Contact,
  ServerPayload,
} from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import type { ConversationsState } from './conversations-state.ts';

const PAGE = 50;
/** Most that the server gives at once. */
const PAGE_MAX = 200;

const saidAt = ({ lastMessage }: Contact): string => lastMessage?.createdAt ?? '';

/** Those that are known and those that came, each once, the newest first. */
export const mergeContacts = (known: readonly Contact[], more: readonly Contact[]): readonly Contact[] =>
  [...new Map([...known, ...more].map((contact) => [contact.conversationId, contact])).values()].toSorted(
    (one, next) => (saidAt(one) < saidAt(next) ? 1 : saidAt(one) > saidAt(next) ? -1 : 0),
  );

export const unreadOf = (list: readonly Contact[]): number =>
  list.reduce((sum, { unreadCount }) => sum + unreadCount, 0);

/** A contact after a message that is newer than what is known of it. */
export const withNewest = (contact: Contact, message: ChatMessage): Contact => {
  const { content, messageType, createdAt, deletedAt, status, sender } = message;
  return {
    ...contact,
    lastSeq: message.seq,
    archived: false,
    lastMessage: { content, messageType, createdAt, deletedAt, status, sender: sender._id },
    unreadCount: sender._id === contact.otherUser._id ? contact.unreadCount + 1 : contact.unreadCount,
  };
};

/** The check mark of the newest message in the list. */
export const withLastRead = (
  contact: Contact,
  { userId, upTo }: Pick<ServerPayload<'messages_read'>, 'userId' | 'upTo'>,
): Contact =>
  contact.lastMessage !== null && contact.lastMessage.sender !== userId && upTo >= contact.lastSeq
    ? { ...contact, lastMessage: { ...contact.lastMessage, status: 'read' } }
    : contact;

/**
 * The list of conversations, the newest first, as far as somebody has scrolled. `onLoaded` hears of each contact that
 * came.
 */
export const createContactPages = ({
  socket,
  state,
  onLoaded,
}: {
  socket: Pick<SocketClient, 'request'>;
  state: StoreApi<ConversationsState>;
  onLoaded: (contact: Contact) => void;
}) => {
  /** Answers to what was asked before a later beginning are too late. */
  let beginning = 0;
  let isLoadingMore = false;

  const ask = async (
    asked: ClientPayloadInput<'list_conversations'>,
    known: () => readonly Contact[],
    startedIn = beginning,
  ) => {
    const { conversations, next, unreadCount } = await socket.request('list_conversations', asked);
    if (startedIn !== beginning) return null;
    const list = mergeContacts(known(), conversations);
    state.setState({ list, unreadElsewhere: Math.max(0, unreadCount - unreadOf(list)), problem: null });
    for (const contact of conversations) onLoaded(contact);
    return { list, next };
  };
  const loaded = () => state.getState().list ?? [];

  /** One conversation that the list does not reach. */
  const loadOne = async (otherUserId: string): Promise<void> => {
    await ask({ otherUserId }, loaded).catch(() => undefined);
  };

  return {
    /** From the beginning, as many as were there. */
    async load(): Promise<void> {
      beginning += 1;
      isLoadingMore = false;
      const startedIn = beginning;
      try {
        const limit = Math.min(PAGE_MAX, Math.max(PAGE, loaded().length));
        const answer = await ask({ limit }, () => []);
        if (answer === null) return;
        state.setState({ next: answer.next });
        const known = new Set(answer.list.map(({ otherUser }) => otherUser._id));
        for (const otherId of Object.keys(state.getState().views)) {
          if (answer.next !== null && !known.has(otherId)) void loadOne(otherId);
        }
      } catch (error) {
        const code = codeOf(error);
        if (startedIn === beginning && code !== 'offline') state.setState({ problem: code });
      }
    },

    loadOne,

    /** Those after the last page. */
    async loadMore(): Promise<void> {
      const { next: before } = state.getState();
      if (before === null || isLoadingMore) return;
      isLoadingMore = true;
      const startedIn = beginning;
      try {
        const answer = await ask({ before, limit: PAGE }, loaded);
        if (answer !== null) state.setState({ next: answer.next });
      } catch {
        // Asked for again as soon as somebody scrolls on, or the connection is back.
      } finally {
        if (startedIn === beginning) isLoadingMore = false;
      }
    },

    forget(): void {
      beginning += 1;
      isLoadingMore = false;
    },
  };
};
