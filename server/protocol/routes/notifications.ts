import { idSchema } from '../models.ts';
import { notificationSchema } from '../notification-models.ts';
import { z } from '../zod.ts';
import { empty, success, type Routes } from './route.ts';

/** Most notifications on one page, and in one `ids`. */
export const NOTIFICATIONS_PAGE_MAX = 100;

const unreadCount = z.int().nonnegative();

/** What the own account is notified of. The session of an invitation has none. */
export const notificationsRoutes = {
  /** The newest first. `before`: `next` of the page before; `next` is null at the end. */
  listNotifications: {
    method: 'get',
    path: '/api/notifications',
    access: 'session',
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(NOTIFICATIONS_PAGE_MAX).optional(),
    }),
    body: empty,
    answer: z.object({
      success,
      data: z.object({
        notifications: z.array(notificationSchema),
        unreadCount,
        next: z.int().positive().nullable(),
      }),
    }),
  },
  /** These are read, or all of them. */
  readNotifications: {
    method: 'post',
    path: '/api/notifications/read',
    access: 'session',
    query: empty,
    body: z.object({ ids: z.array(idSchema).max(NOTIFICATIONS_PAGE_MAX).optional() }),
    answer: z.object({ success, data: z.object({ unreadCount }) }),
  },
} as const satisfies Routes;
