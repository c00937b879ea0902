import type {
  AuditEntry,
  DeviceReportRecord,
  PastEmergencyRecord,
  RelationNotesRecord,
} from '../../domain/records.ts';

type Pair = { patientId: string; doctorId: string };

/** What a doctor has of a patient beyond single visits. */
export type RelationStore = {
  /** With at most `emergencies` of the patient, the newest first. Null if the two are not related. */
  getRelationAside(input: Pair & { emergencies: number }): Promise<{
    notes: RelationNotesRecord | null;
    deviceReport: DeviceReportRecord | null;
    emergencies: PastEmergencyRecord[];
  } | null>;
  /** As `saveVisitNotes`. Null if the two are not related. */
  saveRelationNotes(
    input: Pair & { notes: string; version: number; at: number; audit: AuditEntry },
  ): Promise<{ outcome: 'saved' | 'stale'; notes: RelationNotesRecord } | null>;
};
