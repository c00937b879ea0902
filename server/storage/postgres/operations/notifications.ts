import type {
  AppointmentNews,
  ListedNotification,
  NewNotification,
  NotifiedDoctor,
} from '../../../domain/notification-records.ts';
import type { NotificationStore } from '../../ports/notifications.ts';
import type { MailWriter } from './mails.ts';
import type { OperationContext, Operations } from './types.ts';

/** How notifications are written, with what they tell of. */
export const createNotificationWriter = (
  { db }: Pick<OperationContext, 'db'>,
  { insertMail }: Pick<MailWriter, 'insertMail'>,
) => {
  type Pair = { accountId: string; otherId: string; at: number };
  const insert = db.prepare<NewNotification>(
    `INSERT INTO notifications (id, account_id, kind, other_id, appointment_id, since, created_at)
     VALUES (@id, @accountId, @kind, @otherId, @appointmentId, @createdAt, @createdAt)`,
  );
  const notifyDoctors = db.prepare<{ patientId: string; at: number }, NotifiedDoctor>(
    `INSERT INTO notifications (id, account_id, kind, other_id, since, created_at)
     SELECT gen_random_uuid()::text, id, 'emergency', @patientId::text, @at::bigint, @at::bigint FROM accounts
     WHERE role = 'doctor' AND password_hash IS NOT NULL AND disabled_at IS NULL
     ON CONFLICT (account_id, other_id) WHERE kind = 'emergency' AND read_at IS NULL
     DO UPDATE SET place = nextval('notification_places'), count = notifications.count + 1,
       created_at = excluded.created_at
     RETURNING id, account_id AS "accountId", count`,
  );
  const readConversation = db
    .prepare<Pair, string>(
      `UPDATE notifications SET read_at = @at
       WHERE account_id = @accountId AND other_id = @otherId AND kind IN ('message', 'emergency')
         AND read_at IS NULL
       RETURNING id`,
    )
    .pluck();
  return {
    /** One for each doctor of the clinic, as long as it is unread: another alert of the same patient renews it. */
    noteEmergency: async (of: { patientId: string; at: number }): Promise<NotifiedDoctor[]> =>
      await notifyDoctors.all(of),
    /** @returns the ids of those that were not read before */
    readConversation: async (of: Pair): Promise<string[]> => await readConversation.all(of),
    async tellPatient({ notification, mail }: AppointmentNews): Promise<void> {
      if (notification !== null) await insert.run(notification);
      if (mail !== null) await insertMail(mail);
    },
  };
};

export type NotificationWriter = ReturnType<typeof createNotificationWriter>;

type NotificationRow = Omit<ListedNotification, 'other'> & { otherId: string; otherName: string };

/** The list of what somebody is notified of. */
export const createNotificationOperations = (
  { db }: Pick<OperationContext, 'db'>,
  { forgetMails }: Pick<MailWriter, 'forgetMails'>,
): Pick<Operations, keyof NotificationStore> => {
  type Page = { accountId: string; before: number; limit: number };
  const list = db.prepare<Page, NotificationRow>(
    `SELECT notifications.place, notifications.id, notifications.account_id AS "accountId", notifications.kind,
       notifications.other_id AS "otherId", accounts.fullname AS "otherName",
       notifications.appointment_id AS "appointmentId", notifications.count,
       notifications.created_at AS "createdAt", notifications.read_at AS "readAt"
     FROM notifications JOIN accounts ON accounts.id = notifications.other_id
     WHERE notifications.account_id = @accountId AND notifications.place < @before
     ORDER BY notifications.place DESC LIMIT @limit`,
  );
  const unread = db
    .prepare<[accountId: string], number>(
      'SELECT count(*) FROM notifications WHERE account_id = ? AND read_at IS NULL',
    )
    .pluck();
  const readOne = db.prepare<{ accountId: string; id: string; at: number }>(
    'UPDATE notifications SET read_at = @at WHERE id = @id AND account_id = @accountId AND read_at IS NULL',
  );
  const readAll = db.prepare<{ accountId: string; at: number }>(
    'UPDATE notifications SET read_at = @at WHERE account_id = @accountId AND read_at IS NULL',
  );
  const forget = db.prepare<[before: number]>('DELETE FROM notifications WHERE created_at < ?');

  const countUnread = async (accountId: string): Promise<number> => (await unread.get(accountId)) ?? 0;

  return {
    listNotifications: async ({ accountId, before, limit }) => ({
      notifications: (await list.all({ accountId, before: before ?? Number.MAX_SAFE_INTEGER, limit })).map(
        ({ otherId, otherName, ...rest }) => ({ ...rest, other: { id: otherId, fullname: otherName } }),
      ),
      unread: await countUnread(accountId),
    }),
    readNotifications: async ({ accountId, ids, at }) => {
      if (ids === null) await readAll.run({ accountId, at });
      else for (const id of ids) await readOne.run({ accountId, id, at });
      return await countUnread(accountId);
    },
    forgetNotifications: async (before) => {
      await forget.run(before);
      await forgetMails(before);
    },
  };
};
