import { describe, expect, it, vi } from 'vitest';
import type { Notification } from '../../server/protocol/index.ts';
import { createNotices } from '../../src-renderer/features/notifications/notices-store.ts';
import { noticeOf, noticesServer, signedInWith } from './support/notices.ts';

/** The notifications of a doctor, with a server that has these. */
const setUp = async (stored: Notification[] = []) => {
  const server = noticesServer(stored);
  const services = await signedInWith(server.routes);
  const notices = createNotices(services);
  const state = () => notices.state.getState();
  const ids = () => state().list?.map(({ id }) => id) ?? null;
  const news: string[] = [];
  notices.onNew(({ id }) => news.push(id));
  services.socket.goOnline();
  await vi.waitFor(() => expect(state().list).not.toBeNull());
  return { ...server, services, socket: services.socket, notices, state, ids, news };
};

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => noticeOf(`n-${count - index}`, { isRead: index > 3 }));

describe('notifications in this window', () => {
  it('[S4-N01, S4-N03] are loaded by pages, the newest first, with the count of all that are unread', async () => {
    const { notices, state, ids } = await setUp(many(45));
    expect([ids()?.length, ids()?.[0], state().unread]).toEqual([20, 'n-45', 4]);
    await Promise.all([notices.loadMore(), notices.loadMore()]);
    expect(ids()).toHaveLength(40);
    await notices.loadMore();
    await notices.loadMore();
    expect([ids()?.length, state().next]).toEqual([45, null]);
  });

  it('take what comes, once for each conversation, and count it', async () => {
    const { socket, state, ids, news } = await setUp([noticeOf('one'), noticeOf('two', { isRead: true })]);
    socket.receive('notification', noticeOf('three'));
    expect([ids(), state().unread]).toEqual([['three', 'one', 'two'], 2]);
    // Another message renews the notification of its conversation.
    socket.receive('notification', noticeOf('one', { count: 2 }));
    expect([ids(), state().unread]).toEqual([['one', 'three', 'two'], 2]);
    expect(news).toEqual(['three', 'one']);
    // Somebody else's is none of this window.
    socket.receive('notification', noticeOf('four', { userId: 'somebody-else' }));
    expect(state().unread).toBe(2);
  });

  it('are counted again after each reconnection', async () => {
    const { socket, stored, state, ids } = await setUp([noticeOf('one')]);
    socket.goOffline();
    stored.unshift(noticeOf('two'), noticeOf('three'));
    socket.goOnline();
    await vi.waitFor(() => expect([ids(), state().unread]).toEqual([['two', 'three', 'one'], 3]));
  });

  it('are read one by one or all at once, here and on other devices', async () => {
    const { socket, notices, state, read } = await setUp([
      noticeOf('one'),
      noticeOf('two'),
      noticeOf('three'),
    ]);
    await notices.read(['two']);
    expect([state().unread, state().list?.map(({ isRead }) => isRead)]).toEqual([2, [false, true, false]]);
    socket.receive('notifications_read', { ids: ['one'] });
    socket.receive('notifications_read', { ids: ['one'] });
    expect(state().unread).toBe(1);
    await notices.read(null);
    expect([state().unread, read()]).toEqual([0, [['two'], null]]);
  });

  it('ask again for the count if something was read that is not loaded', async () => {
    const stored = many(45).map((notice) => ({ ...notice, isRead: false }));
    const { socket, state, markRead } = await setUp(stored);
    markRead(['n-1']);
    socket.receive('notifications_read', { ids: ['n-1'] });
    await vi.waitFor(() => expect(state().unread).toBe(44));
  });

  it('are seen as they come where their conversation is open', async () => {
    const { socket, notices, state, news, read } = await setUp();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    notices.watch('patient-1');
    socket.receive('notification', noticeOf('one', { other: { id: 'patient-1', fullname: 'Pat Alpha' } }));
    socket.receive('notification', noticeOf('two', { other: { id: 'patient-2', fullname: 'Sam Beta' } }));
    expect([state().unread, news]).toEqual([1, ['two']]);
    await vi.runAllTimersAsync();
    expect(read()).toEqual([['one']]);
    vi.useRealTimers();
  });

  it('say why they could not be loaded, and come when the server answers again', async () => {
    const server = noticesServer([noticeOf('one')]);
    let isDown = true;
    const services = await signedInWith({
      ...server.routes,
      'GET /api/notifications': (request) =>
        isDown ? { code: 'internal' } : (server.routes['GET /api/notifications']?.(request) ?? 'never'),
    });
    const notices = createNotices(services);
    services.socket.goOnline();
    await vi.waitFor(() => expect(notices.state.getState().problem).toBe('internal'));
    isDown = false;
    await notices.reload();
    expect(notices.state.getState()).toMatchObject({ problem: null, unread: 1 });
  });

  it('are forgotten when the person signs out', async () => {
    const { services, state } = await setUp([noticeOf('one')]);
    await services.session.signOut();
    expect(state()).toMatchObject({ list: null, unread: 0 });
  });
});
