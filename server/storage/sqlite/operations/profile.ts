import type { AccountRecord, SessionOfAccount } from '../../../domain/records.ts';
import type { AccountReader } from './accounts.ts';
import type { OperationContext, Operations } from './types.ts';

type ProfileOperation =
  'updateProfile' | 'changePassword' | 'resetAccess' | 'listSessions' | 'endSessionOf' | 'endOtherSessions';

type SessionOfAccountRow = Omit<SessionOfAccount, 'byInvitation' | 'device'> &
  SessionOfAccount['device'] & { byInvitation: 0 | 1 };

/** The own account: contact, password and sessions. */
export const createProfileOperations = (
  { db, appendAudit }: OperationContext,
  accounts: AccountReader,
  removeSecondFactor: (accountId: string) => boolean,
): Pick<Operations, ProfileOperation> => {
  const updateContact = db.prepare<Pick<AccountRecord, 'id' | 'fullname' | 'phone' | 'language'>>(
    'UPDATE accounts SET fullname = @fullname, phone = @phone, language = @language WHERE id = @id',
  );
  const replacePassword = db.prepare<{ id: string; expected: string; hash: string }>(
    'UPDATE accounts SET password_hash = @hash WHERE id = @id AND password_hash = @expected',
  );
  const setPassword = db.prepare<{ id: string; hash: string }>(
    'UPDATE accounts SET password_hash = @hash WHERE id = @id',
  );
  const endLiveBut = db
    .prepare<{ accountId: string; keep: string | null; at: number }, string>(
      `UPDATE sessions SET ended_at = @at, end_reason = 'revoked'
       WHERE account_id = @accountId AND ended_at IS NULL AND id IS NOT @keep RETURNING id`,
    )
    .pluck();
  const endLive = db.prepare<{ accountId: string; sessionId: string; at: number }>(
    `UPDATE sessions SET ended_at = @at, end_reason = 'revoked'
     WHERE id = @sessionId AND account_id = @accountId AND ended_at IS NULL`,
  );
  const live = db.prepare<{ accountId: string; usedSince: number }, SessionOfAccountRow>(
    `SELECT id, created_at AS createdAt, coalesce(last_seen_at, created_at) AS lastSeenAt, browser, system,
       appointment_id IS NOT NULL AS byInvitation
     FROM sessions
     WHERE account_id = @accountId AND ended_at IS NULL
       AND coalesce(last_seen_at, created_at) >= @usedSince
     ORDER BY lastSeenAt DESC, id`,
  );

  return {
    updateProfile: ({ accountId, changes, audit }) => {
      const account = accounts.byId(accountId);
      if (account === null) return null;
      const { fullname, phone, language } = { ...account, ...changes };
      updateContact.run({ id: accountId, fullname, phone, language });
      appendAudit(audit);
      return { ...account, fullname, phone, language };
    },
    changePassword: ({ accountId, expectedHash, passwordHash, keepSessionId, at, audit }) => {
      const replaced = replacePassword.run({ id: accountId, expected: expectedHash, hash: passwordHash });
      if (replaced.changes === 0) return null;
      appendAudit(audit);
      return endLiveBut.all({ accountId, keep: keepSessionId, at });
    },
    resetAccess: ({ accountId, passwordHash, at, audit }) => {
      setPassword.run({ id: accountId, hash: passwordHash });
      removeSecondFactor(accountId);
      appendAudit(audit);
      return endLiveBut.all({ accountId, keep: null, at });
    },
    listSessions: (accountId, usedSince) =>
      live.all({ accountId, usedSince }).map(({ browser, system, byInvitation, ...session }) => ({
        ...session,
        device: { browser, system },
        byInvitation: byInvitation === 1,
      })),
    endSessionOf: ({ accountId, sessionId, at, audit }) => {
      if (endLive.run({ accountId, sessionId, at }).changes === 0) return false;
      appendAudit(audit);
      return true;
    },
    endOtherSessions: ({ accountId, keepSessionId, at, audit }) => {
      const ended = endLiveBut.all({ accountId, keep: keepSessionId, at });
      if (ended.length > 0) appendAudit(audit);
      return ended;
    },
  };
};
