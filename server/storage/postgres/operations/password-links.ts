import type { PasswordLinkRecord } from '../../../domain/people-records.ts';
import type { AccountReader } from './accounts.ts';
import type { OperationContext, Operations } from './types.ts';

type PasswordLinkOperation = 'createPasswordLink' | 'findPasswordLink' | 'usePasswordLink';

/** Links by which people choose their own password. */
export const createPasswordLinkOperations = (
  { db, appendAudit }: OperationContext,
  accounts: AccountReader,
): Pick<Operations, PasswordLinkOperation> => {
  const put = db.prepare<PasswordLinkRecord>(
    `INSERT INTO password_links (account_id, secret_hash, created_by, created_at, expires_at)
     VALUES (@accountId, @secretHash, @createdBy, @createdAt, @expiresAt)
     ON CONFLICT (account_id) DO UPDATE SET secret_hash = excluded.secret_hash, created_by = excluded.created_by,
       created_at = excluded.created_at, expires_at = excluded.expires_at`,
  );
  const bySecret = db.prepare<[secretHash: string], Pick<PasswordLinkRecord, 'accountId' | 'expiresAt'>>(
    `SELECT account_id AS "accountId", expires_at AS "expiresAt"
     FROM password_links WHERE secret_hash = ?`,
  );
  const remove = db.prepare<[accountId: string]>('DELETE FROM password_links WHERE account_id = ?');
  const setPassword = db.prepare<{ id: string; passwordHash: string }>(
    'UPDATE accounts SET password_hash = @passwordHash WHERE id = @id',
  );
  const endSessions = db
    .prepare<{ accountId: string; now: number }, string>(
      `UPDATE sessions SET ended_at = @now, end_reason = 'revoked'
       WHERE account_id = @accountId AND ended_at IS NULL RETURNING id`,
    )
    .pluck();

  const find: Operations['findPasswordLink'] = async ({ secretHash, now }) => {
    const link = await bySecret.get(secretHash);
    const account = link === undefined ? null : await accounts.byId(link.accountId);
    if (link === undefined || account === null || account.disabledAt !== null) return { outcome: 'unknown' };
    return link.expiresAt <= now ? { outcome: 'expired' } : { outcome: 'found', account };
  };

  return {
    createPasswordLink: async ({ link, audit }) => {
      await put.run(link);
      await appendAudit(audit);
    },
    findPasswordLink: find,
    usePasswordLink: async ({ secretHash, passwordHash, now, audit }) => {
      const found = await find({ secretHash, now });
      if (found.outcome !== 'found') return found;
      const { account } = found;
      await setPassword.run({ id: account.id, passwordHash });
      await remove.run(account.id);
      const endedSessionIds = await endSessions.all({ accountId: account.id, now });
      await appendAudit({ ...audit, actorId: account.id, subjectId: account.id });
      return { outcome: 'used', account: { ...account, passwordHash }, endedSessionIds };
    },
  };
};
