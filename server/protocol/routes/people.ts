import { z } from '../zod.ts';
import {
  appointmentSchema,
  dateTimeSchema,
  emailSchema,
  fullnameSchema,
  idSchema,
  languageSchema,
  newPasswordSchema,
  userSchema,
} from '../models.ts';
import { empty, optionalText, success, type Routes } from './route.ts';

/** A link by which somebody may choose a password and that still works. The link itself is shown only once. */
export const openPasswordLinkSchema = z.object({ createdAt: dateTimeSchema, expiresAt: dateTimeSchema });

export const patientSummarySchema = userSchema.extend({
  dateOfBirth: z.string().nullable(),
  bloodGroup: z.string().nullable(),
  phone: z.string().nullable().default(null),
  language: languageSchema.nullable().default(null),
  /** The patient has a password, and can sign in without an invitation. */
  hasAccount: z.boolean().default(false),
  passwordLink: openPasswordLinkSchema.nullable().default(null),
  /** Start of the latest visit with the asking doctor that has ended. */
  lastVisitAt: dateTimeSchema.nullable().default(null),
  /** Start of the first visit with the asking doctor that can still be entered. */
  nextVisitAt: dateTimeSchema.nullable().default(null),
});
export type PatientSummary = z.infer<typeof patientSummarySchema>;

/** What every doctor may know of the others. */
export const colleagueSchema = z.object({ id: idSchema, fullname: z.string() });

/** A doctor as the admin sees one; colleagues see id and name only. */
export const doctorSummarySchema = colleagueSchema.extend({
  email: z.string().nullable().optional(),
  isAdmin: z.boolean().optional(),
  disabledAt: dateTimeSchema.nullable().optional(),
  hasAccount: z.boolean().optional(),
  passwordLink: openPasswordLinkSchema.nullish(),
  /** Visits that nobody would attend without this doctor: patients who wait or are in a call, and later ones. */
  openVisits: z.object({ now: z.int(), later: z.int() }).optional(),
});
export type DoctorSummary = z.infer<typeof doctorSummarySchema>;

/** Most patients on one page of the list. */
export const PATIENTS_PAGE_MAX = 200;

const optionalEmail = z.union([emailSchema, z.literal('').transform(() => null)]).nullish();
const optionalDate = z.union([z.iso.date(), z.literal('').transform(() => null)]).nullish();

/** Text that stays as it is if it is left out; an empty one removes it. */
const changedText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((text) => (text === '' ? null : text))
    .nullish();

/** Doctors and patients. */
export const peopleRoutes = {
  /** Without `password`, the doctor chooses one by a password link. */
  createDoctor: {
    method: 'post',
    path: '/api/doctors',
    access: 'admin',
    query: empty,
    body: z.object({ fullname: fullnameSchema, email: emailSchema, password: newPasswordSchema.optional() }),
    answer: z.object({ success, data: z.object({ user: userSchema }) }),
  },
  /** All with everything for an admin; id and name of those who are not disabled for other doctors. */
  listDoctors: {
    method: 'get',
    path: '/api/doctors',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({ success, data: z.object({ doctors: z.array(doctorSummarySchema) }) }),
  },
  /** What is left out stays. One admin who can sign in must be left. */
  updateDoctor: {
    method: 'patch',
    path: '/api/doctors/:doctorId',
    access: 'admin',
    query: empty,
    body: z.object({
      fullname: fullnameSchema.optional(),
      email: emailSchema.optional(),
      isAdmin: z.boolean().optional(),
    }),
    answer: z.object({ success, data: z.object({ doctor: doctorSummarySchema }) }),
  },
  /**
   * Ends the doctor's sessions and keeps the doctor out. Refused with `visits_open` while visits would be left
   * without a doctor, unless `closeVisits`: then those in a call end and the others are cancelled.
   */
  disableDoctor: {
    method: 'post',
    path: '/api/doctors/:doctorId/disable',
    access: 'admin',
    query: empty,
    body: z.object({ closeVisits: z.boolean().optional() }),
    answer: z.object({ success, data: z.object({ doctor: doctorSummarySchema, closedVisits: z.int() }) }),
  },
  enableDoctor: {
    method: 'post',
    path: '/api/doctors/:doctorId/enable',
    access: 'admin',
    query: empty,
    body: empty,
    answer: z.object({ success, data: z.object({ doctor: doctorSummarySchema }) }),
  },
  createPatient: {
    method: 'post',
    path: '/api/patients',
    access: 'doctor',
    query: empty,
    body: z.object({
      fullname: fullnameSchema,
      email: optionalEmail,
      password: newPasswordSchema.nullish(),
      dateOfBirth: optionalDate,
      bloodGroup: optionalText(8),
      phone: optionalText(32),
      language: languageSchema.nullish(),
    }),
    answer: z.object({
      success,
      data: z.object({
        user: userSchema,
        relation: z.object({ id: idSchema, patientId: idSchema, doctorId: idSchema }).optional(),
      }),
    }),
  },
  /**
   * The doctor's own patients by name, whatever the case and accents of its letters. `search`: every word of it
   * must be a part of the name, the email or (its digits) the phone number. With `limit`, so many after the
   * patient with the id `after`, else 5,000 at most; `next` is the `after` of the page that follows, null at the
   * end.
   */
  listPatients: {
    method: 'get',
    path: '/api/patients',
    access: 'doctor',
    query: z.object({
      email: z.string().trim().toLowerCase().max(254).optional(),
      search: z.string().trim().max(120).optional(),
      after: idSchema.optional(),
      limit: z.coerce.number().int().min(1).max(PATIENTS_PAGE_MAX).optional(),
    }),
    body: empty,
    answer: z.object({
      success,
      data: z.object({
        patients: z.array(patientSummarySchema),
        next: idSchema.nullable().default(null),
        /** How many there are on all pages. Absent from servers before this field was added. */
        total: z.int().optional(),
      }),
    }),
  },
  /** One of the doctor's own patients, with all visits with this doctor by their start. */
  getPatient: {
    method: 'get',
    path: '/api/patients/:patientId',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      data: z.object({ patient: patientSummarySchema, visits: z.array(appointmentSchema) }),
    }),
  },
  /** What is left out stays; null or an empty text removes. The email of a patient with a password stays. */
  updatePatient: {
    method: 'patch',
    path: '/api/patients/:patientId',
    access: 'doctor',
    query: empty,
    body: z.object({
      fullname: fullnameSchema.optional(),
      email: optionalEmail,
      dateOfBirth: optionalDate,
      bloodGroup: changedText(8),
      phone: changedText(32),
      language: languageSchema.nullish(),
    }),
    answer: z.object({ success, data: z.object({ patient: patientSummarySchema }) }),
  },
} as const satisfies Routes;
