import type { AuditEntry, DeviceReportRecord, RelationNotesRecord } from '../../domain/records.ts';

type Pair = { patientId: string; doctorId: string };

/** What a doctor has of a patient beyond single visits. */
export type RelationStore = {
  /** Null if the two are not related. */
  getRelationAside(
    pair: Pair,
  ): Promise<{ notes: RelationNotesRecord | null; deviceReport: DeviceReportRecord | null } | null>;
  /** As `saveVisitNotes`. Null if the two are not related. */
  saveRelationNotes(
    input: Pair & { notes: string; version: number; at: number; audit: AuditEntry },
  ): Promise<{ outcome: 'saved' | 'stale'; notes: RelationNotesRecord } | null>;
};
