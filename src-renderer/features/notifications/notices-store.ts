import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Notification } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { RestClient } from '../../api/rest-client.ts';
import type { Session } from '../../api/session.ts';
import type { SocketClient } from '../../api/socket-client.ts';

export type NoticesState = {
  /** The newest first, as far as they are loaded; null until they are known. */
  list: readonly Notification[] | null;
  /** Of all, also those that are not loaded. */
  unread: number;
  /** Where the next page begins; null at the end. */
  next: number | null;
  /** Why they could not be loaded. */
  problem: ApiErrorCode | null;
  loadingMore: boolean;
};

/** What the person who is signed in is notified of. */
export type Notices = {
  readonly state: StoreApi<NoticesState>;
  /** Asks for the newest again. */
  reload(): Promise<void>;
  loadMore(): Promise<void>;
  /** These are read, or all of them (null). @throws ApiError */
  read(ids: readonly string[] | null): Promise<void>;
  /** Whose conversation is on the screen of an open window: what comes from this person is seen as it comes. */
  watch(otherId: string | null): void;
  /** What comes from now on and is not seen as it comes. Returns the function that ends it. */
  onNew(listener: (notice: Notification) => void): () => void;
};

const PAGE = 20;
/** By then the conversation has said itself that it was read. */
const READ_AFTER_MS = 1_500;

const EMPTY: NoticesState = { list: null, unread: 0, next: null, problem: null, loadingMore: false };

const asRead = (notice: Notification): Notification => ({
  ...notice,
  isRead: true,
  readAt: notice.readAt ?? new Date().toISOString(),
});

type NoticesSources = {
  rest: Pick<RestClient, 'call'>;
  socket: Pick<SocketClient, 'on' | 'onOnline'>;
  session: Pick<Session, 'state'>;
};

/** Follows the notifications of whoever is signed in, after each connection from the newest on. */
export const createNotices = ({ rest, socket, session }: NoticesSources): Notices => {
  const state = createStore<NoticesState>(() => EMPTY);
  const listeners = new Set<(notice: Notification) => void>();
  /** What was told after this changed answers that were asked for before it. */
  let version = 0;
  let watched: string | null = null;

  /** Null without an account: the session of an invitation has nothing to be notified of. */
  const personNow = (): string | null => {
    const current = session.state.getState();
    return current.status === 'signedIn' && current.visit === null ? current.user.id : null;
  };
  let person = personNow();

  const fetchPage = async (before: number | null) => {
    const { data } = await rest.call('listNotifications', {
      query: { limit: PAGE, ...(before !== null && { before }) },
    });
    return data;
  };

  const reload = async (): Promise<void> => {
    const whose = person;
    if (whose === null) return;
    for (;;) {
      const asked = version;
      try {
        const { notifications, unreadCount, next } = await fetchPage(null);
        if (whose !== person) return;
        if (asked !== version) continue;
        state.setState({ list: notifications, unread: unreadCount, next, problem: null });
      } catch (error) {
        if (whose === person) state.setState({ problem: codeOf(error) });
      }
      return;
    }
  };

  const markRead = (ids: readonly string[] | null): void => {
    version += 1;
    const { list, unread } = state.getState();
    if (list === null) return;
    const isMeant = ({ id }: Notification) => ids === null || ids.includes(id);
    const newlyRead = list.filter((notice) => isMeant(notice) && !notice.isRead).length;
    state.setState({
      list: list.map((notice) => (isMeant(notice) ? asRead(notice) : notice)),
      unread: ids === null ? 0 : Math.max(0, unread - newlyRead),
    });
    // One that is further down than what is loaded counts, too.
    if (ids?.some((id) => !list.some((notice) => notice.id === id)) === true) void reload();
  };

  const send = async (ids: readonly string[] | null): Promise<void> => {
    const whose = person;
    const { data } = await rest.call('readNotifications', { body: ids === null ? {} : { ids: [...ids] } });
    if (whose !== person) return;
    markRead(ids);
    state.setState({ unread: data.unreadCount });
  };

  socket.on('notification', (notice) => {
    if (person === null || notice.userId !== person) return;
    version += 1;
    const isSeen = notice.kind === 'message' && notice.other.id === watched;
    const { list, unread } = state.getState();
    const known = list?.find(({ id }) => id === notice.id);
    const wasUnread = known === undefined ? notice.count > 1 : !known.isRead;
    const now = isSeen ? asRead(notice) : notice;
    state.setState({
      ...(list !== null && { list: [now, ...list.filter(({ id }) => id !== notice.id)] }),
      unread: Math.max(0, unread + (isSeen ? 0 : 1) - (wasUnread ? 1 : 0)),
    });
    if (list === null) void reload();
    if (isSeen) {
      // Whoever has scrolled up has not read the conversation to its end, and was told nevertheless.
      setTimeout(() => void send([notice.id]).catch(() => undefined), READ_AFTER_MS);
      return;
    }
    for (const listener of [...listeners]) listener(notice);
  });
  socket.on('notifications_read', ({ ids }) => markRead(ids));
  session.state.subscribe(() => {
    const next = personNow();
    if (next === person) return;
    person = next;
    version += 1;
    state.setState(EMPTY, true);
  });
  socket.onOnline(() => void reload());

  return {
    state,
    reload,
    async loadMore() {
      const { next, loadingMore } = state.getState();
      const whose = person;
      if (next === null || loadingMore) return;
      state.setState({ loadingMore: true, problem: null });
      try {
        const page = await fetchPage(next);
        if (whose !== person) return;
        state.setState(({ list }) => {
          const known = new Set(list?.map(({ id }) => id));
          return {
            list: [...(list ?? []), ...page.notifications.filter(({ id }) => !known.has(id))],
            next: page.next,
          };
        });
      } catch (error) {
        if (whose === person) state.setState({ problem: codeOf(error) });
      } finally {
        if (whose === person) state.setState({ loadingMore: false });
      }
    },
    read: send,
    watch: (otherId) => {
      watched = otherId;
    },
    onNew: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

const known = new WeakMap<NoticesSources['session'], Notices>();

/** Those of this window: made when they are first asked for, since their file comes after the first page. */
export const noticesOf = (services: NoticesSources): Notices => {
  const notices = known.get(services.session) ?? createNotices(services);
  known.set(services.session, notices);
  return notices;
};
