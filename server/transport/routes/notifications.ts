import { wireNotification } from '../../dialects/wire-notifications.ts';
import type { notificationsRoutes } from '../../protocol/routes/notifications.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

export const createNotificationsHandlers = ({
  clinic,
  fanOut,
}: RouteDeps): HandlersOf<typeof notificationsRoutes> => ({
  listNotifications: async ({ identity, query }) => {
    const { notifications, unread, next } = await clinic.notifications.list(caller(identity), {
      before: query.before ?? null,
      limit: query.limit ?? null,
    });
    return {
      answer: {
        success: true,
        data: { notifications: notifications.map(wireNotification), unreadCount: unread, next },
      },
    };
  },

  readNotifications: async ({ identity, body }) => {
    const read = await clinic.notifications.read(caller(identity), body.ids ?? null);
    const unreadCount = publishTo(fanOut)(read);
    return { answer: { success: true, data: { unreadCount } } };
  },
});
