import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createVisit, T0 } from '../support/fixtures.ts';

export const describeCallRooms = (current: CurrentStore): void => {
  describe('call rooms', () => {
    it('makes a room once and returns the same one afterwards', async () => {
      const { doctor, patient, appointment } = await createVisit(current.store);
      const room = {
        id: randomUUID(),
        doctorId: doctor.id,
        patientId: patient.id,
        appointmentId: appointment.id,
        createdByRole: 'doctor',
        createdAt: T0,
      } as const;
      const rows = await auditRows(current.store);
      expect(await current.store.createCallRoom(room, audit())).toEqual(room);
      expect(
        await current.store.createCallRoom({ ...room, createdByRole: 'patient', createdAt: T0 + 1 }, audit()),
      ).toEqual(room);
      expect(await current.store.getCallRoom(room.id)).toEqual(room);
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('becomes the doctor’s when the doctor makes a room that the patient made, and never goes back', async () => {
      const { doctor, patient } = await createVisit(current.store);
      const other = await createVisit(current.store);
      const made = {
        id: randomUUID(),
        doctorId: doctor.id,
        patientId: patient.id,
        appointmentId: null,
        createdByRole: 'patient',
        createdAt: T0,
      } as const;
      const again = (overrides: object): ReturnType<typeof current.store.createCallRoom> =>
        current.store.createCallRoom({ ...made, createdByRole: 'doctor', ...overrides }, audit());
      await current.store.createCallRoom(made, audit());
      const rows = await auditRows(current.store);
      expect(await again({ doctorId: other.doctor.id })).toEqual(made);
      expect(await again({ patientId: other.patient.id })).toEqual(made);
      expect(await auditRows(current.store)).toBe(rows);
      const admitted = { ...made, createdByRole: 'doctor' };
      expect(await again({ createdAt: T0 + 1 })).toEqual(admitted);
      expect(await again({ createdByRole: 'patient' })).toEqual(admitted);
      expect(await current.store.getCallRoom(made.id)).toEqual(admitted);
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('has rooms without an appointment, over restarts, until they are deleted', async () => {
      const { doctor, patient } = await createVisit(current.store);
      const room = {
        id: randomUUID(),
        doctorId: doctor.id,
        patientId: patient.id,
        appointmentId: null,
        createdByRole: 'patient',
        createdAt: T0,
      } as const;
      await current.store.createCallRoom(room, audit());
      await current.reopen();
      expect(await current.store.getCallRoom(room.id)).toEqual(room);
      await current.store.deleteCallRoom(room.id);
      await current.store.deleteCallRoom(room.id);
      expect(await current.store.getCallRoom(room.id)).toBeNull();
    });

    it('forgets rooms that were made long ago, and no others', async () => {
      const { doctor, patient } = await createVisit(current.store);
      const make = async (createdAt: number): Promise<string> => {
        const room = {
          id: randomUUID(),
          doctorId: doctor.id,
          patientId: patient.id,
          appointmentId: null,
          createdByRole: 'doctor',
          createdAt,
        } as const;
        return (await current.store.createCallRoom(room, audit())).id;
      };
      const old = await make(T0 - 1);
      const recent = await make(T0);
      await current.store.forgetCallRooms(T0);
      expect(await current.store.getCallRoom(old)).toBeNull();
      expect(await current.store.getCallRoom(recent)).not.toBeNull();
    });
  });
};
