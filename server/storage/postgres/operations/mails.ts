import type { DueMail, NewMail } from '../../../domain/notification-records.ts';
import type { MailStore } from '../../ports/mails.ts';
import type { AccountReader } from './accounts.ts';
import type { AppointmentReader } from './appointments.ts';
import type { OperationContext, Operations } from './types.ts';

/** How mails are written, with what they tell of. */
export const createMailWriter = ({ db }: Pick<OperationContext, 'db'>) => {
  const insert = db.prepare<NewMail>(
    // One that waits says what is then, so that a second one would say it again.
    `INSERT INTO mails (account_id, kind, appointment_id, starts_at, created_at, due_at)
     VALUES (@accountId, @kind, @appointmentId, @startsAt, @createdAt, @createdAt) ON CONFLICT DO NOTHING`,
  );
  const forget = db.prepare<[before: number]>(
    'DELETE FROM mails WHERE created_at < ? AND (sent_at IS NOT NULL OR dropped IS NOT NULL)',
  );
  return {
    insertMail: async (mail: NewMail): Promise<void> => void (await insert.run(mail)),
    forgetMails: async (before: number): Promise<void> => void (await forget.run(before)),
  };
};

export type MailWriter = ReturnType<typeof createMailWriter>;

type MailRow = Pick<DueMail, 'id' | 'kind' | 'attempts' | 'startsAt'> & {
  accountId: string;
  appointmentId: string | null;
  notificationId: string | null;
};

/** The mails that wait, and what became of them. */
export const createMailOperations = (
  { db, appendAudit }: OperationContext,
  read: { accounts: AccountReader; appointments: AppointmentReader },
  { insertMail }: MailWriter,
): Pick<Operations, keyof MailStore> => {
  const addReminders = db.prepare<{ now: number; remindUntil: number; remindMs: number }>(
    `INSERT INTO mails (account_id, kind, appointment_id, starts_at, created_at, due_at)
     SELECT appointments.patient_id, 'reminder', appointments.id, appointments.starts_at, @now, @now
     FROM appointments JOIN accounts ON accounts.id = appointments.patient_id
     WHERE appointments.starts_at > @now AND appointments.starts_at <= @remindUntil
       AND appointments.status = 'scheduled' AND accounts.email IS NOT NULL AND accounts.disabled_at IS NULL
       AND appointments.created_at <= appointments.starts_at - @remindMs
       AND NOT EXISTS (
         SELECT 1 FROM mails AS moves WHERE moves.kind = 'moved' AND moves.appointment_id = appointments.id
           AND moves.created_at > appointments.starts_at - @remindMs)
     ON CONFLICT DO NOTHING`,
  );
  const addUnread = db.prepare<{ now: number; unreadSince: number }>(
    `INSERT INTO mails (account_id, kind, notification_id, created_at, due_at)
     SELECT notifications.account_id, 'unread', notifications.id, @now, @now
     FROM notifications JOIN accounts ON accounts.id = notifications.account_id
     WHERE notifications.kind = 'message' AND notifications.read_at IS NULL
       AND notifications.since > @unreadSince
       AND notifications.since + accounts.unread_mail_minutes * 60000 <= @now
       AND accounts.email IS NOT NULL AND accounts.password_hash IS NOT NULL AND accounts.disabled_at IS NULL
     ON CONFLICT DO NOTHING`,
  );
  const take = db.prepare<{ now: number }, MailRow>(
    `UPDATE mails SET sending_since = @now, attempts = attempts + 1
     WHERE id = (
       SELECT id FROM mails WHERE sent_at IS NULL AND dropped IS NULL AND sending_since IS NULL AND due_at <= @now
       ORDER BY due_at LIMIT 1)
     RETURNING id, kind, attempts, starts_at AS "startsAt", account_id AS "accountId",
       appointment_id AS "appointmentId", notification_id AS "notificationId"`,
  );
  const isUnread = db
    .prepare<[id: string], number>(
      'SELECT EXISTS (SELECT 1 FROM notifications WHERE id = ? AND read_at IS NULL)',
    )
    .pluck();
  const sent = db.prepare<{ id: number; at: number }>(
    'UPDATE mails SET sending_since = NULL, sent_at = @at WHERE id = @id',
  );
  // Another one may have begun to wait meanwhile; it says what is then.
  const retry = db.prepare<{ id: number; retryAt: number }>(
    `UPDATE mails SET sending_since = NULL, due_at = @retryAt,
       dropped = CASE WHEN EXISTS (
         SELECT 1 FROM mails AS twin
         WHERE twin.appointment_id = mails.appointment_id AND twin.kind = mails.kind AND twin.kind <> 'reminder'
           AND twin.sent_at IS NULL AND twin.dropped IS NULL AND twin.sending_since IS NULL)
         THEN 'outdated' END
     WHERE id = @id`,
  );
  const drop = db.prepare<{ id: number; dropped: string }>(
    'UPDATE mails SET sending_since = NULL, dropped = @dropped WHERE id = @id',
  );
  const dropUncertain = db.prepare(
    `UPDATE mails SET sending_since = NULL, dropped = 'uncertain' WHERE sending_since IS NOT NULL`,
  );

  return {
    addMail: async ({ mail, audit }) => {
      await insertMail(mail);
      await appendAudit(audit);
    },
    addDueMails: async ({ now, remindUntil, remindMs, unreadSince }) => {
      await addReminders.run({ now, remindUntil, remindMs });
      await addUnread.run({ now, unreadSince });
    },
    takeDueMail: async (now) => {
      const row = await take.get({ now });
      if (row === undefined) return null;
      const { accountId, appointmentId, notificationId, ...mail } = row;
      const account = await read.accounts.byId(accountId);
      if (account === null) throw new Error('a mail is to an account that does not exist');
      return {
        ...mail,
        account,
        appointment: appointmentId === null ? null : await read.appointments.byId(appointmentId),
        isUnread: notificationId !== null && (await isUnread.get(notificationId)) === 1,
      };
    },
    settleMail: async ({ id, at, outcome, audit }) => {
      if ('sent' in outcome) await sent.run({ id, at });
      else if ('retryAt' in outcome) await retry.run({ id, retryAt: outcome.retryAt });
      else await drop.run({ id, dropped: outcome.dropped });
      if (audit !== null) await appendAudit(audit);
    },
    dropUncertainMails: async () => (await dropUncertain.run()).changes,
  };
};
