import type { Notification, SessionAnswer } from '../../../server/protocol/index.ts';
import type { FakeRoutes } from './fake-fetch.ts';
import { doctor, sessionAnswer } from './fixtures.ts';
import { createTestServices, type TestServices } from './signed-in-services.ts';

/** Something that the doctor is notified of. */
export const noticeOf = (id: string, changes: Partial<Notification> = {}): Notification => ({
  id,
  userId: doctor.id,
  type: 'NEW_MESSAGE',
  title: 'New message',
  message: 'Pat Alpha',
  isRead: false,
  metadata: { senderId: 'patient-1', appointmentId: null },
  createdAt: new Date().toISOString(),
  kind: 'message',
  other: { id: 'patient-1', fullname: 'Pat Alpha' },
  appointmentId: null,
  count: 1,
  readAt: null,
  ...changes,
});

/** A server that keeps these notifications, the newest first. */
export const noticesServer = (stored: Notification[]) => {
  const asked: (readonly string[] | null)[] = [];
  const markRead = (ids: readonly string[] | null): void => {
    for (const [index, notice] of stored.entries()) {
      if (ids === null || ids.includes(notice.id)) stored[index] = { ...notice, isRead: true };
    }
  };
  const unreadCount = () => stored.filter(({ isRead }) => !isRead).length;
  const routes: FakeRoutes = {
    'GET /api/notifications': ({ query }) => {
      const limit = Number(query.get('limit') ?? 50);
      // Places go down from the newest.
      const from = query.has('before') ? stored.length - Number(query.get('before')) + 1 : 0;
      const notifications = stored.slice(from, from + limit);
      const last = stored.length - (from + notifications.length) + 1;
      const next = from + notifications.length < stored.length ? last : null;
      return { json: { success: true, data: { notifications, unreadCount: unreadCount(), next } } };
    },
    'POST /api/notifications/read': ({ body }) => {
      const ids = (body as { ids?: string[] }).ids ?? null;
      asked.push(ids);
      markRead(ids);
      return { json: { success: true, data: { unreadCount: unreadCount() } } };
    },
  };
  return { stored, routes, markRead, read: () => asked };
};

/** The services of a window in which somebody with an account is signed in. */
export const signedInWith = async (
  routes: FakeRoutes,
  who: Partial<SessionAnswer> = {},
): Promise<TestServices> => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer(who) }),
    'POST /auth/logout': () => ({ json: { success: true } }),
    ...routes,
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'right' });
  return services;
};
