import type { VisitNotesRecord } from '../../../domain/records.ts';
import type { VisitSummariesStore } from '../../ports/visit-summaries.ts';
import type { OperationContext, Operations } from './types.ts';

/** The doctor's notes of a visit. */
export const createVisitSummaryOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<Operations, keyof VisitSummariesStore> => {
  const byAppointment = db.prepare<[appointmentId: string], VisitNotesRecord>(
    `SELECT appointment_id AS "appointmentId", notes, version, updated_at AS "updatedAt", updated_by AS "updatedBy"
     FROM visit_summaries WHERE appointment_id = ?`,
  );
  const write = db.prepare<VisitNotesRecord>(
    `INSERT INTO visit_summaries (appointment_id, notes, version, updated_at, updated_by)
     VALUES (@appointmentId, @notes, @version, @updatedAt, @updatedBy)
     ON CONFLICT (appointment_id) DO UPDATE SET notes = excluded.notes, version = excluded.version,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
  );
  return {
    getVisitNotes: async (appointmentId) => (await byAppointment.get(appointmentId)) ?? null,
    saveVisitNotes: async ({ appointmentId, notes, version, at, by, audit }) => {
      const stored = await byAppointment.get(appointmentId);
      if (stored !== undefined && stored.notes === notes) return { outcome: 'saved', notes: stored };
      // One who knows a version that does not exist started from the notes of another database.
      if (stored !== undefined && stored.version !== version) return { outcome: 'stale', notes: stored };
      const next = {
        appointmentId,
        notes,
        version: (stored?.version ?? 0) + 1,
        updatedAt: at,
        updatedBy: by,
      };
      await write.run(next);
      await appendAudit(audit);
      return { outcome: 'saved', notes: next };
    },
  };
};
