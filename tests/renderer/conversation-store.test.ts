import { createStore } from 'zustand/vanilla';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { createLetterOutbox } from '../../src-renderer/api/outboxes.ts';
import type { SessionState } from '../../src-renderer/api/session.ts';
import { createConversationStore } from '../../src-renderer/features/messages/conversation-store.ts';
import { allUnread } from '../../src-renderer/features/messages/conversations-state.ts';
import type { RoomsState } from '../../src-renderer/features/waiting-room/room-store.ts';
import type { ChatMessage } from '../../server/protocol/index.ts';
import {
  chatContact,
  chatMessage,
  CONVERSATION,
  DOCTOR,
  ownMessage,
  PATIENT,
} from './support/chat-fixtures.ts';
import { createFakeSocket } from './support/fake-socket.ts';
import { appointment, message as waitingMessage, roomState } from './support/fixtures.ts';

/** The doctor's conversations, with a server that has these messages. */
const setUp = (stored: ChatMessage[] = []) => {
  const socket = createFakeSocket();
  const letters = createLetterOutbox(socket, () => 0);
  const rooms = createStore<RoomsState>(() => ({ rooms: {} }));
  const user = { ...DOCTOR, id: DOCTOR._id, isAdmin: false };
  const session = createStore<SessionState>(() => ({ status: 'signedIn', user, visit: null }));
  const store = createConversationStore({
    socket,
    letters,
    rooms: { state: rooms },
    session: { state: session },
  });
  const deleted: number[] = [];
  socket.answer('list_conversations', () => ({
    conversations: [chatContact({ lastSeq: stored.length, unreadCount: stored.length })],
    next: null,
    unreadCount: stored.length,
  }));
  socket.answer('get_messages', ({ before, limit }) => ({
    messages: stored.filter(({ seq }) => seq < before).slice(-(limit ?? 50)),
  }));
  socket.answer('sync', ({ afterSeq, afterDeletion }) => ({
    conversationId: CONVERSATION,
    otherUser: PATIENT,
    messages: stored.filter(({ seq }) => seq > afterSeq).slice(0, 200),
    lastSeq: stored.length,
    deleted: deleted.slice(afterDeletion ?? 0),
    lastDeletion: deleted.length,
    other: { delivered: 0, read: 0 },
    ownRead: 0,
  }));
  const view = () => store.state.getState().views['patient-1'];
  const seqs = () => view()?.messages.map(({ seq }) => seq);
  const sentOf = (name: string) =>
    socket.sent.filter(({ event }) => event === name).map(({ payload }) => payload);
  return { socket, letters, rooms, store, stored, deleted, view, seqs, sentOf };
};

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('conversations in this window', () => {
  it('load the newest page, then older ones, and mark where the unread begin', async () => {
    const { socket, store, view, seqs } = setUp(numbers(1, 120).map((seq) => chatMessage(seq)));
    store.follow();
    socket.goOnline();
    await vi.waitFor(() => expect(store.state.getState().list?.[0]?.unreadCount).toBe(120));
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    expect([seqs(), view()?.name]).toEqual([numbers(71, 120), 'Pat Alpha']);
    await store.loadOlder('patient-1');
    expect(seqs()).toEqual(numbers(21, 120));
    await Promise.all([store.loadOlder('patient-1'), store.loadOlder('patient-1')]);
    expect(seqs()).toEqual(numbers(1, 120));
    await store.loadOlder('patient-1');
    expect(view()).toMatchObject({ loadingOlder: false, unreadFrom: 71 });
  });

  it('take what comes, ask for what was missed, and never show a gap or a double', async () => {
    const { socket, store, stored, view, seqs } = setUp([chatMessage(1)]);
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    stored.push(chatMessage(2));
    socket.receive('new_message', { message: chatMessage(2) });
    socket.receive('new_message', { message: chatMessage(2) });
    expect(seqs()).toEqual([1, 2]);
    stored.push(chatMessage(3), chatMessage(4), chatMessage(5));
    socket.receive('new_message', { message: chatMessage(5) });
    expect(seqs()).toEqual([1, 2]);
    await vi.waitFor(() => expect(seqs()).toEqual([1, 2, 3, 4, 5]));
    socket.goOffline();
    expect(view()?.fresh).toBe(false);
    stored.push(chatMessage(6));
    socket.goOnline();
    await vi.waitFor(() => expect(seqs()).toEqual(numbers(1, 6)));
    expect(view()?.fresh).toBe(true);
  });

  it('send a letter once the connection is back, and show it in one place', async () => {
    const { socket, letters, store, stored, view, seqs, sentOf } = setUp();
    store.open('patient-1');
    letters.send('patient-1', 'hello', 3);
    expect(letters.state.getState().entries).toMatchObject([{ to: 'patient-1', status: 'sending' }]);
    socket.answer('send_message', ({ clientId }) => {
      const message = ownMessage(1, { content: 'hello', clientId: clientId ?? null });
      stored.push(message);
      return { message };
    });
    socket.goOnline();
    await vi.waitFor(() => expect(seqs()).toEqual([1]));
    expect(letters.state.getState().entries).toEqual([]);
    socket.receive('message_sent', { message: ownMessage(1) });
    expect(seqs()).toEqual([1]);
    expect(sentOf('send_message')).toMatchObject([{ receiverId: 'patient-1', content: 'hello', replyTo: 3 }]);
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
  });

  it('follow what becomes of own messages, and what is taken back', async () => {
    const { socket, store, deleted, view } = setUp([ownMessage(1), ownMessage(2), chatMessage(3)]);
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    const states = () => view()?.messages.map(({ status }) => status);
    const at = { userId: 'patient-1', conversationId: CONVERSATION, after: 0 };
    socket.receive('messages_delivered', { ...at, upTo: 2, deliveredAt: '2026-01-01T10:01:00.000Z' });
    expect(states()).toEqual(['delivered', 'delivered', 'sent']);
    socket.receive('messages_read', { ...at, upTo: 1, readAt: '2026-01-01T10:02:00.000Z' });
    expect(states()).toEqual(['read', 'delivered', 'sent']);
    socket.receive('message_deleted', {
      messageId: 'm-3',
      conversationId: CONVERSATION,
      seq: 3,
      roomId: null,
      deletedAt: '2026-01-01T10:03:00.000Z',
    });
    expect(view()?.messages[2]).toMatchObject({ content: '', deletedAt: '2026-01-01T10:03:00.000Z' });
    socket.goOffline();
    deleted.push(3, 1);
    socket.goOnline();
    await vi.waitFor(() => expect(view()?.messages[0]?.content).toBe(''));
    expect(view()?.lastDeletion).toBe(2);
  });

  it('keep what was told of a message that comes later, or once more in an older state', async () => {
    const { socket, store, stored, view } = setUp([ownMessage(1)]);
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    const states = () => view()?.messages.map(({ status, deletedAt }) => [status, deletedAt !== null]);
    const at = { userId: 'patient-1', conversationId: CONVERSATION };
    socket.receive('messages_read', { ...at, after: 0, upTo: 2, readAt: '2026-01-01T10:02:00.000Z' });
    socket.receive('messages_delivered', {
      ...at,
      after: 2,
      upTo: 3,
      deliveredAt: '2026-01-01T10:03:00.000Z',
    });
    for (const seq of [2, 3, 4]) {
      stored.push(ownMessage(seq));
      socket.receive('message_sent', { message: ownMessage(seq) });
    }
    const deletion = { conversationId: CONVERSATION, roomId: null, deletedAt: '2026-01-01T10:04:00.000Z' };
    socket.receive('message_deleted', { ...deletion, messageId: 'm-4', seq: 4 });
    const expected = [
      ['read', false],
      ['read', false],
      ['delivered', false],
      ['sent', true],
    ];
    expect(states()).toEqual(expected);
    for (const seq of [4, 1, 2, 3]) socket.receive('message_sent', { message: ownMessage(seq) });
    expect(states()).toEqual(expected);
  });

  it('learn of a deletion that was missed although another one came since', async () => {
    const { socket, store, deleted, view } = setUp([chatMessage(1), chatMessage(2), chatMessage(3)]);
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    socket.goOffline();
    socket.answer('sync', () => {
      throw new ApiError('timeout');
    });
    deleted.push(1, 2);
    socket.goOnline();
    await vi.waitFor(() => expect(view()?.problem).toBe('timeout'));
    const told = { conversationId: CONVERSATION, roomId: null, deletedAt: '2026-01-01T10:04:00.000Z' };
    socket.receive('message_deleted', { ...told, messageId: 'm-2', seq: 2 });
    expect(view()?.messages.map(({ content }) => content)).toEqual(['text 1', '', 'text 3']);
    expect(view()?.lastDeletion).toBe(0);
  });

  it('tell once how far they have received, and never less than before', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { socket, store, sentOf } = setUp();
    store.follow();
    socket.goOnline();
    for (const seq of [1, 2, 3, 1]) socket.receive('new_message', { message: chatMessage(seq) });
    await vi.waitFor(() => expect(sentOf('mark_delivered')).toEqual([{ senderId: 'patient-1', upTo: 3 }]));
    vi.useRealTimers();
  });

  it('keep the list: the newest first, unread counted, read here or on another device', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { socket, store, sentOf } = setUp();
    const first = () => store.state.getState().list?.[0];
    store.follow();
    socket.goOnline();
    await vi.waitFor(() => expect(first()).toBeDefined());
    socket.receive('new_message', { message: chatMessage(1) });
    socket.receive('new_message', { message: chatMessage(2) });
    expect(first()).toMatchObject({ unreadCount: 2, lastMessage: { content: 'text 2' }, lastSeq: 2 });
    await vi.waitFor(() => expect(sentOf('mark_delivered')).toEqual([{ senderId: 'patient-1', upTo: 2 }]));
    store.markRead('patient-1', 2);
    await vi.waitFor(() => expect(first()?.unreadCount).toBe(0));
    expect(sentOf('mark_read')).toEqual([{ senderId: 'patient-1', upTo: 2 }]);
    store.markRead('patient-1', 2);
    expect(sentOf('mark_read')).toHaveLength(1);
    socket.receive('new_message', { message: chatMessage(3) });
    socket.receive('conversation_read', { conversationId: CONVERSATION, upTo: 3 });
    expect(first()?.unreadCount).toBe(0);
    socket.receive('user_status_change', { userId: 'patient-1', isOnline: true, status: 'busy' });
    expect(first()?.status).toBe('busy');
    vi.useRealTimers();
  });

  it('show who types until that stops, or the connection does', () => {
    const { socket, store } = setUp();
    const typing = () => Object.keys(store.state.getState().typing);
    socket.goOnline();
    socket.receive('typing_start', { userId: 'patient-1' });
    expect(typing()).toEqual(['patient-1']);
    socket.receive('typing_stopped', { userId: 'patient-1' });
    expect(typing()).toEqual([]);
    socket.receive('typing_start', { userId: 'patient-1' });
    socket.goOffline();
    expect(typing()).toEqual([]);
  });

  it('hear of what is said in a visit by its room', async () => {
    const { socket, rooms, store, stored, view, seqs } = setUp([chatMessage(1)]);
    rooms.setState({
      rooms: {
        'room-1': {
          room: roomState({ appointment: appointment({ doctorId: 'doctor-1', patientId: 'patient-1' }) }),
          fresh: true,
          clockOffset: 0,
          problem: null,
        },
      },
    });
    store.follow();
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    stored.push(chatMessage(2, { roomId: 'room-1' }));
    socket.receive('waiting-room-message', waitingMessage(1));
    store.open('patient-1');
    await vi.waitFor(() => expect(store.state.getState().list?.[0]?.lastSeq).toBe(2));
    await vi.waitFor(() => expect(seqs()).toEqual([1, 2]));
  });

  it('go to a message far back and to the newest again, and load what is next to where they are', async () => {
    const { socket, store, stored, view, seqs, sentOf } = setUp(
      numbers(1, 100_000).map((seq) => chatMessage(seq)),
    );
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    await store.loadAround('patient-1', 99_900);
    expect([seqs()?.[0], seqs()?.length]).toEqual([99_751, 250]);
    await store.loadAround('patient-1', 500);
    expect(seqs()).toEqual(numbers(451, 550));
    expect(sentOf('get_messages')).toHaveLength(3);
    await Promise.all([store.loadOlder('patient-1'), store.loadNewer('patient-1')]);
    expect(seqs()).toEqual(numbers(401, 600));
    stored.push(chatMessage(100_001));
    socket.receive('new_message', { message: chatMessage(100_001) });
    socket.goOffline();
    stored.push(chatMessage(100_002));
    socket.goOnline();
    await vi.waitFor(() => expect(view()).toMatchObject({ fresh: true, lastSeq: 100_002 }));
    expect(seqs()).toEqual(numbers(401, 600));
    await store.loadNewest('patient-1');
    expect(seqs()).toEqual(numbers(99_953, 100_002));
    await store.loadNewer('patient-1');
    await store.loadNewest('patient-1');
    expect(view()).toMatchObject({ loadingOlder: false, loadingNewer: false, problem: null });
    expect(sentOf('get_messages')).toHaveLength(6);

    // Whoever comes back is where the newest is, and of what is left not much is kept.
    await store.loadAround('patient-1', 500);
    store.open('patient-1');
    await vi.waitFor(() => expect(seqs()).toEqual(numbers(99_953, 100_002)));
    for (let page = 0; page < 5; page += 1) await store.loadOlder('patient-1');
    expect(seqs()).toHaveLength(300);
    store.open('patient-2');
    expect(seqs()).toEqual(numbers(99_803, 100_002));
  });

  it('know more people than they have loaded: in pages, one by one, and by the number of what is unread', async () => {
    const { socket, store, sentOf } = setUp();
    const person = (number: number) =>
      chatContact({
        conversationId: `doctor-1_p-${number}`,
        otherUser: { ...PATIENT, _id: `p-${number}` },
        lastSeq: 1,
        unreadCount: 1,
      });
    socket.answer('list_conversations', ({ before, limit, otherUserId }) => {
      const all = numbers(1, 120);
      const from = all.slice(before ?? 0);
      const page = otherUserId == null ? from.slice(0, limit ?? 120) : [Number(otherUserId.slice(2))];
      const next = otherUserId == null && from.length > page.length ? (page.at(-1) ?? null) : null;
      return { conversations: page.map(person), next, unreadCount: 120 };
    });
    const ids = () => store.state.getState().list?.map(({ otherUser }) => otherUser._id);
    const unread = () => allUnread(store.state.getState());
    store.follow();
    socket.goOnline();
    await vi.waitFor(() => expect(ids()).toHaveLength(50));
    expect(unread()).toBe(120);
    store.loadMore();
    store.loadMore();
    await vi.waitFor(() => expect(ids()).toEqual(numbers(1, 100).map((number) => `p-${number}`)));
    expect(sentOf('list_conversations').slice(-1)).toEqual([{ before: 50, limit: 50 }]);
    store.open('p-115');
    await vi.waitFor(() => expect(ids()).toHaveLength(101));
    const from = chatMessage(2, { sender: { ...PATIENT, _id: 'p-118' }, conversationId: 'doctor-1_p-118' });
    socket.receive('new_message', { message: from });
    await vi.waitFor(() => expect(ids()).toContain('p-118'));
    expect(unread()).toBe(120);
    store.loadMore();
    await vi.waitFor(() => expect(ids()).toHaveLength(120));
    expect([unread(), store.state.getState().next, store.state.getState().unreadElsewhere]).toEqual([
      120,
      null,
      0,
    ]);
    store.loadMore();
    expect(sentOf('list_conversations')).toHaveLength(5);
  });

  it('say what went wrong, and forget everything with the person', async () => {
    const { socket, store, view } = setUp();
    socket.answer('get_messages', () => {
      throw new ApiError('forbidden');
    });
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.problem).toBe('forbidden'));
    store.clear();
    expect(store.state.getState()).toEqual({
      list: null,
      next: null,
      unreadElsewhere: 0,
      problem: null,
      views: {},
      typing: {},
    });
  });
});
