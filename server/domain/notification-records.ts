import type { NotificationKind } from '../protocol/index.ts';
import type { AccountRecord, AppointmentView } from './records.ts';

/** What somebody is notified of: who and of what kind, never what was written or why. */
export type NotificationRecord = {
  id: string;
  accountId: string;
  kind: NotificationKind;
  other: { id: string; fullname: string };
  appointmentId: string | null;
  /** Messages since the conversation was read, or alerts since this was. */
  count: number;
  /** Of the last message, if there were several. */
  createdAt: number;
  readAt: number | null;
};

/** As read; `place` is where it stands in the list, the newest highest. */
export type ListedNotification = NotificationRecord & { place: number };

/** A doctor's notification of a patient's emergency; `count` are the alerts since it was read. */
export type NotifiedDoctor = Pick<NotificationRecord, 'id' | 'accountId' | 'count'>;

/** Of an appointment. */
export type NewNotification = Pick<NotificationRecord, 'id' | 'accountId' | 'kind' | 'createdAt'> & {
  otherId: string;
  appointmentId: string;
};

export const MAIL_KINDS = ['invitation', 'reminder', 'moved', 'cancelled', 'unread'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** A mail that somebody caused; those that time causes are found by the store. */
export type NewMail = {
  /** To whom; where that is, is read when it is sent. */
  accountId: string;
  kind: Exclude<MailKind, 'reminder' | 'unread'>;
  appointmentId: string;
  /** When the appointment was to start before what the mail tells. */
  startsAt: number;
  createdAt: number;
};

/** What the patient is told of an appointment; null where there is no account, or no mail. */
export type AppointmentNews = { notification: NewNotification | null; mail: NewMail | null };

/** A mail that is being sent, with everything it may speak of as it is now. */
export type DueMail = {
  id: number;
  kind: MailKind;
  /** This one included. */
  attempts: number;
  startsAt: number | null;
  account: AccountRecord;
  appointment: AppointmentView | null;
  /** The conversation that it speaks of has not been read meanwhile. */
  isUnread: boolean;
};

/** Why a mail is not sent any more. */
export const MAIL_DROPS = ['outdated', 'failed', 'uncertain'] as const;

/** What became of an attempt. */
export type MailOutcome = { sent: true } | { retryAt: number } | { dropped: (typeof MAIL_DROPS)[number] };
