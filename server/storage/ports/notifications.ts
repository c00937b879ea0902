import type { ListedNotification } from '../../domain/notification-records.ts';

/** What people are notified of. Notifications are written with what they tell of, by the methods that do it. */
export type NotificationStore = {
  /** The newest first, `before` a place; `unread` counts all. */
  listNotifications(input: {
    accountId: string;
    before: number | null;
    limit: number;
  }): Promise<{ notifications: ListedNotification[]; unread: number }>;
  /** Those of the account with these ids are read, or all of them. @returns how many are unread then */
  readNotifications(input: { accountId: string; ids: readonly string[] | null; at: number }): Promise<number>;
  /** Deletes what was made before this moment, and the mails that were and wait no more. */
  forgetNotifications(before: number): Promise<void>;
};
