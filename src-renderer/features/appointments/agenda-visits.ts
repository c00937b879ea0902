import type { Dayjs } from 'dayjs';
import { REOPEN_WITHIN_MS, type Appointment } from '../../../server/protocol/index.ts';
import { wallMinutes, type Range } from './agenda-dates.ts';
import { overlapping, type Slot } from './agenda-layout.ts';

const MINUTE_MS = 60_000;

export const endOf = ({ startsAt, durationMinutes }: Appointment): number =>
  Date.parse(startsAt) + durationMinutes * MINUTE_MS;

/** A visit that nobody comes to leaves its time free. */
export const takesTime = ({ status }: Appointment): boolean => status !== 'cancelled' && status !== 'missed';

const byStart = (a: Appointment, b: Appointment): number =>
  a.startsAt.localeCompare(b.startsAt) || a.id.localeCompare(b.id);

/** Those that start within the range, in order. */
export const visitsIn = (appointments: Iterable<Appointment>, { from, to }: Range): Appointment[] =>
  [...appointments]
    .filter(({ startsAt }) => Date.parse(startsAt) >= from && Date.parse(startsAt) < to)
    .sort(byStart);

/** Where a visit stands on the clock of its day. What goes on after midnight ends with the day. */
export const slotOn = (day: Dayjs, visit: Appointment): Slot => ({
  id: visit.id,
  from: wallMinutes(day, Date.parse(visit.startsAt)),
  // By its length and not by the clock, which may be put back in the middle of it.
  to: Math.min(24 * 60, wallMinutes(day, Date.parse(visit.startsAt)) + visit.durationMinutes),
});

/** The ids of the visits that happen at the same time as another. */
export const overlapsAmong = (visits: readonly Appointment[]): Set<string> =>
  overlapping(
    visits
      .filter(takesTime)
      .map((visit) => ({ id: visit.id, from: Date.parse(visit.startsAt), to: endOf(visit) })),
  );

/** The other visits during a time. */
export const visitsDuring = (
  visits: Iterable<Appointment>,
  { from, to }: Range,
  exceptId: string,
): Appointment[] =>
  [...visits]
    .filter(
      (other) =>
        other.id !== exceptId && takesTime(other) && Date.parse(other.startsAt) < to && endOf(other) > from,
    )
    .sort(byStart);

/** True for a visit that was cancelled or missed so lately that this can be taken back. */
export const canReopen = ({ status, endedAt }: Appointment, now: number): boolean =>
  (status === 'cancelled' || status === 'missed') &&
  endedAt !== null &&
  now - Date.parse(endedAt) < REOPEN_WITHIN_MS;
