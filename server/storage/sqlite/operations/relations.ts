import type {
  DeviceReportRecord,
  PastEmergencyRecord,
  RelationNotesRecord,
} from '../../../domain/records.ts';
import type { DeviceTestResults } from '../../../protocol/index.ts';
import type { RelationStore } from '../../ports/relations.ts';
import { messageIdOf } from '../../shared/message-fields.ts';
import type { OperationContext, Operations } from './types.ts';

type ReportRow = Omit<DeviceReportRecord, 'results'> & { results: string };

/** Notes whom the patient's devices were tested for, and what was found. */
export const createDeviceReportWriter = ({ db }: Pick<OperationContext, 'db'>) => {
  const write = db.prepare<{ roomId: string; results: string; at: number }>(
    `INSERT INTO relation_device_reports (relation_id, room_id, results, at)
     SELECT relations.id, @roomId, @results, @at FROM appointments
     JOIN relations ON relations.patient_id = appointments.patient_id
       AND relations.doctor_id = appointments.doctor_id
     WHERE appointments.room_id = @roomId
     ON CONFLICT (relation_id) DO UPDATE
       SET room_id = excluded.room_id, results = excluded.results, at = excluded.at`,
  );
  return (input: { roomId: string; results: string; at: number }): void => void write.run(input);
};

export type DeviceReportWriter = ReturnType<typeof createDeviceReportWriter>;

/** What a doctor has of a patient beyond single visits. */
export const createRelationOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<Operations, keyof RelationStore> => {
  const relationOf = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const notesOf = db.prepare<[relationId: string], RelationNotesRecord>(
    'SELECT notes, version, updated_at AS updatedAt FROM relation_notes WHERE relation_id = ?',
  );
  const reportOf = db.prepare<[relationId: string], ReportRow>(
    'SELECT room_id AS roomId, results, at FROM relation_device_reports WHERE relation_id = ?',
  );
  // The number of a message is the end of its id, behind that of its conversation.
  const emergenciesOf = db.prepare<
    { patientId: string; relationId: string; ids: string; limit: number },
    PastEmergencyRecord
  >(
    `SELECT emergencies.id, raised_at AS raisedAt, alerts AS count, acknowledger.fullname AS acknowledgedByName,
       resolved_at AS resolvedAt, resolver.fullname AS resolvedByName,
       CASE WHEN relation_id = @relationId THEN CAST(substr(message_id, length(@ids) + 1) AS INTEGER) END AS seq
     FROM emergencies
     LEFT JOIN accounts AS acknowledger ON acknowledger.id = acknowledged_by
     LEFT JOIN accounts AS resolver ON resolver.id = resolved_by
     WHERE patient_id = @patientId ORDER BY raised_at DESC LIMIT @limit`,
  );
  const write = db.prepare<RelationNotesRecord & { relationId: string }>(
    `INSERT INTO relation_notes (relation_id, notes, version, updated_at)
     VALUES (@relationId, @notes, @version, @updatedAt)
     ON CONFLICT (relation_id) DO UPDATE SET notes = excluded.notes, version = excluded.version,
       updated_at = excluded.updated_at`,
  );
  return {
    getRelationAside: ({ patientId, doctorId, emergencies }) => {
      const relationId = relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const report = reportOf.get(relationId);
      return {
        notes: notesOf.get(relationId) ?? null,
        deviceReport:
          report === undefined
            ? null
            : // Checked by the schema of the wire before it was written.
              { ...report, results: JSON.parse(report.results) as DeviceTestResults },
        emergencies: emergenciesOf.all({
          patientId,
          relationId,
          // As far as a number follows.
          ids: messageIdOf(relationId, 0).slice(0, -1),
          limit: emergencies,
        }),
      };
    },

    saveRelationNotes: ({ patientId, doctorId, notes, version, at, audit }) => {
      const relationId = relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const stored = notesOf.get(relationId);
      if (stored !== undefined && stored.notes === notes) return { outcome: 'saved', notes: stored };
      // One who knows a version that does not exist started from the notes of another database.
      if (stored !== undefined && stored.version !== version) return { outcome: 'stale', notes: stored };
      const next = { notes, version: (stored?.version ?? 0) + 1, updatedAt: at };
      write.run({ relationId, ...next });
      appendAudit(audit);
      return { outcome: 'saved', notes: next };
    },
  };
};
