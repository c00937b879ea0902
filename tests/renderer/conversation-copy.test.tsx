import { act, screen, waitFor } from '@testing-library/react';
import { createStore } from 'zustand/vanilla';
import { describe, expect, it, vi } from 'vitest';
import type { ChatMessage, Contact, UserSummary } from '../../server/protocol/index.ts';
import { createConversationCopy } from '../../src-renderer/api/conversation-copy.ts';
import { createHttp } from '../../src-renderer/api/http.ts';
import { createLetterOutbox } from '../../src-renderer/api/outboxes.ts';
import { createSession, type SessionState } from '../../src-renderer/api/session.ts';
import { CopyNotice } from '../../src-renderer/features/messages/copy-notice.tsx';
import { createConversationStore } from '../../src-renderer/features/messages/conversation-store.ts';
import { createDeletions } from '../../src-renderer/features/messages/deletions.ts';
import { keepConversations } from '../../src-renderer/features/messages/keep-conversations.ts';
import { SignOutDialog } from '../../src-renderer/features/sign-out/sign-out-dialog.tsx';
import { createSignOut } from '../../src-renderer/features/sign-out/sign-out.ts';
import { countUnsent } from '../../src-renderer/features/sign-out/unsent.ts';
import type { RoomsState } from '../../src-renderer/features/waiting-room/room-store.ts';
import { createFakeDisk, type FakeDisk } from './support/fake-cache.ts';
import { createFakeFetch, type FakeAnswer } from './support/fake-fetch.ts';
import { createFakePlatform } from './support/fake-platform.ts';
import { createFakeSocket } from './support/fake-socket.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const OTHER: UserSummary = { _id: 'patient-1', fullname: 'Pat Alpha', email: null, role: 'patient' };
const SELF: UserSummary = { _id: doctor.id, fullname: doctor.fullname, email: null, role: 'doctor' };
const CONVERSATION = [doctor.id, 'patient-1'].toSorted().join('_');

const chat = (seq: number, changes: Partial<ChatMessage> = {}): ChatMessage => ({
  _id: `m-${seq}`,
  id: `m-${seq}`,
  seq,
  sender: OTHER,
  receiver: SELF,
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
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const contact = (lastSeq: number): Contact => ({
  conversationId: CONVERSATION,
  otherUser: OTHER,
  lastMessage: null,
  unreadCount: 0,
  lastSeq,
  status: 'offline',
  hasAccount: true,
});

/** The doctor's window over a disk and a server that has these messages. */
const setUp = (disk: FakeDisk, stored: ChatMessage[] = []) => {
  const socket = createFakeSocket();
  const copy = createConversationCopy(disk.cache());
  const letters = createLetterOutbox(socket, () => 0, copy);
  const session = createStore<SessionState>(() => ({ status: 'signedIn', user: doctor, visit: null }));
  const store = createConversationStore({
    socket,
    letters,
    rooms: { state: createStore<RoomsState>(() => ({ rooms: {} })) },
    session: { state: session },
    copy,
  });
  keepConversations({ conversations: store, socket, copy });
  createDeletions({ conversations: store, socket, copy });
  const synced: unknown[] = [];
  socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: [contact(stored.length)],
  }));
  socket.answer('get_messages', ({ before, limit }) => ({
    messages: stored.filter(({ seq }) => seq < before).slice(-(limit ?? 50)),
  }));
  socket.answer('sync', ({ afterSeq, afterDeletion }) => {
    synced.push([afterSeq, afterDeletion]);
    return {
      conversationId: CONVERSATION,
      otherUser: OTHER,
      messages: stored.filter(({ seq }) => seq > afterSeq).slice(0, 200),
      lastSeq: stored.length,
      deleted: [2],
      lastDeletion: 3,
      other: { delivered: 4, read: 3 },
      ownRead: 0,
    };
  });
  const seqs = () => store.state.getState().views['patient-1']?.messages.map(({ seq }) => seq);
  return { socket, copy, letters, store, synced, seqs };
};

describe('conversations with a copy on this computer', () => {
  it('open from it without the network, and sync from where it ends', async () => {
    const disk = createFakeDisk();
    disk.contacts = [contact(60)];
    disk.messages = numbers(1, 60).map((seq) => chat(seq));
    disk.lastDeletion = 2;
    const stored = numbers(1, 62).map((seq) => chat(seq));
    const { socket, copy, store, synced, seqs } = setUp(disk, stored);
    copy.open(doctor);
    store.follow();
    store.open('patient-1');
    await vi.waitFor(() => expect(seqs()).toEqual(numbers(11, 60)));
    expect(store.state.getState().list).toEqual([contact(60)]);
    await store.loadOlder('patient-1');
    expect(seqs()).toEqual(numbers(1, 60));
    expect(socket.sent).toEqual([]);

    socket.goOnline();
    await vi.waitFor(() => expect(seqs()).toEqual(numbers(1, 62)));
    expect(synced).toEqual([[60, 2]]);
    await vi.waitFor(() =>
      expect(disk.changes.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['messages', 'deleted', 'deletions', 'read', 'delivered']),
      ),
    );
    const written = disk.changes.flatMap((change) => (change.kind === 'messages' ? change.messages : []));
    expect(written.map(({ seq }) => seq)).toEqual(expect.arrayContaining([61, 62]));
    expect(disk.changes).toContainEqual({ kind: 'deletions', otherId: 'patient-1', count: 3 });
  });

  it('keep what happens in those that are not open', async () => {
    const disk = createFakeDisk();
    const { socket, copy, store } = setUp(disk);
    copy.open(doctor);
    await copy.ready();
    socket.goOnline();
    store.follow();
    await vi.waitFor(() => expect(store.state.getState().list).not.toBeNull());
    const at = '2026-01-01T11:00:00.000Z';
    socket.receive('new_message', { message: chat(1) });
    socket.receive('messages_read', {
      userId: 'patient-1',
      conversationId: CONVERSATION,
      after: 0,
      upTo: 3,
      readAt: at,
    });
    socket.receive('message_deleted', {
      messageId: 'm-1',
      conversationId: CONVERSATION,
      seq: 1,
      roomId: null,
      deletedAt: at,
    });
    await vi.waitFor(() =>
      expect(disk.changes).toEqual(
        expect.arrayContaining([
          { kind: 'messages', messages: [chat(1)] },
          { kind: 'read', otherId: 'patient-1', after: 0, upTo: 3, at },
          { kind: 'deleted', otherId: 'patient-1', seqs: [1], at },
        ]),
      ),
    );
  });

  it('keep what is being written, and forget it when it is sent', async () => {
    const disk = createFakeDisk();
    const { copy, letters } = setUp(disk);
    copy.open(doctor);
    await copy.ready();
    letters.write('patient-1', 'half a');
    letters.write('patient-1', 'half a sentence');
    await vi.waitFor(() => expect([...disk.drafts]).toEqual([['patient-1', 'half a sentence']]));
    letters.write('patient-1', '');
    await vi.waitFor(() => expect(disk.drafts.size).toBe(0));
  });

  it('carry out a deletion that was on its way when the app ended', async () => {
    const disk = createFakeDisk();
    disk.deletions.add('m-7');
    const { socket, copy } = setUp(disk);
    socket.answer('delete_message', () => ({}));
    copy.open(doctor);
    await copy.ready();
    expect(disk.deletions.size).toBe(1);
    socket.goOnline();
    await vi.waitFor(() => expect(disk.deletions.size).toBe(0));
    expect(socket.sent).toContainEqual({ event: 'delete_message', payload: { messageId: 'm-7' } });
  });

  it('go to the disk when the key store is opened', async () => {
    const disk = createFakeDisk();
    disk.opening = { keeping: 'memory', reason: 'locked' };
    const cache = disk.cache();
    const copy = createConversationCopy(cache);
    const letters = createLetterOutbox(createFakeSocket(), () => 0, copy);
    copy.onOpened((opened) => letters.restore(opened.letters, opened.drafts));
    copy.open(doctor);
    await copy.ready();
    letters.send('patient-1', 'written before');
    await vi.waitFor(() => expect(disk.letters.size).toBe(1));
    // In memory it was lost with the store that is replaced.
    disk.letters.clear();
    disk.opening = {};
    cache.unlock();
    await vi.waitFor(() => expect(copy.state.getState()).toMatchObject({ keeping: 'disk' }));
    await vi.waitFor(() => expect([...disk.letters.values()]).toMatchObject([{ message: 'written before' }]));
    expect(letters.state.getState().entries).toHaveLength(1);
  });
});

describe('a session without the network', () => {
  const setUpSession = (disk: FakeDisk, refresh: () => FakeAnswer, token: string | null = 'refresh-1') => {
    const fetch = createFakeFetch({
      'POST /auth/refresh': refresh,
      'POST /auth/login': () => ({ json: sessionAnswer() }),
    });
    const platform = { ...createFakePlatform({ token }), conversations: disk.cache() };
    const http = createHttp({ baseUrl: () => platform.serverUrl.getState(), fetch, timeoutMs: 50 });
    return { session: createSession({ http, platform, random: () => 0 }), platform };
  };

  it('is that of whoever was signed in here, until the clinic says otherwise', async () => {
    const disk = createFakeDisk();
    disk.last = doctor;
    let isAway = true;
    const { session } = setUpSession(disk, () => (isAway ? 'unreachable' : { code: 'unauthenticated' }));
    await session.restore();
    expect(session.state.getState()).toEqual({ status: 'signedIn', user: doctor, visit: null });
    await expect(session.freshToken()).rejects.toThrow();
    expect(session.state.getState().status).toBe('signedIn');
    isAway = false;
    await expect(session.freshToken()).rejects.toThrow();
    expect(session.state.getState()).toMatchObject({ status: 'signedOut' });
  });

  it('is nobody’s where no clinic is known, or somebody else signs in', async () => {
    const disk = createFakeDisk();
    disk.last = doctor;
    const { session, platform } = setUpSession(disk, () => 'unreachable');
    platform.serverUrl.setState(null, true);
    void session.restore();
    await vi.waitFor(() =>
      expect(session.state.getState()).toMatchObject({ status: 'restoring', problem: 'offline' }),
    );
    platform.serverUrl.setState('http://clinic.test', true);
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    expect(disk.last).toBeNull();
  });
});

describe('signing out in the app', () => {
  const setUpSignOut = async (disk: FakeDisk, waiting: number) => {
    const services = createTestServices({
      'POST /auth/login': () => ({ json: sessionAnswer() }),
      'POST /auth/logout': () => ({ json: { success: true } }),
    });
    const copy = createConversationCopy(disk.cache());
    await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    copy.open(doctor);
    await copy.ready();
    const signOut = createSignOut({
      session: services.session,
      copy,
      unsent: () => countUnsent(services),
    });
    for (let number = 0; number < waiting; number += 1) services.letters.send('patient-1', 'waits');
    const shown = { ...services, copy, signOut };
    await renderApp(<SignOutDialog />, { services: shown });
    await act(async () => signOut.begin());
    return shown;
  };

  it('removes the copy unless the person wants to keep it', async () => {
    const disk = createFakeDisk();
    const { session } = await setUpSignOut(disk, 0);
    expect(await screen.findByRole('checkbox', { name: /Remove my messages/ })).toHaveProperty(
      'checked',
      true,
    );
    await act(async () => screen.getByRole('button', { name: 'Sign out now' }).click());
    await waitFor(() => expect(session.state.getState().status).toBe('signedOut'));
    expect(disk.closed).toEqual([{ userId: doctor.id, wipe: true }]);
  });

  it('asks at once while the copy is being opened, and keeps what nobody has seen yet', async () => {
    const disk = createFakeDisk();
    const opening = Promise.withResolvers<void>();
    const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
    await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const copy = createConversationCopy({
      ...disk.cache(),
      open: async (user) => {
        await opening.promise;
        return disk.cache().open(user);
      },
    });
    copy.open(doctor);
    const signOut = createSignOut({
      session: services.session,
      copy,
      unsent: () => countUnsent(services),
    });
    await renderApp(<SignOutDialog />, { services: { ...services, copy, signOut } });
    await act(async () => signOut.begin());
    const box = await screen.findByRole('checkbox', { name: /Remove my messages/ });
    expect(box).toHaveProperty('checked', false);
    await act(async () => opening.resolve());
    await waitFor(() => expect(box).toHaveProperty('checked', true));
  });

  it('keeps it where letters wait, and says so', async () => {
    const disk = createFakeDisk();
    const { session } = await setUpSignOut(disk, 2);
    expect(await screen.findByText('2 messages have not been sent yet.')).toBeTruthy();
    expect(screen.getByRole('checkbox', { name: /Remove my messages/ })).toHaveProperty('checked', false);
    await act(async () => screen.getByRole('button', { name: 'Sign out now' }).click());
    await waitFor(() => expect(session.state.getState().status).toBe('signedOut'));
    expect(disk.closed).toEqual([]);
  });
});

describe('the notice of the copy', () => {
  it.each([
    [{ condition: 'restored' }, /restored from a backup/],
    [{ condition: 'lost' }, /could not be restored/],
    [{ keeping: 'memory', reason: 'locked' }, /keeps none after the app is closed/],
    [{ keeping: 'memory', reason: 'unusable' }, /could not store your messages/],
  ] as const)('says what %o means', async (opening, words) => {
    const disk = createFakeDisk();
    disk.opening = opening;
    const copy = createConversationCopy(disk.cache());
    copy.open(doctor);
    await copy.ready();
    await renderApp(<CopyNotice />, { services: { ...createTestServices({}), copy } });
    expect(screen.getByRole('status').textContent).toMatch(words);
    const close = screen.queryByRole('button', { name: 'Close' });
    expect(close !== null).toBe('condition' in opening);
    await act(async () => close?.click());
    expect(screen.queryByRole('status') === null).toBe('condition' in opening);
  });
});
