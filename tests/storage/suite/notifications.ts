import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NewMail } from '../../../server/domain/notification-records.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  append,
  audit,
  createDoctor,
  createPatient,
  createVisit,
  HOUR,
  message,
  MINUTE,
  T0,
} from '../support/fixtures.ts';

const DAY = 24 * HOUR;

export const describeNotifications = (current: CurrentStore): void => {
  const mailOf = (visit: Awaited<ReturnType<typeof createVisit>>, kind: NewMail['kind']): NewMail => ({
    accountId: visit.patient.id,
    kind,
    appointmentId: visit.appointment.id,
    startsAt: visit.appointment.startsAt,
    createdAt: T0,
  });

  describe('notifications', () => {
    it('are stored with the message, once a conversation, and only for who has an account', async () => {
      const { doctor, patient, appointment } = await createVisit(current.store, {
        doctor: await createDoctor(current.store, { passwordHash: 'hash' }),
      });
      const send = (from: typeof doctor, createdAt: number, clientId: string | null = null) =>
        append(
          current.store,
          message(appointment.roomId, from, { notificationId: randomUUID(), createdAt, clientId }),
        );
      const list = async (accountId: string) =>
        current.store.listNotifications({ accountId, before: null, limit: 10 });
      const { notified } = await send(patient, T0, 'first');
      expect(notified).toEqual({ id: expect.any(String) as string, count: 1 });
      expect((await send(patient, T0, 'first')).notified).toBeNull();
      expect((await send(patient, T0 + 1)).notified).toEqual({ id: notified?.id, count: 2 });
      expect((await send(doctor, T0 + 2)).notified).toBeNull();
      await append(current.store, message(appointment.roomId, patient));
      await current.reopen();
      expect(await list(patient.id)).toEqual({ notifications: [], unread: 0 });
      expect(await list(doctor.id)).toMatchObject({
        unread: 1,
        notifications: [{ id: notified?.id, count: 2, createdAt: T0 + 1, readAt: null }],
      });
      await current.store.forgetNotifications(T0 + 1);
      expect((await list(doctor.id)).unread).toBe(1);
      await current.store.forgetNotifications(T0 + 2);
      expect(await list(doctor.id)).toEqual({ notifications: [], unread: 0 });
    });
  });

  describe('notifications of an emergency', () => {
    it('are stored with the alert for every doctor who can sign in, once until they are read', async () => {
      const [known, other] = [
        await createDoctor(current.store, { passwordHash: 'hash' }),
        await createDoctor(current.store, { passwordHash: 'hash' }),
      ];
      const without = await createDoctor(current.store);
      const { patient, appointment } = await createVisit(current.store, { doctor: known });
      const raise = async (createdAt: number, clientId: string | null = null) => {
        const { to: _, ...sent } = message(appointment.roomId, patient, {
          kind: 'emergency',
          createdAt,
          clientId,
        });
        const raised = await current.store.raiseEmergency({
          emergencyId: randomUUID(),
          message: sent,
          to: { roomId: appointment.roomId },
          audits: [],
        });
        if (typeof raised === 'string') throw new Error(raised);
        return new Map(raised.notified.map(({ accountId, id, count }) => [accountId, { id, count }]));
      };
      const list = (accountId: string) =>
        current.store.listNotifications({ accountId, before: null, limit: 10 });
      const first = await raise(T0, 'first');
      expect([first.has(known.id), first.has(other.id), first.has(without.id)]).toEqual([true, true, false]);
      expect((await raise(T0, 'first')).size).toBe(0);
      expect((await raise(T0 + 1)).get(other.id)).toEqual({ id: first.get(other.id)?.id, count: 2 });
      await current.reopen();
      expect(await list(other.id)).toEqual({
        unread: 1,
        notifications: [
          {
            place: expect.any(Number) as number,
            id: first.get(other.id)?.id,
            accountId: other.id,
            kind: 'emergency',
            other: { id: patient.id, fullname: patient.fullname },
            appointmentId: null,
            count: 2,
            createdAt: T0 + 1,
            readAt: null,
          },
        ],
      });
      await current.store.readNotifications({ accountId: other.id, ids: null, at: T0 + 2 });
      const next = await raise(T0 + 3);
      expect([next.get(other.id)?.count, next.get(known.id)?.count]).toEqual([1, 3]);
      expect((await list(other.id)).notifications).toHaveLength(2);
    });
  });

  describe('mails', () => {
    it('are taken by one, come again after a failure, and not after a crash', async () => {
      const visit = await createVisit(current.store);
      const add = (kind: NewMail['kind']) =>
        current.store.addMail({ mail: mailOf(visit, kind), audit: audit('mail.asked') });
      const settle = (id: number, outcome: { sent: true } | { retryAt: number }) =>
        current.store.settleMail({
          id,
          at: T0,
          outcome,
          audit: 'sent' in outcome ? audit('mail.sent') : null,
        });
      await add('invitation');
      await add('invitation');
      const [first, second] = await Promise.all([
        current.store.takeDueMail(T0),
        current.store.takeDueMail(T0),
      ]);
      expect(first).toMatchObject({
        kind: 'invitation',
        attempts: 1,
        account: { id: visit.patient.id },
        appointment: { id: visit.appointment.id },
      });
      expect(second).toBeNull();
      await settle(first?.id ?? 0, { retryAt: T0 + MINUTE });
      expect(await current.store.takeDueMail(T0)).toBeNull();
      expect(await current.store.takeDueMail(T0 + MINUTE)).toMatchObject({ id: first?.id, attempts: 2 });
      // Asked for again while the one before is being sent; if that fails, there is one to send.
      await add('invitation');
      await settle(first?.id ?? 0, { retryAt: T0 });
      const taken = await current.store.takeDueMail(T0 + MINUTE);
      expect(taken?.id).not.toBe(first?.id);
      await current.reopen();
      expect(await current.store.dropUncertainMails()).toBe(1);
      expect(await current.store.dropUncertainMails()).toBe(0);
      expect(await current.store.takeDueMail(T0 + DAY)).toBeNull();
      await add('cancelled');
      const last = await current.store.takeDueMail(T0);
      await settle(last?.id ?? 0, { sent: true });
      expect(await current.store.takeDueMail(T0 + DAY)).toBeNull();
    });

    it('remind once of each start', async () => {
      const doctor = await createDoctor(current.store);
      const patient = await createPatient(current.store, doctor.id, { email: 'pat@clinic.example' });
      const visit = await createVisit(current.store, { doctor, patient });
      const { startsAt } = visit.appointment;
      const remind = (now: number) =>
        current.store.addDueMails({ now, remindUntil: now + DAY, remindMs: HOUR, unreadSince: 0 });
      await remind(startsAt - DAY - 1);
      expect(await current.store.takeDueMail(startsAt)).toBeNull();
      await remind(startsAt - 2);
      await remind(startsAt - 1);
      expect(await current.store.takeDueMail(startsAt)).toMatchObject({ kind: 'reminder', startsAt });
      expect(await current.store.takeDueMail(startsAt)).toBeNull();
    });
  });
};
