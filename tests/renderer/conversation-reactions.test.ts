import { createStore } from 'zustand/vanilla';
import { describe, expect, it, vi } from 'vitest';
import type { ReactionChange, ServerPayload } from '../../server/protocol/index.ts';
import { createLetterOutbox } from '../../src-renderer/api/outboxes.ts';
import type { SessionState } from '../../src-renderer/api/session.ts';
import { createConversationStore } from '../../src-renderer/features/messages/conversation-store.ts';
import type { RoomsState } from '../../src-renderer/features/waiting-room/room-store.ts';
import { chatContact, chatMessage, CONVERSATION, DOCTOR, PATIENT } from './support/chat-fixtures.ts';
import { createFakeSocket } from './support/fake-socket.ts';

/** The doctor's conversation of two messages, with a server that has these changes. */
const setUp = async () => {
  const socket = createFakeSocket();
  const user = { ...DOCTOR, id: DOCTOR._id, isAdmin: false };
  const store = createConversationStore({
    socket,
    letters: createLetterOutbox(socket, () => 0),
    rooms: { state: createStore<RoomsState>(() => ({ rooms: {} })) },
    session: { state: createStore<SessionState>(() => ({ status: 'signedIn', user, visit: null })) },
  });
  const changes: ReactionChange[] = [];
  const lastReaction = () => Math.max(0, ...changes.map(({ number }) => number));
  socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: [chatContact({ lastSeq: 2 })],
  }));
  socket.answer('get_messages', ({ before }) => ({
    messages: before > 2 ? [chatMessage(1), chatMessage(2)] : [],
    lastReaction: lastReaction(),
  }));
  socket.answer('sync', ({ afterReaction }) => ({
    conversationId: CONVERSATION,
    otherUser: PATIENT,
    messages: [],
    lastSeq: 2,
    deleted: [],
    lastDeletion: 0,
    reactions: changes.filter(({ number }) => number > (afterReaction ?? 0)),
    lastReaction: lastReaction(),
    other: { delivered: 0, read: 0 },
    ownRead: 0,
  }));
  socket.goOnline();
  store.follow();
  store.open('patient-1');
  const view = () => store.state.getState().views['patient-1'];
  await vi.waitFor(() => expect(view()?.fresh).toBe(true));
  const change = (seq: number, emoji: string | null, number: number): ReactionChange => ({
    seq,
    userId: PATIENT._id,
    emoji,
    number,
  });
  const tell = (told: ReactionChange) => {
    changes.push(told);
    const payload: ServerPayload<'message_reaction'> = {
      ...told,
      messageId: `relation-${told.seq}`,
      conversationId: CONVERSATION,
      roomId: null,
      reactedAt: '2026-01-01T10:00:00.000Z',
    };
    socket.receive('message_reaction', payload);
  };
  const signs = () => view()?.messages.map(({ reactions }) => reactions?.map(({ emoji }) => emoji));
  const syncs = () =>
    socket.sent.filter(({ event }) => event === 'sync').map(({ payload }) => payload as object);
  return { socket, store, view, change, changes, tell, signs, syncs };
};

describe('[S1-Z03] signs in this window', () => {
  it('come and go with the events, of which none is overlooked', async () => {
    const { change, changes, tell, signs, syncs } = await setUp();
    tell(change(1, '👍', 1));
    tell(change(2, '✅', 2));
    tell(change(1, null, 3));
    expect(signs()).toEqual([undefined, ['✅']]);
    expect(syncs()).toHaveLength(1);
    // One was missed: the next is not shown before that is known.
    changes.push(change(1, '🙏', 4));
    tell(change(2, '❓', 5));
    await vi.waitFor(() => expect(signs()).toEqual([['🙏'], ['❓']]));
    expect(syncs().at(-1)).toMatchObject({ afterReaction: 3 });
  });

  it('are asked for after an absence, and an answer from before does not undo an event', async () => {
    const { socket, change, changes, tell, signs, syncs, view } = await setUp();
    tell(change(1, '👍', 1));
    socket.goOffline();
    changes.push(change(2, '✅', 2));
    socket.goOnline();
    await vi.waitFor(() => expect(signs()).toEqual([['👍'], ['✅']]));
    expect(syncs().at(-1)).toMatchObject({ afterReaction: 1 });
    let answer = () => {};
    const state = {
      conversationId: CONVERSATION,
      otherUser: PATIENT,
      messages: [],
      lastSeq: 2,
      deleted: [],
      lastDeletion: 0,
      other: { delivered: 0, read: 0 },
      ownRead: 0,
    };
    socket.answer('sync', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { ...state, reactions: [change(2, '😊', 3)], lastReaction: 3 };
    });
    socket.goOffline();
    socket.goOnline();
    // Both are told at once while the answer is under way.
    tell(change(2, '😊', 3));
    tell(change(2, null, 4));
    answer();
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    expect(signs()).toEqual([['👍'], undefined]);
  });

  it('are not lost with an answer that tells a message as it was when it was sent', async () => {
    const { socket, change, tell, signs } = await setUp();
    tell(change(2, '👍', 1));
    socket.receive('new_message', { message: chatMessage(2) });
    expect(signs()).toEqual([undefined, ['👍']]);
  });
});

describe('[S1-Z08] the archive in this window', () => {
  it('is told with what is known, follows other devices, and ends with a new message', async () => {
    const { socket, store } = await setUp();
    const isArchived = () => store.state.getState().list?.[0]?.archived;
    socket.answer('archive_conversation', ({ archived }) => ({ archived }));
    await store.archive('patient-1', true);
    expect(isArchived()).toBe(true);
    expect(socket.sent.at(-1)?.payload).toEqual({ conversationId: CONVERSATION, archived: true, upTo: 2 });
    socket.receive('conversation_archived', { conversationId: CONVERSATION, archived: false });
    expect(isArchived()).toBe(false);
    socket.receive('conversation_archived', { conversationId: CONVERSATION, archived: true });
    socket.receive('new_message', { message: chatMessage(3) });
    expect(isArchived()).toBe(false);
  });
});
