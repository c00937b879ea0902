import type { SessionOfAccount } from '../../../domain/records.ts';
import type { OperationContext, Operations } from './types.ts';

type ProfileOperation =
  | 'changePassword'
  | 'resetAccess'
  | 'listSessions'
  | 'endSessionOf'
  | 'endOtherSessions';

type SessionOfAccountRow = Omit<SessionOfAccount, 'byInvitation' | 'device'> &
  SessionOfAccount['device'] & { byInvitation: 0 | 1 };

/** The own account: password and sessions. */
export const createProfileOperations = (
  { db, appendAudit }: OperationContext,
  removeSecondFactor: (accountId: string) => Promise<boolean>,
): Pick<Operations, ProfileOperation> => {
  const replacePassword = db.prepare<{ id: string; expected: string; hash: string }>(
    'UPDATE accounts SET password_hash = @hash WHERE id = @id AND password_hash = @expected',
  );
  const setPassword = db.prepare<{ id: string; hash: string }>(
    'UPDATE accounts SET password_hash = @hash WHERE id = @id',
  );
  // Whoever still has a link must not be able to undo the change.
  const dropLink = db.prepare<[accountId: string]>('DELETE FROM password_links WHERE account_id = ?');
  const endLiveBut = db
    .prepare<{ accountId: string; keep: string | null; at: number }, string>(
      `UPDATE sessions SET ended_at = @at, end_reason = 'revoked'
       WHERE account_id = @accountId AND ended_at IS NULL AND id IS DISTINCT FROM @keep::text RETURNING id`,
    )
    .pluck();
  const endLive = db.prepare<{ accountId: string; sessionId: string; at: number }>(
    `UPDATE sessions SET ended_at = @at, end_reason = 'revoked'
     WHERE id = @sessionId AND account_id = @accountId AND ended_at IS NULL`,
  );
  const live = db.prepare<{ accountId: string; usedSince: number; limit: number }, SessionOfAccountRow>(
    `SELECT id, created_at AS "createdAt", coalesce(last_seen_at, created_at) AS "lastSeenAt", browser, system,
       appointment_id IS NOT NULL AS "byInvitation"
     FROM sessions
     WHERE account_id = @accountId AND ended_at IS NULL
       AND coalesce(last_seen_at, created_at) >= @usedSince
     ORDER BY "lastSeenAt" DESC, id LIMIT @limit`,
  );

  return {
    changePassword: async ({ accountId, expectedHash, passwordHash, keepSessionId, at, audit }) => {
      const replaced = await replacePassword.run({
        id: accountId,
        expected: expectedHash,
        hash: passwordHash,
      });
      if (replaced.changes === 0) return null;
      await dropLink.run(accountId);
      await appendAudit(audit);
      return await endLiveBut.all({ accountId, keep: keepSessionId, at });
    },
    resetAccess: async ({ accountId, passwordHash, at, audit }) => {
      await setPassword.run({ id: accountId, hash: passwordHash });
      await dropLink.run(accountId);
      await removeSecondFactor(accountId);
      await appendAudit(audit);
      return await endLiveBut.all({ accountId, keep: null, at });
    },
    listSessions: async (accountId, usedSince, limit) =>
      (await live.all({ accountId, usedSince, limit })).map(
        ({ browser, system, byInvitation, ...session }) => ({
          ...session,
          device: { browser, system },
          byInvitation: byInvitation === 1,
        }),
      ),
    endSessionOf: async ({ accountId, sessionId, at, audit }) => {
      if ((await endLive.run({ accountId, sessionId, at })).changes === 0) return false;
      await appendAudit(audit);
      return true;
    },
    endOtherSessions: async ({ accountId, keepSessionId, at, audit }) => {
      const ended = await endLiveBut.all({ accountId, keep: keepSessionId, at });
      if (ended.length > 0) await appendAudit(audit);
      return ended;
    },
  };
};
