import type { AccountRecord } from './records.ts';

/** How people are shown in lists: their account with what the store knows around it. */

export type PasswordLinkRecord = {
  accountId: string;
  /** SHA-256 of the secret in the link's fragment, base64url. */
  secretHash: string;
  /** Who could use it, having seen it. */
  createdBy: string;
  createdAt: number;
  expiresAt: number;
};

/** Null if there is none that still works. */
type OpenPasswordLink = Pick<PasswordLinkRecord, 'createdAt' | 'expiresAt'> | null;

export type PatientView = AccountRecord & {
  passwordLink: OpenPasswordLink;
  /** Starts of visits with the doctor who asks. */
  lastVisitAt: number | null;
  nextVisitAt: number | null;
};

export type DoctorView = AccountRecord & {
  passwordLink: OpenPasswordLink;
  /** Patients who wait for the doctor or are in a call, and visits to come. */
  openVisits: { now: number; later: number };
};

/** What may be changed of an account; what is left out stays. */
export type AccountChanges = Partial<
  Pick<
    AccountRecord,
    | 'fullname'
    | 'email'
    | 'phone'
    | 'dateOfBirth'
    | 'bloodGroup'
    | 'language'
    | 'unreadMailMinutes'
    | 'isAdmin'
  >
>;
