import { z } from './zod.ts';

/** Days of the week in ISO order. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** More would be a timetable, not opening hours. */
export const INTERVALS_MAX = 4;

/** Wall-clock time in the clinic's zone, "09:00"; sorts as text. */
export const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

export const intervalSchema = z
  .object({ from: clockTimeSchema, to: clockTimeSchema })
  .refine(({ from, to }) => from < to, { message: 'ends before it begins', path: ['to'] });
export type Interval = z.infer<typeof intervalSchema>;

const daySchema = z
  .array(intervalSchema)
  .max(INTERVALS_MAX)
  .transform((day) => day.toSorted((a, b) => (a.from < b.from ? -1 : 1)))
  .refine((day) => day.every(({ from }, index) => index === 0 || from >= (day[index - 1]?.to ?? '')), {
    message: 'the times overlap',
  })
  .default([]);

/** When the clinic is open. Every day empty: not stated. */
export const openingHoursSchema = z.object({
  monday: daySchema,
  tuesday: daySchema,
  wednesday: daySchema,
  thursday: daySchema,
  friday: daySchema,
  saturday: daySchema,
  sunday: daySchema,
} satisfies Record<Weekday, typeof daySchema>);
export type OpeningHours = z.infer<typeof openingHoursSchema>;

export const hasOpeningHours = (hours: OpeningHours): boolean =>
  WEEKDAYS.some((day) => hours[day].length > 0);
