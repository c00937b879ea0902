import { describe, expect, it } from 'vitest';
import { openingHoursSchema } from '../../server/protocol/index.ts';
import { openingAt } from '../../src-renderer/features/waiting-room/opening-hours.ts';
import { createHoursFormat } from '../../src-renderer/i18n/format-hours.ts';

const HOURS = openingHoursSchema.parse({
  monday: [
    { from: '09:00', to: '12:00' },
    { from: '14:00', to: '17:00' },
  ],
  thursday: [{ from: '08:30', to: '13:00' }],
});
const BERLIN = 'Europe/Berlin';
/** In the winter, Berlin is an hour ahead. */
const berlin = (day: number, clock: string) =>
  Date.parse(`2026-01-${String(day).padStart(2, '0')}T${clock}:00+01:00`);

describe('opening hours', () => {
  it.each([
    ['before it opens', berlin(5, '08:59'), { state: 'opensToday', at: '09:00' }],
    ['as it opens', berlin(5, '09:00'), { state: 'open', until: '12:00' }],
    ['as it closes for lunch', berlin(5, '12:00'), { state: 'opensToday', at: '14:00' }],
    ['in the evening', berlin(5, '17:00'), { state: 'opensLater', day: 'thursday', at: '08:30' }],
    ['at the weekend', berlin(10, '12:00'), { state: 'opensLater', day: 'monday', at: '09:00' }],
    ['after midnight in the clinic alone', berlin(5, '00:30'), { state: 'opensToday', at: '09:00' }],
  ])('tell what comes next: %s', (_, now, expected) => {
    expect(openingAt(HOURS, BERLIN, now)).toEqual(expected);
  });

  it('come back to the same day a week later, and say nothing if there are none', () => {
    const only = openingHoursSchema.parse({ monday: [{ from: '09:00', to: '10:00' }] });
    expect(openingAt(only, BERLIN, berlin(5, '11:00'))).toEqual({
      state: 'opensLater',
      day: 'monday',
      at: '09:00',
    });
    expect(openingAt(openingHoursSchema.parse({}), BERLIN, berlin(5, '11:00'))).toBeNull();
    expect(openingAt(only, null, berlin(5, '11:00'))).toBeNull();
  });

  it('are written as the language does', () => {
    const british = createHoursFormat('en-GB');
    expect([british.time('09:05'), british.weekday('monday'), british.weekday('sunday')]).toEqual([
      '9:05',
      'Monday',
      'Sunday',
    ]);
    expect(createHoursFormat('en-US').time('14:00')).toMatch(/^2:00\sPM$/);
  });
});
