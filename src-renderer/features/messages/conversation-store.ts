import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  conversationIdOf,
  type ChatMessage,
  type Contact,
  type UserStatus,
} from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { Outbox } from '../../api/outbox.ts';
import type { Session } from '../../api/session.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { withLastRead, withNewest } from './contact-changes.ts';
import { syncedChanges } from './keep-conversations.ts';
import type { RoomStore } from '../waiting-room/room-store.ts';
import {
  hasOlder,
  leavesGap,
  NEW_VIEW,
  withDeleted,
  withDelivered,
  withMessages,
  withRead,
  withSynced,
  type ConversationView,
} from './conversation-view.ts';

export type ConversationsState = {
  /** The newest first; null until they are known. */
  list: readonly Contact[] | null;
  /** Why the list could not be loaded. */
  problem: ApiErrorCode | null;
  /** Conversations that were opened, by the other person. */
  views: Readonly<Partial<Record<string, ConversationView>>>;
  typing: Readonly<Partial<Record<string, true>>>;
};

/** The conversations of whoever is signed in: in memory, and in the app read from its copy first. */
export type ConversationStore = {
  readonly state: StoreApi<ConversationsState>;
  /** Loads the list now and after each reconnection; from then on it follows what happens. */
  follow(): void;
  /** Loads a conversation, or what was missed of it. */
  open(otherId: string): void;
  /** Asks for the list again. */
  reload(): void;
  /** Loads the messages before those that are known; with `until`, as far as this one. */
  loadOlder(otherId: string, until?: number): Promise<void>;
  /** Everything up to this number has been seen. */
  markRead(otherId: string, upTo: number): void;
  /** What was written in a visit has been seen in its room. */
  markVisitRead(otherId: string, roomId: string): void;
  /** Takes an own message back. @throws ApiError */
  remove(messageId: string): Promise<void>;
  setTyping(otherId: string, isTyping: boolean): void;
  clear(): void;
};

const PAGE = 50;
/** Of a conversation in which something far back is looked for. */
const LARGE_PAGE = 200;
const LIST_AFTER_MS = 100;
/** Before it, everything is older: the newest page. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;
const DELIVERED_AFTER_MS = 200;
/** A visit's messages come by its room; the conversation asks for them once it is quiet. */
const VISIT_AFTER_MS = 300;

const EMPTY: ConversationsState = { list: null, problem: null, views: {}, typing: {} };

export const createConversationStore = ({
  socket,
  letters,
  rooms,
  session,
  copy,
}: {
  socket: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'>;
  letters: Pick<Outbox<ChatMessage>, 'flush' | 'onStored'>;
  rooms: Pick<RoomStore, 'state'>;
  session: Pick<Session, 'state'>;
  /** What this computer has kept; none in a browser. */
  copy?: Pick<ConversationCopy, 'read' | 'change' | 'onOpened'> | undefined;
}): ConversationStore => {
  const state = createStore<ConversationsState>(() => EMPTY);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let isFollowed = false;
  let epoch = 0;

  const ownId = (): string => {
    const current = session.state.getState();
    return current.status === 'signedIn' ? current.user.id : '';
  };
  const viewOf = (otherId: string) => state.getState().views[otherId];
  const setView = (otherId: string, change: (view: ConversationView) => ConversationView): void =>
    state.setState(({ views }) => {
      const view = views[otherId];
      return view === undefined ? {} : { views: { ...views, [otherId]: change(view) } };
    });
  const setContact = (otherId: string, change: (contact: Contact) => Contact): void =>
    state.setState(({ list }) => ({
      list: list?.map((contact) => (contact.otherUser._id === otherId ? change(contact) : contact)) ?? null,
    }));
  const once = (key: string, ms: number, act: () => void): void => {
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        act();
      }, ms),
    );
  };
  /** What is lost of it is said again after the next connection. */
  const tell = (...request: Parameters<SocketClient['request']>): void =>
    void socket.request(...request).catch(() => undefined);

  const tellDelivered = (otherId: string, upTo: number): void =>
    once(`delivered ${otherId}`, DELIVERED_AFTER_MS, () =>
      tell('mark_delivered', { senderId: otherId, upTo }),
    );

  const loadList = async (): Promise<void> => {
    const startedIn = epoch;
    try {
      const { conversations } = await socket.request('list_conversations', {});
      if (startedIn !== epoch) return;
      state.setState({ list: conversations, problem: null });
      for (const { otherUser, unreadCount, lastSeq } of conversations) {
        if (unreadCount > 0) tellDelivered(otherUser._id, lastSeq);
      }
    } catch (error) {
      const code = codeOf(error);
      if (startedIn === epoch && code !== 'offline') state.setState({ problem: code });
    }
  };
  const loadListSoon = (): void => once('list', LIST_AFTER_MS, () => void loadList());

  const loadNewest = async (otherId: string, conversationId: string): Promise<void> => {
    const { messages } = await socket.request('get_messages', {
      conversationId,
      before: AFTER_ALL,
      limit: PAGE,
    });
    setView(otherId, (view) => withMessages(view, messages));
  };

  /** What this computer has of a conversation that was just opened, before the clinic is asked. */
  const readCopy = async (otherId: string): Promise<void> => {
    const startedIn = epoch;
    const kept = (await copy?.read(otherId, AFTER_ALL, PAGE)) ?? null;
    if (kept === null || startedIn !== epoch || kept.messages.length === 0) return;
    setView(otherId, (view) =>
      view.fresh || view.messages.length > 0
        ? view
        : { ...withMessages(view, kept.messages), lastDeletion: kept.lastDeletion },
    );
  };

  /** What came, and was taken back, since what is known. */
  const catchUp = async (otherId: string): Promise<void> => {
    for (;;) {
      const view = viewOf(otherId);
      if (view === undefined) return;
      const synced = await socket.request('sync', {
        conversationId: view.conversationId,
        afterSeq: view.lastSeq,
        afterDeletion: view.lastDeletion,
      });
      const at = new Date().toISOString();
      copy?.change(...syncedChanges(otherId, synced, at));
      setView(otherId, (known) => withSynced(known, otherId, synced, at));
      const reached = viewOf(otherId)?.lastSeq ?? synced.lastSeq;
      if (synced.messages.length === 0 || reached >= synced.lastSeq) return;
    }
  };

  const refresh = async (otherId: string): Promise<void> => {
    const startedIn = epoch;
    const view = viewOf(otherId);
    // The next connection asks for it.
    if (view === undefined || socket.state.getState().status !== 'online') return;
    if (view.problem !== null) setView(otherId, (known) => ({ ...known, problem: null }));
    try {
      if (view.messages.length === 0) await loadNewest(otherId, view.conversationId);
      if (startedIn === epoch) await catchUp(otherId);
    } catch (error) {
      const code = codeOf(error);
      if (startedIn === epoch && code !== 'offline') {
        setView(otherId, (known) => ({ ...known, problem: code, fresh: false }));
      }
    }
  };

  /** A new message, whoever sent it, in the list and in its conversation. */
  const receive = (otherId: string, message: ChatMessage): void => {
    const view = viewOf(otherId);
    if (view !== undefined) {
      if (leavesGap(view, message)) void refresh(otherId);
      else setView(otherId, (known) => withMessages(known, [message]));
    }
    const { list } = state.getState();
    if (list === null) return;
    const known = list.find(({ otherUser }) => otherUser._id === otherId);
    if (known === undefined) {
      void loadList();
      return;
    }
    if (message.seq <= known.lastSeq) return;
    state.setState({
      list: [withNewest(known, message), ...list.filter((contact) => contact !== known)],
    });
  };

  const otherOf = (conversationId: string): string | null => {
    const own = ownId();
    const found = Object.entries(state.getState().views).find(
      ([, view]) => view?.conversationId === conversationId,
    );
    if (found !== undefined) return found[0];
    const contact = state.getState().list?.find((known) => known.conversationId === conversationId);
    return contact === undefined || own === '' ? null : contact.otherUser._id;
  };

  socket.on('new_message', ({ message }) => {
    const otherId = message.sender._id;
    receive(otherId, message);
    if (isFollowed) tellDelivered(otherId, message.seq);
  });
  socket.on('message_sent', ({ message }) => receive(message.receiver._id, message));
  letters.onStored((message) => receive(message.receiver._id, message));
  socket.on('messages_delivered', (payload) => {
    setView(payload.userId, (view) => withDelivered(view, payload));
  });
  socket.on('messages_read', (payload) => {
    setView(payload.userId, (view) => withRead(view, payload));
    setContact(payload.userId, (contact) => withLastRead(contact, payload));
  });
  socket.on('conversation_read', ({ conversationId, upTo }) => {
    const otherId = otherOf(conversationId);
    if (otherId === null) return;
    const contact = state.getState().list?.find(({ otherUser }) => otherUser._id === otherId);
    if (contact === undefined || contact.unreadCount === 0) return;
    if (upTo >= contact.lastSeq) setContact(otherId, (known) => ({ ...known, unreadCount: 0 }));
    else loadListSoon();
  });
  socket.on('message_deleted', ({ conversationId, seq, deletedAt }) => {
    const otherId = otherOf(conversationId);
    if (otherId === null) return;
    setView(otherId, (view) => ({
      ...withDeleted(view, [seq], deletedAt),
      lastDeletion: view.lastDeletion + 1,
    }));
    setContact(otherId, (contact) =>
      contact.lastSeq === seq && contact.lastMessage !== null
        ? { ...contact, lastMessage: { ...contact.lastMessage, content: '', deletedAt } }
        : contact,
    );
  });
  const setTypist = (userId: string, isTyping: boolean): void =>
    state.setState(({ typing }) => {
      const { [userId]: _, ...others } = typing;
      return { typing: isTyping ? { ...others, [userId]: true } : others };
    });
  socket.on('typing_start', ({ userId }) => setTypist(userId, true));
  socket.on('typing_stopped', ({ userId }) => setTypist(userId, false));
  socket.on('user_status_change', ({ userId, status }) => {
    setContact(userId, (contact) => ({ ...contact, status }));
    if (status === 'offline') setTypist(userId, false);
  });
  socket.on('waiting-room-message', ({ roomId }) => {
    if (!isFollowed) return;
    const appointment = rooms.state.getState().rooms[roomId]?.room?.appointment;
    if (appointment === undefined) return;
    const { patientId, doctorId } = appointment;
    const otherId = ownId() === doctorId ? patientId : doctorId;
    once(`visit ${roomId}`, VISIT_AFTER_MS, () => {
      void loadList();
      if (viewOf(otherId) !== undefined) void refresh(otherId);
    });
  });
  socket.onOnline(() => {
    letters.flush();
    if (isFollowed) void loadList();
    for (const otherId of Object.keys(state.getState().views)) void refresh(otherId);
  });
  socket.state.subscribe(({ status }, before) => {
    if (status === 'online' || before.status !== 'online') return;
    state.setState(({ views }) => ({
      typing: {},
      views: Object.fromEntries(
        Object.entries(views).flatMap(([id, view]) =>
          view === undefined ? [] : [[id, { ...view, fresh: false }]],
        ),
      ),
    }));
  });

  copy?.onOpened(({ contacts }) => {
    if (state.getState().list === null && contacts.length > 0) state.setState({ list: contacts });
  });

  return {
    state,
    follow() {
      if (isFollowed) return;
      isFollowed = true;
      if (socket.state.getState().status === 'online') void loadList();
    },
    open(otherId) {
      const conversationId = conversationIdOf(ownId(), otherId);
      const isNew = viewOf(otherId) === undefined;
      if (isNew) {
        state.setState(({ views }) => ({ views: { ...views, [otherId]: { ...NEW_VIEW, conversationId } } }));
      }
      setView(otherId, (view) => ({ ...view, opening: true, unreadFrom: null }));
      if (isNew && copy !== undefined) void readCopy(otherId).then(() => refresh(otherId));
      else void refresh(otherId);
    },
    reload: () => void loadList(),
    async loadOlder(otherId, until) {
      const view = viewOf(otherId);
      if (view === undefined || !hasOlder(view) || view.loadingOlder) return;
      const startedIn = epoch;
      setView(otherId, (known) => ({ ...known, loadingOlder: true, problem: null }));
      try {
        for (;;) {
          const first = viewOf(otherId)?.messages[0]?.seq ?? 1;
          if (first <= (until ?? 1)) break;
          const limit = until === undefined ? PAGE : LARGE_PAGE;
          const kept = await copy?.read(otherId, first, limit);
          if (startedIn !== epoch) return;
          if (kept != null && kept.messages.length > 0) {
            setView(otherId, (known) => withMessages(known, kept.messages));
            if (until === undefined) break;
            continue;
          }
          const { messages } = await socket.request('get_messages', {
            conversationId: view.conversationId,
            before: first,
            limit,
          });
          if (startedIn !== epoch) return;
          setView(otherId, (known) => withMessages(known, messages));
          if (until === undefined || messages.length === 0) break;
        }
      } catch (error) {
        if (startedIn === epoch) setView(otherId, (known) => ({ ...known, problem: codeOf(error) }));
      } finally {
        if (startedIn === epoch) setView(otherId, (known) => ({ ...known, loadingOlder: false }));
      }
    },
    markRead(otherId, upTo) {
      const contact = state.getState().list?.find(({ otherUser }) => otherUser._id === otherId);
      if (contact === undefined || contact.unreadCount === 0 || upTo < 1) return;
      socket.request('mark_read', { senderId: otherId, upTo }).then(
        () => {
          const known = state.getState().list?.find(({ otherUser }) => otherUser._id === otherId);
          if (known?.lastSeq === upTo) setContact(otherId, (read) => ({ ...read, unreadCount: 0 }));
          else loadListSoon();
        },
        // Tried again when the connection is back.
        () => undefined,
      );
    },
    markVisitRead(otherId, roomId) {
      socket.request('mark_read', { senderId: otherId, roomId }).then(
        () => {
          if (isFollowed) loadListSoon();
        },
        () => undefined,
      );
    },
    remove: async (messageId) => {
      await socket.request('delete_message', { messageId });
    },
    setTyping: (otherId, isTyping) =>
      tell(isTyping ? 'typing_start' : 'typing_stop', { receiverId: otherId }),
    clear() {
      epoch += 1;
      isFollowed = false;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      state.setState(EMPTY, true);
    },
  };
};

export const isOnline = (status: UserStatus): boolean => status !== 'offline';
