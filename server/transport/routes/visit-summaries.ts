import { isoTime, wireAppointment } from '../../dialects/wire-models.ts';
import type { VisitNotesRecord } from '../../domain/records.ts';
import type { VisitNotes } from '../../protocol/index.ts';
import type { visitSummariesRoutes } from '../../protocol/routes/visit-summaries.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

const wireNotes = (record: VisitNotesRecord | null): VisitNotes =>
  record === null
    ? { notes: '', version: 0, updatedAt: null }
    : { notes: record.notes, version: record.version, updatedAt: isoTime(record.updatedAt) };

export const createVisitSummariesHandlers = ({
  clinic,
}: RouteDeps): HandlersOf<typeof visitSummariesRoutes> => ({
  getVisitSummary: async ({ params, identity }) => {
    const { appointment, notes, followUps } = await clinic.visitSummaries.get(
      caller(identity),
      params['appointmentId'] ?? '',
    );
    return {
      answer: {
        success: true,
        data: {
          appointment: wireAppointment(appointment, true),
          summary: wireNotes(notes),
          followUps: followUps.map((followUp) => wireAppointment(followUp, true)),
        },
      },
    };
  },

  putVisitSummary: async ({ params, body, identity }) => {
    const notes = await clinic.visitSummaries.save(caller(identity), params['appointmentId'] ?? '', body);
    return { answer: { success: true, data: { summary: wireNotes(notes) } } };
  },
});
