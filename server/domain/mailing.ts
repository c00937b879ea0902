import type { Store } from '../storage/store.ts';
import { isFinal } from './consultation.ts';
import { DomainError, ifUnavailable } from './errors.ts';
import type { DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import type { InvitationMaker } from './new-invitation.ts';
import { appointmentChanged } from './notices.ts';
import type { DueMail, MailKind, MailOutcome } from './notification-records.ts';
import { requireOwnAppointment } from './own-appointment.ts';
import type { Clock, Links, Mailer } from './ports.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** So long before its start a visit is reminded of. */
const REMIND_MS = DAY_MS;
/** What has been unread for longer is not told any more: when mail is switched on, nobody gets a year's worth. */
const UNREAD_TOLD_MS = 14 * DAY_MS;
/** After the first failure, the second, and so on; after one more the mail is given up. */
const RETRY_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS] as const;
const UNSENT = { appointment: null, isUnread: false } as const;

/** What is noted of mails that nobody will get. */
export type MailingWatch = {
  onMailGivenUp: (kind: MailKind, attempts: number) => void;
  onMailsUncertain: (count: number) => void;
};

/** A reminder of the past, a move that was taken back, what was read meanwhile: nobody wants to be told. */
const isStillTrue = ({ kind, appointment, startsAt, isUnread, account }: DueMail, now: number): boolean => {
  if (kind === 'unread')
    return isUnread && account.passwordHash !== null && account.unreadMailMinutes !== null;
  if (appointment === null) return false;
  switch (kind) {
    case 'invitation':
      return !isFinal(appointment.status);
    case 'reminder':
      return (
        appointment.status === 'scheduled' && appointment.startsAt === startsAt && appointment.startsAt > now
      );
    case 'moved':
      return !isFinal(appointment.status) && appointment.startsAt !== startsAt;
    case 'cancelled':
      return appointment.status === 'cancelled';
  }
};

/**
 * Mail to people who are not there. What is to be sent waits in the store, for an account and never an address, and
 * is taken from there before it is sent: two ticks, or a restart, send it once.
 */
export const createMailing = (
  deps: MailingWatch & {
    store: Store;
    clock: Clock;
    makeInvitation: InvitationMaker;
    /** Null: the server sends no mail. */
    mailer: Mailer | null;
    links: Links;
    timeZone: () => string | null;
  },
) => {
  const { store, clock, makeInvitation, mailer, links, timeZone } = deps;
  let running: Promise<Outcome<null>> | null = null;
  let next: Promise<Outcome<null>> | null = null;
  let isStopped = false;

  /** Its link can be opened from now on, and the one before cannot. */
  const renewLink = async ({
    appointment,
  }: Pick<DueMail, 'appointment'>): Promise<{ link: string; events: DomainEvent[] }> => {
    if (appointment === null) return { link: links.clinic(), events: [] };
    const { invitation, invite } = makeInvitation(appointment.id, appointment.startsAt);
    const renewed = await store.renewInvitation({
      appointmentId: appointment.id,
      invitation,
      audit: {
        at: clock.now(),
        actorId: null,
        action: 'invitation.renewed',
        subjectId: appointment.id,
        detail: { by: 'mail' },
      },
    });
    return { link: links.invitation(invite), events: renewed === null ? [] : appointmentChanged(renewed) };
  };

  const settle = (mail: DueMail, outcome: MailOutcome): Promise<void> => {
    const at = clock.now();
    const audit = {
      at,
      actorId: null,
      action: 'mail.sent',
      subjectId: mail.account.id,
      detail: { kind: mail.kind },
    };
    return store.settleMail({ id: mail.id, at, outcome, audit: 'sent' in outcome ? audit : null });
  };

  const giveUpOrRetry = async (mail: DueMail): Promise<void> => {
    const pause = RETRY_MS[mail.attempts - 1];
    if (pause === undefined) deps.onMailGivenUp(mail.kind, mail.attempts);
    await settle(mail, pause === undefined ? { dropped: 'failed' } : { retryAt: clock.now() + pause });
  };

  /** @returns what is told of it, and whether the next one is worth an attempt */
  const send = async (by: Mailer, mail: DueMail): Promise<{ events: DomainEvent[]; goOn: boolean }> => {
    const { kind, account, appointment } = mail;
    if (account.email === null || account.disabledAt !== null || !isStillTrue(mail, clock.now())) {
      await settle(mail, { dropped: 'outdated' });
      return { events: [], goOn: true };
    }
    const { link, events } = await renewLink(kind === 'invitation' ? mail : UNSENT);
    const { name } = await store.getClinic();
    const sent = await by.send({
      kind,
      to: { email: account.email, fullname: account.fullname },
      language: account.language ?? 'en',
      clinicName: name ?? '',
      startsAt: appointment?.startsAt ?? null,
      timeZone: timeZone(),
      link,
    });
    if (sent === 'sent') await settle(mail, { sent: true });
    else await giveUpOrRetry(mail);
    return { events, goOn: sent !== 'unreachable' };
  };

  const sendAll = async (by: Mailer): Promise<Outcome<null>> => {
    const now = clock.now();
    await store.addDueMails({
      now,
      remindUntil: now + REMIND_MS,
      remindMs: REMIND_MS,
      unreadSince: now - UNREAD_TOLD_MS,
    });
    const events: DomainEvent[] = [];
    for (;;) {
      const mail = isStopped ? null : await store.takeDueMail(clock.now());
      if (mail === null) return { value: null, events };
      const attempt = await send(by, mail);
      events.push(...attempt.events);
      // The server of the mails is not there: every other one would only wait for nothing, too.
      if (!attempt.goOn) return { value: null, events };
    }
  };

  const start = (): Promise<Outcome<null>> => {
    if (mailer === null || isStopped) return Promise.resolve(quiet(null));
    running = sendAll(mailer)
      .catch(ifUnavailable(quiet(null)))
      .finally(() => {
        running = null;
      });
    return running;
  };

  return {
    /** Mails are sent at all. */
    isOn: mailer !== null,

    /** After a start: mails of which nobody knows whether they were sent are not sent again. */
    async begin(): Promise<void> {
      const count = await store.dropUncertainMails().catch(ifUnavailable(0));
      if (count > 0) deps.onMailsUncertain(count);
    },

    /**
     * The patient gets a new link by mail; the one before stops working then.
     * @throws DomainError `mail_off`, `visit_over` or `email_required`
     */
    async inviteByMail(actor: Identity, appointmentId: string): Promise<void> {
      const { patientId, status, startsAt } = await requireOwnAppointment(store, actor, appointmentId);
      if (mailer === null) throw new DomainError('mail_off', 'The server sends no mail: set SMTP_URL');
      if (isFinal(status)) throw new DomainError('visit_over', 'The visit is over');
      const patient = await store.getAccount(patientId);
      if (patient?.email == null) throw new DomainError('email_required', 'the patient has no email');
      const createdAt = clock.now();
      await store.addMail({
        mail: { accountId: patientId, kind: 'invitation', appointmentId, startsAt, createdAt },
        audit: {
          at: createdAt,
          actorId: actor.userId,
          action: 'invitation.mailed',
          subjectId: appointmentId,
          detail: {},
        },
      });
    },

    /** Sends what is due. While that goes on already it is done once more, for what was added meanwhile. */
    run(): Promise<Outcome<null>> {
      if (running === null && next === null) return start();
      // The facts are told by the first who asked.
      if (next !== null) return next.then(() => quiet(null));
      next = Promise.resolve(running)
        .catch(() => undefined)
        .then(() => {
          next = null;
          return start();
        });
      return next;
    },

    /** Takes no more mails. Resolves when the one that is being sent was, or failed. */
    async stop(): Promise<void> {
      isStopped = true;
      await running?.catch(() => undefined);
    },
  };
};

export type Mailing = ReturnType<typeof createMailing>;
