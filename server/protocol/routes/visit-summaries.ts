import { z } from '../zod.ts';
import { appointmentSchema, dateTimeSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';

/** Characters of a visit's notes. */
export const NOTES_MAX_LENGTH = 10_000;

export const visitNotesSchema = z.object({
  /** Plain text; empty as long as nothing was written. */
  notes: z.string(),
  /** Counts the changes; 0 before the first. */
  version: z.int().nonnegative(),
  updatedAt: dateTimeSchema.nullable(),
});
export type VisitNotes = z.infer<typeof visitNotesSchema>;

/** What the doctor keeps of a visit. Only the visit's own doctor reads or writes it, in any state of the visit. */
export const visitSummariesRoutes = {
  getVisitSummary: {
    method: 'get',
    path: '/api/appointments/:appointmentId/summary',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      data: z.object({
        appointment: appointmentSchema,
        summary: visitNotesSchema,
        /** Appointments that were made to follow this visit up, by start. */
        followUps: z.array(appointmentSchema),
      }),
    }),
  },
  /**
   * Replaces the notes. `version` is the one that the client started from; an older one is refused with
   * `conflict`, unless the same text is stored already, as after an answer that was lost.
   */
  putVisitSummary: {
    method: 'put',
    path: '/api/appointments/:appointmentId/summary',
    access: 'doctor',
    query: empty,
    body: z.object({ notes: z.string().max(NOTES_MAX_LENGTH), version: z.int().nonnegative() }),
    answer: z.object({ success, data: z.object({ summary: visitNotesSchema }) }),
  },
} as const satisfies Routes;
