import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { arrive, createVisit, moveTo, T0 } from '../support/fixtures.ts';

export const describeMonitoring = (current: CurrentStore): void => {
  describe('the count of those who wait', () => {
    it('is nobody in a new clinic', async () => {
      expect(await current.store.countWaiting()).toEqual({ ready: 0, preparing: 0, away: 0 });
    });

    it('tells who is ready, who is not yet, and who is away, and forgets who was admitted', async () => {
      const [ready, preparing, away, admitted] = [
        await createVisit(current.store),
        await createVisit(current.store),
        await createVisit(current.store),
        await createVisit(current.store),
      ];
      for (const visit of [ready, preparing, away, admitted]) await arrive(current.store, visit);
      const who = ({ appointment, patient }: typeof ready) => ({
        roomId: appointment.roomId,
        patientId: patient.id,
      });
      await current.store.setReady({ ...who(ready), ready: true });
      await current.store.setReady({ ...who(away), ready: true });
      await current.store.markAway({ ...who(away), at: T0 });
      await moveTo(current.store, admitted.appointment, 'admitted');
      expect(await current.store.countWaiting()).toEqual({ ready: 1, preparing: 1, away: 1 });
    });
  });
};
