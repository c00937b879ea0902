import type { AccountChanges, DoctorView, PatientView } from '../../domain/people-records.ts';
import type { AccountRecord, AppointmentView, AuditEntry } from '../../domain/records.ts';

/** Patients and doctors: lists, details and changes. */
export type PeopleStore = {
  /**
   * Patients related to the doctor, by folded name (`foldText`). `words` are folded and must all match
   * (`matchesSearch`); `email` is exact. With `limit`, so many after the patient `after`; an `after` that is not
   * related to the doctor has nothing after it. `total` counts all pages. Links that have expired at `now` are
   * not shown; `nextVisitAt` is the start of the first open visit since `visitsSince`.
   */
  listPatients(input: {
    doctorId: string;
    words: readonly string[];
    email?: string;
    after?: string;
    limit?: number;
    now: number;
    visitsSince: number;
  }): Promise<{ patients: PatientView[]; total: number; next: string | null }>;
  /** Null unless the patient is related to the doctor. */
  getPatient(input: {
    patientId: string;
    doctorId: string;
    now: number;
    visitsSince: number;
  }): Promise<PatientView | null>;
  /** All of them, by folded name. Visits to come are those since `visitsSince`. */
  listDoctors(input: { now: number; visitsSince: number }): Promise<DoctorView[]>;
  /**
   * Changes an account; `openVisits` are those of the person that are not over. Another email removes the
   * password link, which may have gone to the old one; who is an admin no more loses the links made for other
   * doctors. `has_account`: with `keepSignInEmail`, the email of
   * somebody with a password does not change. `last_admin`: no admin who can sign in would be left.
   */
  updateAccount(input: {
    accountId: string;
    changes: AccountChanges;
    keepSignInEmail: boolean;
    audit: AuditEntry;
  }): Promise<
    | { outcome: 'updated'; account: AccountRecord; openVisits: AppointmentView[] }
    | { outcome: 'unknown' | 'email_taken' | 'has_account' | 'last_admin' }
  >;
  /**
   * Disables a doctor, ends the sessions and removes the password link and those that the doctor made; again, it
   * does so for what is new.
   * `openVisits` are the visits of the doctor that are not over. `visits_open`: there are some now or since
   * `visitsSince`, and `evenWithVisits` is not set.
   */
  disableDoctor(input: {
    doctorId: string;
    at: number;
    visitsSince: number;
    evenWithVisits: boolean;
    audit: AuditEntry;
  }): Promise<
    | { outcome: 'disabled'; endedSessionIds: string[]; openVisits: AppointmentView[] }
    | { outcome: 'unknown' | 'last_admin' | 'visits_open' }
  >;
  /** False if there is no such doctor; nothing is written if the doctor is enabled. */
  enableDoctor(input: { doctorId: string; audit: AuditEntry }): Promise<boolean>;
};
