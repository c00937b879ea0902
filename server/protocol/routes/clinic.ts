import { z } from '../zod.ts';
import { clinicSettingsSchema, logoSchema, patientViewSchema } from '../clinic-settings.ts';
import { emailSchema, fullnameSchema, newPasswordSchema } from '../models.ts';
import { openingHoursSchema } from '../opening-hours.ts';
import { empty, success, type Routes } from './route.ts';
import { sessionAnswerSchema } from './session.ts';

export const clinicSchema = z.object({
  name: z.string().nullable(),
  /** No account exists yet: the client shows the set-up page. */
  needsSetup: z.boolean(),
  /** Set-up from this address needs the code from the server's log. */
  needsSetupCode: z.boolean(),
  protocol: z.int(),
  version: z.string(),
  // Absent from servers before the clinic had settings.
  openingHours: openingHoursSchema.prefault({}),
  timeZone: z.string().nullable().default(null),
  emergencyNumber: z.string().nullable().default(null),
  shows: patientViewSchema.prefault({}),
  logo: logoSchema.nullable().default(null),
  /** The clinic sends mail; null: not known. */
  mail: z.boolean().nullable().default(null),
});
export type Clinic = z.infer<typeof clinicSchema>;

const settingsAnswerSchema = z.object({
  success,
  data: z.object({
    settings: clinicSettingsSchema,
    logo: logoSchema.nullable(),
    /** The server has a TURN server, which `relayOnly` needs. */
    relayAvailable: z.boolean(),
  }),
});

const logoAnswerSchema = z.object({ success, data: z.object({ logo: logoSchema.nullable() }) });

/** The clinic itself, its set-up and its settings. */
export const clinicRoutes = {
  clinic: {
    method: 'get',
    path: '/api/clinic',
    access: 'anyone',
    query: empty,
    body: empty,
    answer: z.object({ success, data: clinicSchema }),
  },
  setup: {
    method: 'post',
    path: '/auth/setup',
    access: 'anyone',
    query: empty,
    body: z.object({
      clinicName: fullnameSchema,
      fullname: fullnameSchema,
      email: emailSchema,
      password: newPasswordSchema,
      setupCode: z.string().trim().max(64).optional(),
    }),
    answer: sessionAnswerSchema,
  },
  clinicSettings: {
    method: 'get',
    path: '/api/clinic/settings',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: settingsAnswerSchema,
  },
  saveClinicSettings: {
    method: 'put',
    path: '/api/clinic/settings',
    access: 'admin',
    query: empty,
    body: clinicSettingsSchema,
    answer: settingsAnswerSchema,
  },
  /** The picture itself; `v` is its version, with which it may be kept for ever. */
  clinicLogo: {
    method: 'get',
    path: '/api/clinic/logo',
    access: 'anyone',
    query: z.object({ v: z.string().max(64).optional() }),
    body: empty,
    answer: z.instanceof(Uint8Array),
  },
  /** The body is the picture: PNG, JPEG or WebP, known by its content. */
  setClinicLogo: {
    method: 'put',
    path: '/api/clinic/logo',
    access: 'admin',
    query: empty,
    body: empty,
    answer: logoAnswerSchema,
  },
  removeClinicLogo: {
    method: 'delete',
    path: '/api/clinic/logo',
    access: 'admin',
    query: empty,
    body: empty,
    answer: logoAnswerSchema,
  },
} as const satisfies Routes;
