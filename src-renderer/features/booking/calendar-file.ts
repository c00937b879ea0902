import type { EventAttributes } from 'ics';
import type { Appointment } from '../../../server/protocol/index.ts';

/** Before the visit begins the calendar reminds of it. */
const REMIND_MINUTES = 10;

export type CalendarWords = { title: string; description: string; location: string; url: string };

/**
 * The visit as an iCalendar file (RFC 5545), in UTC so that every calendar shows its own time zone.
 * @throws Error if the event cannot be written
 */
export const calendarFile = async (
  { id, startsAt, durationMinutes }: Pick<Appointment, 'id' | 'startsAt' | 'durationMinutes'>,
  { title, description, location, url }: CalendarWords,
): Promise<string> => {
  // Loaded when it is first asked for: few appointments need it.
  const { createEvent } = await import('ics');
  const event = {
    uid: `${id}@anteroom`,
    productId: 'anteroom',
    start: Date.parse(startsAt),
    startInputType: 'utc',
    startOutputType: 'utc',
    duration: { minutes: durationMinutes },
    title,
    description,
    location,
    status: 'CONFIRMED',
    busyStatus: 'BUSY',
    classification: 'PRIVATE',
    alarms: [{ action: 'display', description: title, trigger: { minutes: REMIND_MINUTES, before: true } }],
  } satisfies EventAttributes;
  const withUrl = createEvent({ ...event, url });
  // It does not take every address of a server as one; the description has it, too.
  const { error, value } = withUrl.error == null ? withUrl : createEvent(event);
  if (error != null || value == null) throw error ?? new Error('the calendar file is empty');
  return value;
};

/** The day alone: a name of the file that says nothing of anybody. */
export const calendarFileName = (startsAt: string): string => {
  const at = new Date(startsAt);
  const two = (value: number) => String(value).padStart(2, '0');
  return `visit-${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}.ics`;
};
