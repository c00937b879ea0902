import { z } from './zod.ts';
import { fullnameSchema } from './models.ts';
import { hasOpeningHours, openingHoursSchema } from './opening-hours.ts';

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

/** Which doctors read the text of an emergency: all of the clinic, or those who share a relation with the patient. */
export const EMERGENCY_TEXT_FOR = ['all', 'related'] as const;
export type EmergencyTextFor = (typeof EMERGENCY_TEXT_FOR)[number];

/** After so many seconds a patient is told that nobody has acknowledged an emergency. */
export const EMERGENCY_UNSEEN_SECONDS = { least: 15, usual: 60, most: 900 } as const;

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
    // What is absent stays as it is: there are clients from before these.
    emergencyTextFor: z.enum(EMERGENCY_TEXT_FOR).optional(),
    emergencyUnseenSeconds: z
      .int()
      .min(EMERGENCY_UNSEEN_SECONDS.least)
      .max(EMERGENCY_UNSEEN_SECONDS.most)
      .optional(),
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
