import type { AuditEntry, SecondFactorRecord, SessionOfAccount } from '../../domain/records.ts';

/** What a person does with the own account: password, second factor, sessions. */
export type ProfileStore = {
  /**
   * Replaces a password, ends every session of the account but one, and drops a link to choose a password. Null
   * if the password is no longer `expectedHash`: somebody changed it meanwhile.
   * @returns the ids of the sessions that ended
   */
  changePassword(input: {
    accountId: string;
    expectedHash: string;
    passwordHash: string;
    keepSessionId: string;
    at: number;
    audit: AuditEntry;
  }): Promise<string[] | null>;
  /** For someone locked out: a new password, no second factor, no link, no session. @returns the ended sessions' ids */
  resetAccess(input: {
    accountId: string;
    passwordHash: string;
    at: number;
    audit: AuditEntry;
  }): Promise<string[]>;
  /** Sessions that have not ended and were used since `usedSince`, the last used first, `limit` at most. */
  listSessions(accountId: string, usedSince: number, limit: number): Promise<SessionOfAccount[]>;
  /** Ends one session if it is the account's and live. */
  endSessionOf(input: {
    accountId: string;
    sessionId: string;
    at: number;
    audit: AuditEntry;
  }): Promise<boolean>;
  /** Ends every session of the account but one. @returns their ids */
  endOtherSessions(input: {
    accountId: string;
    keepSessionId: string;
    at: number;
    audit: AuditEntry;
  }): Promise<string[]>;

  /** Confirmed or not; null if none was begun. */
  getSecondFactor(accountId: string): Promise<SecondFactorRecord | null>;
  /** Stores a new secret in place of one that was never confirmed. False if one is confirmed. */
  beginSecondFactor(input: {
    accountId: string;
    secret: string;
    at: number;
    audit: AuditEntry;
  }): Promise<boolean>;
  /**
   * Confirms the secret that the code was made with, uses its time step, and stores the recovery codes. False
   * if another secret was begun meanwhile, or one is confirmed.
   */
  confirmSecondFactor(input: {
    accountId: string;
    secret: string;
    step: number;
    recoveryHashes: readonly string[];
    at: number;
    audit: AuditEntry;
  }): Promise<boolean>;
  /** Uses a time step of a confirmed second factor, which is possible once. False if it or a later one was used. */
  useTimeStep(input: { accountId: string; step: number }): Promise<boolean>;
  /** Uses a recovery code, which is possible once. */
  useRecoveryCode(input: {
    accountId: string;
    hash: string;
    at: number;
    audit: AuditEntry;
  }): Promise<boolean>;
  /** Replaces all recovery codes. False if there is no confirmed second factor. */
  replaceRecoveryCodes(input: {
    accountId: string;
    recoveryHashes: readonly string[];
    at: number;
    audit: AuditEntry;
  }): Promise<boolean>;
  /** False if there was none. */
  removeSecondFactor(input: { accountId: string; audit: AuditEntry }): Promise<boolean>;
};
