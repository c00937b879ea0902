import type { AuditEntry, ClinicLogoRecord, ClinicSettingsRecord, DoctorPace } from '../../domain/records.ts';

/** The clinic's settings and logo, and what the expected wait is made from. */
export type ClinicSettingsStore = {
  /** The defaults until somebody has saved some. */
  getClinicSettings(): Promise<ClinicSettingsRecord>;
  /** The settings and the clinic's name, together. */
  saveClinicSettings(input: {
    name: string;
    settings: ClinicSettingsRecord;
    audit: AuditEntry;
  }): Promise<void>;
  getClinicLogo(): Promise<ClinicLogoRecord | null>;
  /** Null removes it. */
  setClinicLogo(input: { logo: ClinicLogoRecord | null; audit: AuditEntry }): Promise<void>;
  /**
   * The doctor's last visits that had a call, at most `limit`, and the one that runs; an appointment of more
   * than `runningWithinMs` before or after `at` was forgotten, not running.
   */
  getPace(input: {
    doctorId: string;
    limit: number;
    at: number;
    runningWithinMs: number;
  }): Promise<DoctorPace>;
};
