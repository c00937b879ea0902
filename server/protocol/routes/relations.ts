import { dateTimeSchema, deviceTestResultsSchema, idSchema } from '../models.ts';
import { z } from '../zod.ts';
import { empty, success, type Routes } from './route.ts';
import { NOTES_MAX_LENGTH, visitNotesSchema } from './visit-summaries.ts';

/** The newest test of a patient's devices for a visit with this doctor. */
export const relationDeviceReportSchema = z.object({
  roomId: idSchema,
  results: deviceTestResultsSchema,
  testedAt: dateTimeSchema,
});
export type RelationDeviceReport = z.infer<typeof relationDeviceReportSchema>;

/** An emergency of a patient, without a word of what was written. */
export const pastEmergencySchema = z.object({
  id: idSchema,
  raisedAt: dateTimeSchema,
  /** Alerts of it. */
  count: z.int().positive(),
  /** The name of the doctor who acknowledged all alerts of it. */
  acknowledgedBy: z.string().nullable(),
  resolvedAt: dateTimeSchema.nullable(),
  /** The name of who closed it. */
  resolvedBy: z.string().nullable().default(null),
  /** The position of its first message in the own conversation; null if it was written to another doctor. */
  seq: z.int().positive().nullable(),
});
export type PastEmergency = z.infer<typeof pastEmergencySchema>;

/** What a doctor has of a patient beside the conversation; each doctor of a patient has an own. */
export const relationsRoutes = {
  getRelation: {
    method: 'get',
    path: '/api/patients/:patientId/relation',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      data: z.object({
        notes: visitNotesSchema,
        deviceReport: relationDeviceReportSchema.nullable(),
        /** The last ones, the newest first. */
        emergencies: z.array(pastEmergencySchema).default([]),
      }),
    }),
  },
  /** As `putVisitSummary`: an older `version` is refused with `conflict`, unless the same text is stored already. */
  putRelationNotes: {
    method: 'put',
    path: '/api/patients/:patientId/relation/notes',
    access: 'doctor',
    query: empty,
    body: z.object({ notes: z.string().max(NOTES_MAX_LENGTH), version: z.int().nonnegative() }),
    answer: z.object({ success, data: z.object({ notes: visitNotesSchema }) }),
  },
} as const satisfies Routes;
