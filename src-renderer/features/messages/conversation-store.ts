import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  conversationIdOf,
  REACTIONS_PAGE,
  type ChatMessage,
  type Contact,
} from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { Outbox } from '../../api/outbox.ts';
import type { Session } from '../../api/session.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { createDeliveredTeller } from './delivered-teller.ts';
import { syncedChanges } from './keep-conversations.ts';
import type { RoomStore } from '../waiting-room/room-store.ts';
import { createContactPages, withLastRead, withNewest } from './contact-pages.ts';
import {
  hasNewer,
  leavesGap,
  NEW_VIEW,
  withDeleted,
  withDelivered,
  withMessages,
  withRead,
  whenLeft,
  type ConversationView,
} from './conversation-view.ts';
import { NO_CONVERSATIONS, type ConversationsState } from './conversations-state.ts';
import { createLateCalls } from './late-calls.ts';
import { createMessagePages } from './message-pages.ts';
import { createRelationActions, type RelationActions } from './relation-actions.ts';
import { withMissed } from './synced-view.ts';

/** The conversations of whoever is signed in: in memory, and in the app read from its copy first. */
export type ConversationStore = RelationActions & {
  readonly state: StoreApi<ConversationsState>;
  /** Loads the list now and after each reconnection; from then on it follows what happens. */
  follow(): void;
  /** Loads a conversation, or what was missed of it. */
  open(otherId: string): void;
  /** Asks for the list again. */
  reload(): void;
  /** Loads the next conversations of the list. */
  loadMore(): void;
  /** Loads the messages before those that are known. */
  loadOlder(otherId: string): Promise<void>;
  /** Loads the messages after those that are known, if they do not reach the newest. */
  loadNewer(otherId: string): Promise<void>;
  /** Loads the messages around this one, in place of the others if it is far from them. */
  loadAround(otherId: string, seq: number): Promise<void>;
  /** Loads the newest messages in place of those that do not reach them. */
  loadNewest(otherId: string): Promise<void>;
  /** Everything up to this number has been seen. */
  markRead(otherId: string, upTo: number): void;
  /** What was written in a visit has been seen in its room. */
  markVisitRead(otherId: string, roomId: string): void;
  /** Takes an own message back. @throws ApiError */
  remove(messageId: string): Promise<void>;
  setTyping(otherId: string, isTyping: boolean): void;
  clear(): void;
};

const LIST_AFTER_MS = 100;
/** What is read of the copy at first. */
const PAGE = 50;
/** Before it, everything is older: the newest page. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;
/** A visit's messages come by its room; the conversation asks for them once it is quiet. */
const VISIT_AFTER_MS = 300;

export const createConversationStore = ({
  socket,
  letters,
  rooms,
  session,
  copy,
}: {
  socket: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'>;
  letters: Pick<Outbox<ChatMessage>, 'flush' | 'onStored'>;
  /** Visits that go on beside the conversations; a client without waiting rooms has none. */
  rooms?: Pick<RoomStore, 'state'> | undefined;
  session: Pick<Session, 'state'>;
  /** What this computer has kept; none in a browser. */
  copy?: Pick<ConversationCopy, 'read' | 'change' | 'onOpened'> | undefined;
}): ConversationStore => {
  const state = createStore<ConversationsState>(() => NO_CONVERSATIONS);
  const later = createLateCalls();
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
  const { once } = later;
  /** What is lost of it is said again after the next connection. */
  const tell = (...request: Parameters<SocketClient['request']>): void =>
    void socket.request(...request).catch(() => undefined);

  const delivered = createDeliveredTeller((senderId, upTo) => tell('mark_delivered', { senderId, upTo }));
  const tellDelivered = delivered.upTo;

  const contacts = createContactPages({
    socket,
    state,
    onLoaded: ({ otherUser, unreadCount, lastSeq }) => {
      if (unreadCount > 0) tellDelivered(otherUser._id, lastSeq);
    },
  });
  const contactOf = (otherId: string) =>
    state.getState().list?.find(({ otherUser }) => otherUser._id === otherId);
  const loadListSoon = (): void => once('list', LIST_AFTER_MS, () => void contacts.load());

  const pages = createMessagePages({
    socket,
    viewOf,
    setView,
    epoch: () => epoch,
    onBehind: (otherId) => void refresh(otherId),
    copy,
  });

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
      const missed = await socket.request('sync', {
        conversationId: view.conversationId,
        afterSeq: view.lastSeq,
        afterDeletion: view.lastDeletion,
        afterReaction: view.lastReaction,
      });
      const { messages, lastSeq, reactions = [] } = missed;
      const at = new Date().toISOString();
      copy?.change(...syncedChanges(otherId, missed, at));
      setView(otherId, (known) => withMissed(known, otherId, missed, at));
      const reached = viewOf(otherId)?.lastSeq ?? lastSeq;
      if ((messages.length === 0 || reached >= lastSeq) && reactions.length < REACTIONS_PAGE) return;
    }
  };

  const refresh = async (otherId: string): Promise<void> => {
    const startedIn = epoch;
    const view = viewOf(otherId);
    // The next connection asks for it.
    if (view === undefined || socket.state.getState().status !== 'online') return;
    if (view.problem !== null) setView(otherId, (known) => ({ ...known, problem: null }));
    try {
      if (view.messages.length === 0) {
        const { messages, lastReaction = 0 } = await pages.newest(view);
        setView(otherId, (known) => ({ ...withMessages(known, messages), lastReaction }));
      }
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
      // What is known may have been answered since it was sent.
      else if (message.seq > view.lastSeq) setView(otherId, (known) => withMessages(known, [message]));
    }
    const { list } = state.getState();
    if (list === null) return;
    const known = contactOf(otherId);
    if (known === undefined) {
      void contacts.loadOne(otherId);
      return;
    }
    if (message.seq <= known.lastSeq) return;
    const others = list.filter((contact) => contact !== known);
    state.setState({ list: [withNewest(known, message), ...others] });
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
    const contact = otherId === null ? undefined : contactOf(otherId);
    if (otherId === null || contact === undefined) {
      if (state.getState().unreadElsewhere > 0) loadListSoon();
      return;
    }
    if (contact.unreadCount === 0) return;
    if (upTo >= contact.lastSeq) setContact(otherId, (known) => ({ ...known, unreadCount: 0 }));
    else loadListSoon();
  });
  socket.on('message_deleted', ({ conversationId, seq, deletedAt }) => {
    const otherId = otherOf(conversationId);
    if (otherId === null) return;
    setView(otherId, (view) => ({
      ...withDeleted(view, [seq], deletedAt),
      // As long as others may have been missed, this one does not stand for them.
      lastDeletion: view.fresh ? view.lastDeletion + 1 : view.lastDeletion,
    }));
    setContact(otherId, (contact) =>
      contact.lastSeq === seq && contact.lastMessage !== null
        ? { ...contact, lastMessage: { ...contact.lastMessage, content: '', deletedAt } }
        : contact,
    );
  });
  const relationActions = createRelationActions({
    socket,
    ownId,
    otherOf,
    viewOf,
    setView,
    contactOf,
    setContact,
    refresh,
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
    const appointment = rooms?.state.getState().rooms[roomId]?.room?.appointment;
    if (appointment === undefined) return;
    const { patientId, doctorId } = appointment;
    const otherId = ownId() === doctorId ? patientId : doctorId;
    once(`visit ${roomId}`, VISIT_AFTER_MS, () => {
      void contacts.load();
      if (viewOf(otherId) !== undefined) void refresh(otherId);
    });
  });
  socket.onOnline(() => {
    letters.flush();
    if (isFollowed) void contacts.load();
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
      if (socket.state.getState().status === 'online') void contacts.load();
    },
    open(otherId) {
      const conversationId = conversationIdOf(ownId(), otherId);
      const isNew = viewOf(otherId) === undefined;
      state.setState(({ views }) => {
        const left: Partial<Record<string, ConversationView>> = {};
        for (const [id, view] of Object.entries(views)) {
          const kept = view === undefined || id === otherId ? null : whenLeft(view);
          if (kept !== null) left[id] = kept;
        }
        const view = views[otherId];
        // Whoever comes back is where the newest is.
        const opened = view === undefined || hasNewer(view) ? { ...NEW_VIEW, conversationId } : view;
        return { views: { ...left, [otherId]: opened } };
      });
      setView(otherId, (view) => ({ ...view, opening: true, unreadFrom: null }));
      const { list } = state.getState();
      if (list !== null && contactOf(otherId) === undefined) void contacts.loadOne(otherId);
      if (isNew && copy !== undefined) void readCopy(otherId).then(() => refresh(otherId));
      else void refresh(otherId);
    },
    reload: () => void contacts.load(),
    loadMore: () => void contacts.loadMore(),
    loadOlder: pages.loadOlder,
    loadNewer: pages.loadNewer,
    loadAround: pages.loadAround,
    loadNewest: pages.loadNewest,
    markRead(otherId, upTo) {
      const contact = contactOf(otherId);
      if (contact === undefined || contact.unreadCount === 0 || upTo < 1) return;
      socket.request('mark_read', { senderId: otherId, upTo }).then(
        () => {
          const known = contactOf(otherId);
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
    ...relationActions,
    setTyping: (otherId, isTyping) =>
      tell(isTyping ? 'typing_start' : 'typing_stop', { receiverId: otherId }),
    clear() {
      epoch += 1;
      isFollowed = false;
      later.clear();
      contacts.forget();
      delivered.clear();
      state.setState(NO_CONVERSATIONS, true);
    },
  };
};
