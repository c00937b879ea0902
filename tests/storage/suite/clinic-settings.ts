import { describe, expect, it } from 'vitest';
import type { ClinicSettingsRecord } from '../../../server/domain/records.ts';
import { openingHoursSchema } from '../../../server/protocol/index.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  audit,
  auditRows,
  createDoctor,
  createVisit,
  HOUR,
  MINUTE,
  moveTo,
  T0,
} from '../support/fixtures.ts';

const SETTINGS: ClinicSettingsRecord = {
  openingHours: openingHoursSchema.parse({ friday: [{ from: '09:00', to: '12:30' }] }),
  timeZone: 'Europe/Berlin',
  emergencyNumber: '112',
  shows: { position: false, expectedWait: true, presence: false },
  relayOnly: true,
  emergencyTextFor: 'related',
  emergencyUnseenSeconds: 15,
};

export const describeClinicSettings = (current: CurrentStore): void => {
  describe('settings of the clinic', () => {
    it('begin with nothing stated and everything shown, and last once they are saved', async () => {
      expect(await current.store.getClinicSettings()).toEqual({
        openingHours: openingHoursSchema.parse({}),
        timeZone: null,
        emergencyNumber: null,
        shows: { position: true, expectedWait: true, presence: true },
        relayOnly: false,
        emergencyTextFor: 'all',
        emergencyUnseenSeconds: 60,
      });
      const rows = await auditRows(current.store);
      await current.store.saveClinicSettings({ name: 'Pine Street', settings: SETTINGS, audit: audit() });
      expect(await auditRows(current.store)).toBe(rows + 1);
      await current.reopen();
      expect(await current.store.getClinicSettings()).toEqual(SETTINGS);
      expect(await current.store.getClinic()).toMatchObject({ name: 'Pine Street' });
    });

    it('keep one logo, byte by byte, until it is replaced or removed', async () => {
      expect(await current.store.getClinicLogo()).toBeNull();
      const logo = { type: 'image/png', version: 'a', bytes: Uint8Array.of(0, 255, 10, 13) } as const;
      await current.store.setClinicLogo({ logo, audit: audit() });
      const next = { type: 'image/webp', version: 'b', bytes: Uint8Array.of(1, 2) } as const;
      await current.store.setClinicLogo({ logo: next, audit: audit() });
      await current.reopen();
      const kept = await current.store.getClinicLogo();
      expect(kept).toMatchObject({ type: 'image/webp', version: 'b' });
      expect([...(kept?.bytes ?? [])]).toEqual([1, 2]);
      const rows = await auditRows(current.store);
      await current.store.setClinicLogo({ logo: null, audit: audit() });
      expect(await current.store.getClinicLogo()).toBeNull();
      expect(await auditRows(current.store)).toBe(rows + 1);
    });
  });

  describe('the pace of a doctor', () => {
    const ask = (doctorId: string, limit = 20, at = T0 + HOUR) =>
      current.store.getPace({ doctorId, limit, at, runningWithinMs: 12 * HOUR });

    it('is that of the last visits with a call, newest first', async () => {
      const doctor = await createDoctor(current.store);
      expect(await ask(doctor.id)).toEqual({ recent: [], running: null });
      for (const [index, durationMinutes] of [10, 20, 30].entries()) {
        const { appointment } = await createVisit(current.store, {
          doctor,
          appointment: { durationMinutes },
        });
        const began = T0 + index * HOUR;
        await moveTo(current.store, appointment, 'inCall', began);
        await moveTo(current.store, appointment, 'ended', began + 7 * MINUTE);
      }
      const without = await createVisit(current.store, { doctor });
      await moveTo(current.store, without.appointment, 'ended', T0 + 9 * HOUR);
      const other = await createVisit(current.store);
      await moveTo(current.store, other.appointment, 'inCall', T0);
      await moveTo(current.store, other.appointment, 'ended', T0 + MINUTE);
      const visit = (durationMinutes: number, startedAt: number) => ({
        durationMinutes,
        startedAt,
        endedAt: startedAt + 7 * MINUTE,
      });
      expect(await ask(doctor.id, 2)).toEqual({
        recent: [visit(30, T0 + 2 * HOUR), visit(20, T0 + HOUR)],
        running: null,
      });
    });

    it('knows the visit that runs, and takes none of another day for it', async () => {
      const doctor = await createDoctor(current.store);
      const old = await createVisit(current.store, { doctor, appointment: { startsAt: T0 - 48 * HOUR } });
      await moveTo(current.store, old.appointment, 'inCall', T0 - 48 * HOUR);
      expect(await ask(doctor.id)).toMatchObject({ running: null });
      const { appointment } = await createVisit(current.store, { doctor });
      await moveTo(current.store, appointment, 'admitted');
      expect(await ask(doctor.id)).toMatchObject({ running: { durationMinutes: 20, startedAt: null } });
      await moveTo(current.store, appointment, 'inCall', T0 + MINUTE);
      expect(await ask(doctor.id)).toMatchObject({
        running: { durationMinutes: 20, startedAt: T0 + MINUTE },
      });
    });
  });
};
