import dayjs, { type Dayjs } from 'dayjs';

/** Days as people see them, in the time zone of this machine: a day may have 23 or 25 hours. */

export type AgendaView = 'day' | 'week';

const DATE = 'YYYY-MM-DD';
export const MINUTES_OF_DAY = 24 * 60;

/** As it stands in the address bar. */
export const dayText = (day: Dayjs): string => day.format(DATE);

/** The day that a text names, or the other one if it names none. */
export const parseDay = (text: string | null, otherwise: Dayjs): Dayjs => {
  const day = dayjs(text ?? '');
  // 31 February would become March.
  return day.isValid() && dayText(day) === text ? day.startOf('day') : otherwise.startOf('day');
};

/** The days that a view shows. `firstDay` is that of a week, 0 for Sunday. */
export const daysOf = (view: AgendaView, day: Dayjs, firstDay: number): Dayjs[] => {
  if (view === 'day') return [day.startOf('day')];
  const first = day.subtract((day.day() - firstDay + 7) % 7, 'day').startOf('day');
  return Array.from({ length: 7 }, (_, index) => first.add(index, 'day'));
};

export type Range = { from: number; to: number };

/** From the beginning of the first day to the end of the last. */
export const rangeOf = (days: readonly Dayjs[]): Range => {
  const first = days[0] ?? dayjs();
  return { from: first.valueOf(), to: (days.at(-1) ?? first).add(1, 'day').startOf('day').valueOf() };
};

/** What the clock on the wall says at a moment, in minutes of this day; within the day at any rate. */
export const wallMinutes = (day: Dayjs, at: number): number => {
  const moment = dayjs(at);
  if (moment.isBefore(day, 'day')) return 0;
  if (moment.isAfter(day, 'day')) return MINUTES_OF_DAY;
  return moment.hour() * 60 + moment.minute();
};
