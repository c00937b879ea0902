import type { AuditEntry, VisitNotesRecord } from '../../domain/records.ts';

/** The doctor's notes of a visit. */
export type VisitSummariesStore = {
  getVisitNotes(appointmentId: string): Promise<VisitNotesRecord | null>;
  /**
   * Replaces the notes if their version is still `version` (0: there are none yet), and counts it up. `stale`:
   * somebody was faster; nothing is written, and the stored ones come back. Notes that say the same already
   * count as saved and stay as they are.
   */
  saveVisitNotes(input: {
    appointmentId: string;
    notes: string;
    version: number;
    at: number;
    by: string;
    audit: AuditEntry;
  }): Promise<{ outcome: 'saved' | 'stale'; notes: VisitNotesRecord }>;
};
