import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import {
  arrive,
  audit,
  auditRows,
  createVisit,
  HOUR,
  invitation,
  MINUTE,
  moveTo,
  T0,
} from '../support/fixtures.ts';

const OPEN = ['scheduled', 'waiting'] as const;

export const describeAgenda = (current: CurrentStore): void => {
  describe('the agenda', () => {
    const making = async (clientId: string) => {
      const { appointment, doctor, patient } = await createVisit(current.store);
      const make = (id = randomUUID()) => ({
        clientId,
        appointment: {
          id,
          roomId: randomUUID(),
          patientId: patient.id,
          doctorId: doctor.id,
          startsAt: T0,
          durationMinutes: 20,
          followUpOf: appointment.id,
          reason: null,
          status: 'scheduled' as const,
          createdAt: T0,
          startedAt: null,
          endedAt: null,
        },
        invitation: invitation(id),
        audit: audit('appointment.created'),
        repeatAudit: audit('invitation.renewed'),
      });
      return { make, doctor };
    };

    it('makes an appointment once for an id, and gives a repeat the new invitation', async () => {
      const { make, doctor } = await making('form-1');
      const first = make();
      expect(await current.store.createAppointmentOnce(first)).toMatchObject({
        outcome: 'created',
        appointment: { id: first.appointment.id },
      });
      const second = make();
      const later = { ...second.invitation, expiresAt: T0 + 30 * HOUR };
      expect(await current.store.createAppointmentOnce({ ...second, invitation: later })).toMatchObject({
        outcome: 'known',
        appointment: { id: first.appointment.id, invitation: { expiresAt: T0 + 30 * HOUR } },
      });
      expect(await current.store.listAppointments({ doctorId: doctor.id })).toHaveLength(2);
      const third = make();
      const elsewhen = { ...third, appointment: { ...third.appointment, startsAt: T0 + HOUR } };
      expect(await current.store.createAppointmentOnce(elsewhen)).toEqual({ outcome: 'conflict' });
      await moveTo(current.store, first.appointment, 'missed');
      expect(await current.store.createAppointmentOnce(make())).toEqual({ outcome: 'over' });
    });

    it('changes what is given, notes a move, and moves the invitation’s end with it', async () => {
      const { appointment, invitation: before } = await createVisit(current.store);
      const change = {
        appointmentId: appointment.id,
        from: OPEN,
        invitationExpiresAt: T0 + 99 * HOUR,
        audit: audit(),
      };
      const renamed = await current.store.updateAppointment({ ...change, changes: { reason: 'Cough' } });
      expect(renamed).toMatchObject({
        reason: 'Cough',
        startsAt: appointment.startsAt,
        movedFrom: null,
        invitation: { expiresAt: before.expiresAt },
      });
      const rows = await auditRows(current.store);
      const moved = await current.store.updateAppointment({
        ...change,
        changes: { startsAt: T0 + 5 * HOUR },
      });
      expect(moved).toMatchObject({
        reason: 'Cough',
        startsAt: T0 + 5 * HOUR,
        movedFrom: appointment.startsAt,
        invitation: { expiresAt: T0 + 99 * HOUR },
      });
      expect(await auditRows(current.store)).toBe(rows + 1);
      await moveTo(current.store, appointment, 'ended');
      expect(await current.store.updateAppointment({ ...change, changes: { reason: null } })).toBeNull();
      expect(await auditRows(current.store)).toBe(rows + 2);
    });

    it('opens a closed visit again, with its place, unless it was closed too long ago', async () => {
      const visit = await createVisit(current.store);
      const { appointment, doctor } = visit;
      await arrive(current.store, visit, T0);
      await current.store.transitionAppointment({
        appointmentId: appointment.id,
        from: ['waiting'],
        to: 'cancelled',
        at: T0 + HOUR,
        closingMessage: 'See you',
        audit: audit(),
      });
      expect(await current.store.getAppointment(appointment.id)).toMatchObject({ closingMessage: 'See you' });
      const input = { appointmentId: appointment.id, at: T0 + 2 * HOUR, audit: audit() };
      expect(await current.store.reopenAppointment({ ...input, closedSince: T0 + HOUR + MINUTE })).toBeNull();
      expect(await current.store.reopenAppointment({ ...input, closedSince: T0 })).toMatchObject({
        status: 'waiting',
        endedAt: null,
        closingMessage: null,
      });
      expect(await current.store.getQueue(doctor.id)).toMatchObject([{ joinedAt: T0 }]);
      expect(await current.store.getWaitingRoom(appointment.roomId)).toMatchObject({
        entries: [{ joinedAt: T0, awaySince: T0 + 2 * HOUR }],
      });
      // It is open, so there is nothing to take back.
      expect(await current.store.reopenAppointment({ ...input, closedSince: T0 })).toBeNull();
    });

    it('forgets the places of visits that stay closed, and no others', async () => {
      const closed = await createVisit(current.store);
      const open = await createVisit(current.store);
      for (const visit of [closed, open]) await arrive(current.store, visit, T0);
      await moveTo(current.store, closed.appointment, 'missed', T0 + HOUR);
      await current.store.forgetClosedPlaces(T0 + 2 * HOUR);
      expect(await current.store.getQueue(open.doctor.id)).toHaveLength(1);
      expect(
        await current.store.reopenAppointment({
          appointmentId: closed.appointment.id,
          closedSince: T0,
          at: T0 + 3 * HOUR,
          audit: audit(),
        }),
      ).toMatchObject({ status: 'scheduled' });
    });
  });
};
