import { WEEKDAYS, type OpeningHours, type Weekday } from '../../../server/protocol/index.ts';

/** Whether a clinic is open, and what comes next; times are the clinic's own. */
export type Opening =
  | { state: 'open'; until: string }
  | { state: 'opensToday'; at: string }
  | { state: 'opensLater'; day: Weekday; at: string };

const clockOf = (timeZone: string, now: number): { day: Weekday; time: string } => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? '';
  const name = part('weekday').toLowerCase();
  return {
    day: WEEKDAYS.find((day) => day === name) ?? 'monday',
    time: `${part('hour')}:${part('minute')}`,
  };
};

/** Null if the clinic does not state any. */
export const openingAt = (hours: OpeningHours, timeZone: string | null, now: number): Opening | null => {
  if (timeZone === null) return null;
  const { day, time } = clockOf(timeZone, now);
  const running = hours[day].find(({ from, to }) => from <= time && time < to);
  if (running !== undefined) return { state: 'open', until: running.to };
  const later = hours[day].find(({ from }) => from > time);
  if (later !== undefined) return { state: 'opensToday', at: later.from };
  const today = WEEKDAYS.indexOf(day);
  // The same day of the next week comes last.
  for (let ahead = 1; ahead <= WEEKDAYS.length; ahead += 1) {
    const next = WEEKDAYS[(today + ahead) % WEEKDAYS.length] ?? day;
    const first = hours[next][0];
    if (first !== undefined) return { state: 'opensLater', day: next, at: first.from };
  }
  return null;
};
