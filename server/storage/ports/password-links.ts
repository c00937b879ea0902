import type { PasswordLinkRecord } from '../../domain/people-records.ts';
import type { AccountRecord, AuditEntry } from '../../domain/records.ts';

/** Links by which people choose their own password. */
export type PasswordLinkStore = {
  /** Takes the place of the account's link before. */
  createPasswordLink(input: { link: PasswordLinkRecord; audit: AuditEntry }): Promise<void>;
  /** The account of a link that was not used or replaced; `expired` at `now`. A disabled account has none. */
  findPasswordLink(input: {
    secretHash: string;
    now: number;
  }): Promise<{ outcome: 'found'; account: AccountRecord } | { outcome: 'unknown' | 'expired' }>;
  /** Sets the password, ends every session of the account and uses the link up. */
  usePasswordLink(input: {
    secretHash: string;
    passwordHash: string;
    now: number;
    audit: Omit<AuditEntry, 'actorId' | 'subjectId'>;
  }): Promise<
    | { outcome: 'used'; account: AccountRecord; endedSessionIds: string[] }
    | { outcome: 'unknown' | 'expired' }
  >;
};
