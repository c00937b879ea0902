import { z } from '../zod.ts';
import {
  emailSchema,
  fullnameSchema,
  idSchema,
  languageSchema,
  newPasswordSchema,
  userSchema,
} from '../models.ts';
import { empty, optionalText, success, type Routes } from './route.ts';

export const patientSummarySchema = userSchema.extend({
  dateOfBirth: z.string().nullable(),
  bloodGroup: z.string().nullable(),
  phone: z.string().nullable().default(null),
  language: languageSchema.nullable().default(null),
});
export type PatientSummary = z.infer<typeof patientSummarySchema>;

/** Doctors and patients. */
export const peopleRoutes = {
  createDoctor: {
    method: 'post',
    path: '/api/doctors',
    access: 'admin',
    query: empty,
    body: z.object({ fullname: fullnameSchema, email: emailSchema, password: newPasswordSchema }),
    answer: z.object({ success, data: z.object({ user: userSchema }) }),
  },
  createPatient: {
    method: 'post',
    path: '/api/patients',
    access: 'doctor',
    query: empty,
    body: z.object({
      fullname: fullnameSchema,
      email: z.union([emailSchema, z.literal('').transform(() => null)]).nullish(),
      password: newPasswordSchema.nullish(),
      dateOfBirth: z.union([z.iso.date(), z.literal('').transform(() => null)]).nullish(),
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
  listPatients: {
    method: 'get',
    path: '/api/patients',
    access: 'doctor',
    query: z.object({ email: z.string().trim().toLowerCase().max(254).optional() }),
    body: empty,
    answer: z.object({ success, data: z.object({ patients: z.array(patientSummarySchema) }) }),
  },
} as const satisfies Routes;
