import dayjs from 'dayjs';
import { describe, expect, it, vi } from 'vitest';
import {
  daysOf,
  dayText,
  parseDay,
  rangeOf,
  wallMinutes,
} from '../../src-renderer/features/appointments/agenda-dates.ts';
import {
  overlapsAmong,
  slotOn,
  visitsDuring,
  visitsIn,
} from '../../src-renderer/features/appointments/agenda-visits.ts';
import { appointment } from './support/fixtures.ts';

const HOUR = 3_600_000;

/** Runs with another time zone of the machine; Node reads it again when it is set. */
const inZone = (zone: string, test: () => void) => () => {
  vi.stubEnv('TZ', zone);
  try {
    test();
  } finally {
    vi.unstubAllEnvs();
  }
};

describe('the days of the calendar', () => {
  it('are read from the address, and today stands for what is no day', () => {
    const today = dayjs('2026-11-20T15:00');
    expect(dayText(parseDay('2026-03-04', today))).toBe('2026-03-04');
    for (const wrong of [null, '', 'tomorrow', '2026-02-31', '2026-3-4', '2026-03-04T10:00']) {
      expect(dayText(parseDay(wrong, today))).toBe('2026-11-20');
    }
    expect(parseDay(null, today).hour()).toBe(0);
  });

  it('begin with the day on which weeks begin', () => {
    const friday = dayjs('2026-11-20');
    expect(daysOf('week', friday, 1).map(dayText).at(0)).toBe('2026-11-16');
    expect(daysOf('week', friday, 0).map(dayText).at(0)).toBe('2026-11-15');
    expect(daysOf('week', dayjs('2026-11-15'), 1).map(dayText).at(-1)).toBe('2026-11-15');
    expect(daysOf('day', friday, 1).map(dayText)).toEqual(['2026-11-20']);
  });

  it(
    'have 23 and 25 hours when the clock is changed, and the week stays seven days',
    inZone('Europe/Berlin', () => {
      const spring = rangeOf(daysOf('day', dayjs('2026-03-29'), 1));
      expect((spring.to - spring.from) / HOUR).toBe(23);
      const autumn = rangeOf(daysOf('day', dayjs('2026-10-25'), 1));
      expect((autumn.to - autumn.from) / HOUR).toBe(25);
      const week = daysOf('week', dayjs('2026-10-25'), 1);
      expect(week.map(dayText)).toEqual([
        '2026-10-19',
        '2026-10-20',
        '2026-10-21',
        '2026-10-22',
        '2026-10-23',
        '2026-10-24',
        '2026-10-25',
      ]);
      expect(week.every((day) => day.hour() === 0)).toBe(true);
    }),
  );

  it(
    'place a visit by the clock on the wall',
    inZone('Europe/Berlin', () => {
      const day = dayjs('2026-03-29').startOf('day');
      const visit = appointment({ startsAt: '2026-03-29T08:00:00Z', durationMinutes: 45 });
      expect(slotOn(day, visit)).toMatchObject({ from: 600, to: 645 });
      expect(wallMinutes(day, Date.parse('2026-03-28T10:00:00Z'))).toBe(0);
      expect(wallMinutes(day, Date.parse('2026-03-30T10:00:00Z'))).toBe(1440);
      // It lasts an hour, though the clock says the same as at its start.
      const back = dayjs('2026-10-25').startOf('day');
      const inTheNight = appointment({ startsAt: '2026-10-25T00:30:00Z', durationMinutes: 60 });
      expect(slotOn(back, inTheNight)).toMatchObject({ from: 150, to: 210 });
    }),
  );
});

describe('the visits of a time', () => {
  const at = (id: string, startsAt: string, changes: object = {}) =>
    appointment({ id, startsAt, status: 'scheduled', ...changes });
  const visits = [
    at('b', '2026-11-20T10:10:00Z'),
    at('a', '2026-11-20T10:00:00Z'),
    at('gone', '2026-11-20T10:05:00Z', { status: 'cancelled' }),
    at('later', '2026-11-20T10:30:00Z'),
  ];

  it('are in order, and a cancelled one leaves its time free', () => {
    const range = { from: Date.parse('2026-11-20T10:00:00Z'), to: Date.parse('2026-11-20T10:30:00Z') };
    expect(visitsIn(visits, range).map(({ id }) => id)).toEqual(['a', 'gone', 'b']);
    expect(overlapsAmong(visits)).toEqual(new Set(['a', 'b']));
    expect(visitsDuring(visits, range, 'b').map(({ id }) => id)).toEqual(['a']);
  });
});
