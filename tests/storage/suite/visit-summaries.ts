import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createVisit, T0 } from '../support/fixtures.ts';

export const describeVisitSummaries = (current: CurrentStore): void => {
  const arrange = async () => {
    const { appointment, doctor } = await createVisit(current.store);
    const save = (notes: string, version: number, at = T0) =>
      current.store.saveVisitNotes({
        appointmentId: appointment.id,
        notes,
        version,
        at,
        by: doctor.id,
        audit: audit('visit-summary.saved'),
      });
    return { appointment, doctor, save };
  };

  describe('visit summaries', () => {
    it('has none before the first, and keeps each change with its number and its author', async () => {
      const { appointment, doctor, save } = await arrange();
      const other = await createVisit(current.store);
      expect(await current.store.getVisitNotes(appointment.id)).toBeNull();
      expect(await save('Sleeps badly.', 0)).toMatchObject({ outcome: 'saved', notes: { version: 1 } });
      const notes = { appointmentId: appointment.id, notes: 'Sleeps badly.\nRest.', updatedBy: doctor.id };
      const second = { ...notes, version: 2, updatedAt: T0 + 1 };
      expect(await save(notes.notes, 1, T0 + 1)).toEqual({ outcome: 'saved', notes: second });
      await current.reopen();
      expect(await current.store.getVisitNotes(appointment.id)).toEqual(second);
      expect(await current.store.getVisitNotes(other.appointment.id)).toBeNull();
    });

    it('refuses a change to an older version, writes nothing, and hands out what is stored', async () => {
      const { appointment, save } = await arrange();
      await save('first', 0);
      await save('second', 1);
      const rows = await auditRows(current.store);
      for (const version of [0, 1, 3]) {
        expect(await save('late', version)).toMatchObject({
          outcome: 'stale',
          notes: { notes: 'second', version: 2 },
        });
      }
      expect(await current.store.getVisitNotes(appointment.id)).toMatchObject({
        notes: 'second',
        version: 2,
      });
      expect(await auditRows(current.store)).toBe(rows);
    });

    it('takes the same text again as saved: a repeated request after a lost answer changes nothing', async () => {
      const { save } = await arrange();
      const first = await save('the same', 0);
      const rows = await auditRows(current.store);
      expect(await save('the same', 0, T0 + 1)).toEqual(first);
      expect(await auditRows(current.store)).toBe(rows);
    });

    it('lets one of two writers win, and tells the other', async () => {
      const { save } = await arrange();
      const outcomes = await Promise.all([save('one', 0), save('two', 0)]);
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['saved', 'stale']);
    });

    it('keeps an empty text, and writes an audit row for each change', async () => {
      const { save } = await arrange();
      const rows = await auditRows(current.store);
      await save('', 0);
      await save('text', 1);
      expect(await save('', 2)).toMatchObject({ outcome: 'saved', notes: { notes: '', version: 3 } });
      expect(await auditRows(current.store)).toBe(rows + 3);
    });
  });
};
