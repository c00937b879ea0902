import type { DueMail, MailOutcome, NewMail } from '../../domain/notification-records.ts';
import type { AuditEntry } from '../../domain/records.ts';

/**
 * Mails that are to be sent, and that were: to an account, never to an address. A mail is taken before it is sent,
 * so that nobody takes it twice, not even after a crash.
 */
export type MailStore = {
  /** Nothing is added while the same mail waits already. */
  addMail(input: { mail: NewMail; audit: AuditEntry }): Promise<void>;
  /**
   * Adds what time has brought: reminders of visits that start until `remindUntil` and were neither made nor moved
   * within `remindMs` of their start; and of what is unread, for as long as its reader lets it wait, since
   * `unreadSince`. Each once.
   */
  addDueMails(input: {
    now: number;
    remindUntil: number;
    remindMs: number;
    unreadSince: number;
  }): Promise<void>;
  /** The mail that has been due for longest; it is being sent from now on, by whoever has the answer. */
  takeDueMail(now: number): Promise<DueMail | null>;
  /** Notes what became of an attempt. */
  settleMail(input: {
    id: number;
    at: number;
    outcome: MailOutcome;
    audit: AuditEntry | null;
  }): Promise<void>;
  /**
   * Of mails that were being sent when the server crashed nobody knows whether they arrived: they are not sent
   * again. @returns how many
   */
  dropUncertainMails(): Promise<number>;
};
