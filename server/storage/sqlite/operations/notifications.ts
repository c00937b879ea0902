import { randomUUID } from 'node:crypto';
import type {
  AppointmentNews,
  ListedNotification,
  NewNotification,
  NotifiedDoctor,
} from '../../../domain/notification-records.ts';
import type { NotificationStore } from '../../ports/notifications.ts';
import type { Notified } from '../../shared/message-fields.ts';
import type { MailWriter } from './mails.ts';
import type { OperationContext, Operations } from './types.ts';

/** How notifications are written, with what they tell of. */
export const createNotificationWriter = (
  { db }: Pick<OperationContext, 'db'>,
  { insertMail }: Pick<MailWriter, 'insertMail'>,
) => {
  type Pair = { accountId: string; otherId: string; at: number };
  const renew = db.prepare<Pair, Notified>(
    `UPDATE notifications SET place = (SELECT max(place) + 1 FROM notifications), count = count + 1,
       created_at = @at
     WHERE account_id = @accountId AND other_id = @otherId AND kind = 'message' AND read_at IS NULL
     RETURNING id, count`,
  );
  // Who has no account has nowhere to read it.
  const insertOfMessage = db.prepare<Pair & { id: string }, Notified>(
    `INSERT INTO notifications (id, account_id, kind, other_id, since, created_at)
     SELECT @id, id, 'message', @otherId, @at, @at FROM accounts
     WHERE id = @accountId AND password_hash IS NOT NULL AND disabled_at IS NULL
     RETURNING id, count`,
  );
  const insert = db.prepare<NewNotification>(
    `INSERT INTO notifications (id, account_id, kind, other_id, appointment_id, since, created_at)
     VALUES (@id, @accountId, @kind, @otherId, @appointmentId, @createdAt, @createdAt)`,
  );
  const doctors = db
    .prepare<[], string>(
      `SELECT id FROM accounts WHERE role = 'doctor' AND password_hash IS NOT NULL AND disabled_at IS NULL`,
    )
    .pluck();
  const renewEmergency = db.prepare<Pair, Notified>(
    `UPDATE notifications SET place = (SELECT max(place) + 1 FROM notifications), count = count + 1,
       created_at = @at
     WHERE account_id = @accountId AND other_id = @otherId AND kind = 'emergency' AND read_at IS NULL
     RETURNING id, count`,
  );
  const insertEmergency = db.prepare<Pair & { id: string }, Notified>(
    `INSERT INTO notifications (id, account_id, kind, other_id, since, created_at)
     VALUES (@id, @accountId, 'emergency', @otherId, @at, @at) RETURNING id, count`,
  );
  const noteEmergencyFor = (of: Pair): Notified => {
    const notified = renewEmergency.get(of) ?? insertEmergency.get({ id: randomUUID(), ...of });
    if (notified === undefined) throw new Error('a notification was not stored');
    return notified;
  };
  const readConversation = db
    .prepare<Pair, string>(
      `UPDATE notifications SET read_at = @at
       WHERE account_id = @accountId AND other_id = @otherId AND kind IN ('message', 'emergency')
         AND read_at IS NULL
       RETURNING id`,
    )
    .pluck();
  return {
    /** One for each conversation that is unread: another message renews it. Null without an account. */
    noteMessage: (of: Pair & { id: string }): Notified | null =>
      renew.get(of) ?? insertOfMessage.get(of) ?? null,
    /** One for each doctor of the clinic, as long as it is unread: another alert of the same patient renews it. */
    noteEmergency: ({ patientId, at }: { patientId: string; at: number }): NotifiedDoctor[] =>
      doctors.all().map((accountId) => ({
        accountId,
        ...noteEmergencyFor({ accountId, otherId: patientId, at }),
      })),
    /** @returns the ids of those that were not read before */
    readConversation: (of: Pair): string[] => readConversation.all(of),
    tellPatient({ notification, mail }: AppointmentNews): void {
      if (notification !== null) insert.run(notification);
      if (mail !== null) insertMail(mail);
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
    `SELECT notifications.place, notifications.id, notifications.account_id AS accountId, notifications.kind,
       notifications.other_id AS otherId, accounts.fullname AS otherName,
       notifications.appointment_id AS appointmentId, notifications.count,
       notifications.created_at AS createdAt, notifications.read_at AS readAt
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

  const countUnread = (accountId: string): number => unread.get(accountId) ?? 0;

  return {
    listNotifications: ({ accountId, before, limit }) => ({
      notifications: list
        .all({ accountId, before: before ?? Number.MAX_SAFE_INTEGER, limit })
        .map(({ otherId, otherName, ...rest }) => ({ ...rest, other: { id: otherId, fullname: otherName } })),
      unread: countUnread(accountId),
    }),
    readNotifications: ({ accountId, ids, at }) => {
      if (ids === null) readAll.run({ accountId, at });
      else for (const id of ids) readOne.run({ accountId, id, at });
      return countUnread(accountId);
    },
    forgetNotifications: (before) => {
      forget.run(before);
      forgetMails(before);
    },
  };
};
