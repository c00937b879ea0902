import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import {
  arrive,
  audit,
  auditRows,
  createDoctor,
  createPatient,
  createVisit,
  HOUR,
  moveTo,
  T0,
} from '../support/fixtures.ts';

export const describeAppointments = (current: CurrentStore): void => {
  describe('appointments', () => {
    it('returns an appointment with its people and its invitation, by id and by room', async () => {
      const { appointment, doctor, patient, invitation } = await createVisit(current.store, {
        appointment: { reason: 'Follow-up' },
      });
      expect(appointment).toMatchObject({
        patientId: patient.id,
        patientName: patient.fullname,
        doctorId: doctor.id,
        doctorName: doctor.fullname,
        reason: 'Follow-up',
        status: 'scheduled',
        durationMinutes: 20,
        followUpOf: null,
        startedAt: null,
        endedAt: null,
        invitation: { expiresAt: invitation.expiresAt, openings: 0, maxOpenings: 5, lastOpenedAt: null },
      });
      expect(await current.store.getAppointment(appointment.id)).toEqual(appointment);
      expect(await current.store.findAppointmentByRoom(appointment.roomId)).toEqual(appointment);
      expect(await current.store.getAppointment('unknown')).toBeNull();
      expect(await current.store.findAppointmentByRoom('unknown')).toBeNull();
    });

    it('lists by start, from the first moment up to but not including the last', async () => {
      const doctor = await createDoctor(current.store);
      const patient = await createPatient(current.store, doctor.id);
      const at = (startsAt: number): ReturnType<typeof createVisit> =>
        createVisit(current.store, { doctor, patient, appointment: { startsAt } });
      const third = await at(T0 + 3 * HOUR);
      const first = await at(T0 + HOUR);
      const second = await at(T0 + 2 * HOUR);
      const list = async (filter: Parameters<typeof current.store.listAppointments>[0]): Promise<string[]> =>
        (await current.store.listAppointments(filter)).map(({ id }) => id);
      const ids = [first, second, third].map(({ appointment }) => appointment.id);
      expect(await list({})).toEqual(ids);
      expect(await list({ from: T0 + 2 * HOUR })).toEqual(ids.slice(1));
      expect(await list({ to: T0 + 3 * HOUR })).toEqual(ids.slice(0, 2));
      expect(await list({ from: T0 + 2 * HOUR, to: T0 + 3 * HOUR })).toEqual([ids[1]]);
      expect(await list({ limit: 2 })).toEqual(ids.slice(1));
      expect(await list({ limit: 2, to: T0 + 3 * HOUR })).toEqual(ids.slice(0, 2));
    });

    it('narrows a list to a doctor, a patient, an appointment, or several of them', async () => {
      const mine = await createVisit(current.store);
      const theirs = await createVisit(current.store);
      const both = await createVisit(current.store, { doctor: mine.doctor, patient: theirs.patient });
      const list = async (filter: Parameters<typeof current.store.listAppointments>[0]): Promise<string[]> =>
        (await current.store.listAppointments(filter)).map(({ id }) => id).toSorted();
      const ids = (...visits: { appointment: { id: string } }[]): string[] =>
        visits.map(({ appointment }) => appointment.id).toSorted();
      expect(await list({ doctorId: mine.doctor.id })).toEqual(ids(mine, both));
      expect(await list({ patientId: theirs.patient.id })).toEqual(ids(theirs, both));
      expect(await list({ doctorId: mine.doctor.id, patientId: theirs.patient.id })).toEqual(ids(both));
      expect(await list({ appointmentId: mine.appointment.id })).toEqual(ids(mine));
      expect(await list({ appointmentId: mine.appointment.id, patientId: theirs.patient.id })).toEqual([]);
    });

    it('moves an appointment only from a state that was named, and audits only that', async () => {
      const { appointment } = await createVisit(current.store);
      const rows = await auditRows(current.store);
      const move = { appointmentId: appointment.id, to: 'admitted', at: T0, audit: audit() } as const;
      expect(await current.store.transitionAppointment({ ...move, from: ['waiting'] })).toBeNull();
      expect(await auditRows(current.store)).toBe(rows);
      expect(
        await current.store.transitionAppointment({ ...move, from: ['waiting', 'scheduled'] }),
      ).toMatchObject({ status: 'admitted', startedAt: null });
      expect(await auditRows(current.store)).toBe(rows + 1);
      expect(
        await current.store.transitionAppointment({ ...move, appointmentId: 'unknown', from: ['waiting'] }),
      ).toBeNull();
    });

    it('lets one of many who move it at the same time succeed', async () => {
      const { appointment } = await createVisit(current.store);
      const moves = await Promise.all(
        Array.from({ length: 20 }, () =>
          current.store.transitionAppointment({
            appointmentId: appointment.id,
            from: ['scheduled'],
            to: 'admitted',
            at: T0,
            audit: audit(),
          }),
        ),
      );
      expect(moves.filter((moved) => moved !== null)).toHaveLength(1);
    });

    it('remembers when the call began first, and when the visit ended', async () => {
      const { appointment } = await createVisit(current.store);
      expect(await moveTo(current.store, appointment, 'inCall', T0 + 1)).toMatchObject({ startedAt: T0 + 1 });
      await moveTo(current.store, appointment, 'waiting', T0 + 2);
      expect(await moveTo(current.store, appointment, 'inCall', T0 + 3)).toMatchObject({
        startedAt: T0 + 1,
        endedAt: null,
      });
      expect(await moveTo(current.store, appointment, 'ended', T0 + 4)).toMatchObject({
        status: 'ended',
        startedAt: T0 + 1,
        endedAt: T0 + 4,
      });
    });

    it.each(['ended', 'cancelled', 'missed'] as const)(
      'removes the place in the waiting room when the visit is %s',
      async (final) => {
        const visit = await createVisit(current.store);
        await arrive(current.store, visit);
        await moveTo(current.store, visit.appointment, final, T0 + 1);
        expect(await current.store.getWaitingRoom(visit.appointment.roomId)).toMatchObject({
          appointment: { status: final, endedAt: T0 + 1 },
          entries: [],
        });
        expect(await current.store.getQueue(visit.doctor.id)).toEqual([]);
      },
    );
  });
};
