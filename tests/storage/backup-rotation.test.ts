import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupsToRemove, KEPT } from '../../server/storage/sqlite/backup-rotation.ts';
import { backupNameOf, timeOfBackup } from '../../server/storage/sqlite/backup-files.ts';
import { HOUR, T0 } from './support/fixtures.ts';

const DAY = 24 * HOUR;
const MOST = KEPT.reduce((sum, { count }) => sum + count, 0);

const rotate = (times: readonly number[], now: number): number[] => {
  const removed = new Set(backupsToRemove(times, now));
  return times.filter((time) => !removed.has(time));
};

/** What is there after a backup at each of these times. */
const live = (times: readonly number[]): number[] =>
  times.reduce<number[]>((kept, time) => rotate([...kept, time], time), []);

const past = fc
  .uniqueArray(fc.integer({ min: 0, max: 90 * DAY }), { maxLength: 120 })
  .map((ages) => ages.map((age) => T0 - age));

describe('the rotation of backups', () => {
  it('keeps 24 hours, 7 days and 4 weeks of a server that runs for months', () => {
    const kept = live(Array.from({ length: 70 * 24 }, (_, hour) => T0 + hour * HOUR));
    const now = T0 + (70 * 24 - 1) * HOUR;
    const ages = kept.map((time) => (now - time) / HOUR);
    expect(ages.filter((age) => age < 24)).toHaveLength(24);
    for (let day = 1; day < 7; day += 1) {
      expect(ages.some((age) => age >= (day - 1) * 24 && age <= (day + 1) * 24)).toBe(true);
    }
    expect(Math.max(...ages)).toBeGreaterThan(14 * 24);
    expect(kept.length).toBeLessThanOrEqual(MOST);
  });

  it('never removes the newest, keeps few, and has nothing to do a second time', () => {
    fc.assert(
      fc.property(past, (times) => {
        const kept = rotate(times, T0);
        expect(kept.length).toBeLessThanOrEqual(MOST);
        if (times.length > 0) expect(kept).toContain(Math.max(...times));
        expect(backupsToRemove(kept, T0)).toEqual([]);
      }),
    );
  });

  it('has a backup of each of the last hours, days and weeks in which one was made', () => {
    fc.assert(
      fc.property(past, (times) => {
        const sorted = times.toSorted((first, second) => first - second);
        const kept = live(sorted);
        for (const { unit, count } of KEPT) {
          const units = [...new Set(sorted.map((time) => Math.floor(time / unit)))].slice(-count);
          for (const wanted of units) {
            expect(kept.some((time) => Math.floor(time / unit) === wanted)).toBe(true);
          }
        }
      }),
    );
  });

  it('removes nothing of the future, and is not misled by it', () => {
    fc.assert(
      fc.property(past, fc.uniqueArray(fc.integer({ min: 1, max: 400 * DAY })), (times, ahead) => {
        const future = ahead.map((by) => T0 + by);
        expect(backupsToRemove([...future, ...times], T0).toSorted()).toEqual(
          backupsToRemove(times, T0).toSorted(),
        );
      }),
    );
  });
});

describe('the name of a backup', () => {
  it('is its time, in a form that every system allows', () => {
    expect(backupNameOf(Date.UTC(2026, 10, 20, 15, 4, 5))).toBe('anteroom-2026-11-20T15-04-05Z.sqlite');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(timeOfBackup(backupNameOf(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    'anteroom-2026-11-20T15-04-05Z.sqlite.unfinished',
    'notes.txt',
    'anteroom-2026-13-40T99-04-05Z.sqlite',
  ])('is not %s', (name) => expect(timeOfBackup(name)).toBeNull());
});
