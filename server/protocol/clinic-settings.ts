import { z } from './zod.ts';
import { fullnameSchema } from './models.ts';

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

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** An IANA name that this system knows. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, { message: 'not a time zone' });

/** What a waiting patient is told. */
export const patientViewSchema = z.object({
  position: z.boolean().default(true),
  expectedWait: z.boolean().default(true),
  presence: z.boolean().default(true),
});
export type PatientView = z.infer<typeof patientViewSchema>;

/** What an administrator sets for the whole clinic. */
export const clinicSettingsSchema = z
  .object({
    name: fullnameSchema,
    openingHours: openingHoursSchema,
    timeZone: timeZoneSchema.nullable(),
    emergencyNumber: z
      .string()
      .trim()
      .max(40)
      .nullable()
      .transform((text) => (text === '' ? null : text)),
    shows: patientViewSchema,
    /** Calls go through the clinic's TURN server alone, so that neither side learns the other's address. */
    relayOnly: z.boolean(),
  })
  .refine(({ openingHours, timeZone }) => timeZone !== null || !hasOpeningHours(openingHours), {
    message: 'opening hours need a time zone',
    path: ['timeZone'],
  });
export type ClinicSettings = z.infer<typeof clinicSettingsSchema>;

export const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type LogoType = (typeof LOGO_TYPES)[number];
export const LOGO_MAX_BYTES = 100_000;
/** Pixels of either side. */
export const LOGO_MAX_SIDE = 1024;

/** Where the logo is; a new picture has a new version, so that the address may be kept for ever. */
export const logoSchema = z.object({ url: z.string(), version: z.string() });
export type Logo = z.infer<typeof logoSchema>;
