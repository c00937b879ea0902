import { createStore } from 'zustand/vanilla';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { createLetterOutbox } from '../../src-renderer/api/outboxes.ts';
import type { SessionState } from '../../src-renderer/api/session.ts';
import { createConversationStore } from '../../src-renderer/features/messages/conversation-store.ts';
import type { RoomsState } from '../../src-renderer/features/waiting-room/room-store.ts';
import type { ChatMessage, Contact, UserSummary } from '../../server/protocol/index.ts';
import { createFakeSocket } from './support/fake-socket.ts';
import { appointment, message as waitingMessage, roomState } from './support/fixtures.ts';

const DOCTOR: UserSummary = { _id: 'doctor-1', fullname: 'Dr Ada One', email: null, role: 'doctor' };
const PATIENT: UserSummary = { _id: 'patient-1', fullname: 'Pat Alpha', email: null, role: 'patient' };
const CONVERSATION = 'doctor-1_patient-1';

const chat = (seq: number, changes: Partial<ChatMessage> = {}): ChatMessage => ({
  _id: `m-${seq}`,
  id: `m-${seq}`,
  seq,
  sender: PATIENT,
  receiver: DOCTOR,
  content: `text ${seq}`,
  messageType: 'text',
  fileUrl: null,
  fileName: null,
  isRead: false,
  readAt: null,
  conversationId: CONVERSATION,
  createdAt: '2026-01-01T10:00:00.000Z',
  updatedAt: '2026-01-01T10:00:00.000Z',
  status: 'sent',
  deliveredAt: null,
  replyTo: null,
  roomId: null,
  clientId: null,
  deletedAt: null,
  ...changes,
});
const own = { sender: DOCTOR, receiver: PATIENT };

const contact = (changes: Partial<Contact> = {}): Contact => ({
  conversationId: CONVERSATION,
  otherUser: PATIENT,
  lastMessage: null,
  unreadCount: 0,
  lastSeq: 0,
  status: 'offline',
  hasAccount: true,
  ...changes,
});

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
    conversations: [contact({ lastSeq: stored.length, unreadCount: stored.length })],
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
    const { socket, store, view, seqs } = setUp(numbers(1, 120).map((seq) => chat(seq)));
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
    const { socket, store, stored, view, seqs } = setUp([chat(1)]);
    socket.goOnline();
    store.open('patient-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    stored.push(chat(2));
    socket.receive('new_message', { message: chat(2) });
    socket.receive('new_message', { message: chat(2) });
    expect(seqs()).toEqual([1, 2]);
    stored.push(chat(3), chat(4), chat(5));
    socket.receive('new_message', { message: chat(5) });
    expect(seqs()).toEqual([1, 2]);
    await vi.waitFor(() => expect(seqs()).toEqual([1, 2, 3, 4, 5]));
    socket.goOffline();
    expect(view()?.fresh).toBe(false);
    stored.push(chat(6));
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
      const message = chat(1, { ...own, content: 'hello', clientId: clientId ?? null });
      stored.push(message);
      return { message };
    });
    socket.goOnline();
    await vi.waitFor(() => expect(seqs()).toEqual([1]));
    expect(letters.state.getState().entries).toEqual([]);
    socket.receive('message_sent', { message: chat(1, own) });
    expect(seqs()).toEqual([1]);
    expect(sentOf('send_message')).toMatchObject([{ receiverId: 'patient-1', content: 'hello', replyTo: 3 }]);
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
  });

  it('follow what becomes of own messages, and what is taken back', async () => {
    const { socket, store, deleted, view } = setUp([chat(1, own), chat(2, own), chat(3)]);
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
    const { socket, store, stored, view } = setUp([chat(1, own)]);
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
      stored.push(chat(seq, own));
      socket.receive('message_sent', { message: chat(seq, own) });
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
    for (const seq of [4, 1, 2, 3]) socket.receive('message_sent', { message: chat(seq, own) });
    expect(states()).toEqual(expected);
  });

  it('learn of a deletion that was missed although another one came since', async () => {
    const { socket, store, deleted, view } = setUp([chat(1), chat(2), chat(3)]);
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
    for (const seq of [1, 2, 3, 1]) socket.receive('new_message', { message: chat(seq) });
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
    socket.receive('new_message', { message: chat(1) });
    socket.receive('new_message', { message: chat(2) });
    expect(first()).toMatchObject({ unreadCount: 2, lastMessage: { content: 'text 2' }, lastSeq: 2 });
    await vi.waitFor(() => expect(sentOf('mark_delivered')).toEqual([{ senderId: 'patient-1', upTo: 2 }]));
    store.markRead('patient-1', 2);
    await vi.waitFor(() => expect(first()?.unreadCount).toBe(0));
    expect(sentOf('mark_read')).toEqual([{ senderId: 'patient-1', upTo: 2 }]);
    store.markRead('patient-1', 2);
    expect(sentOf('mark_read')).toHaveLength(1);
    socket.receive('new_message', { message: chat(3) });
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
    const { socket, rooms, store, stored, view, seqs } = setUp([chat(1)]);
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
    stored.push(chat(2, { roomId: 'room-1' }));
    socket.receive('waiting-room-message', waitingMessage(1));
    store.open('patient-1');
    await vi.waitFor(() => expect(store.state.getState().list?.[0]?.lastSeq).toBe(2));
    await vi.waitFor(() => expect(seqs()).toEqual([1, 2]));
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
    expect(store.state.getState()).toEqual({ list: null, problem: null, views: {}, typing: {} });
  });
});
