import type { SecondFactorRecord } from '../../../domain/records.ts';
import type { OperationContext, Operations } from './types.ts';

type SecondFactorOperation =
  | 'getSecondFactor'
  | 'beginSecondFactor'
  | 'confirmSecondFactor'
  | 'useTimeStep'
  | 'useRecoveryCode'
  | 'replaceRecoveryCodes'
  | 'removeSecondFactor';

/** Removes secret and codes; the reset of a locked-out account needs it too. False if there was none. */
export const createSecondFactorRemover = ({
  db,
}: Pick<OperationContext, 'db'>): ((accountId: string) => boolean) => {
  const removeCodes = db.prepare<[accountId: string]>('DELETE FROM recovery_codes WHERE account_id = ?');
  const removeFactor = db.prepare<[accountId: string]>('DELETE FROM second_factors WHERE account_id = ?');
  return (accountId) => {
    removeCodes.run(accountId);
    return removeFactor.run(accountId).changes === 1;
  };
};

/** Second factors and their recovery codes. */
export const createSecondFactorOperations = (
  { db, appendAudit }: OperationContext,
  remove: (accountId: string) => boolean,
): Pick<Operations, SecondFactorOperation> => {
  const byAccount = db.prepare<[accountId: string], SecondFactorRecord>(
    `SELECT account_id AS accountId, secret, created_at AS createdAt, confirmed_at AS confirmedAt,
       (SELECT count(*) FROM recovery_codes
        WHERE recovery_codes.account_id = second_factors.account_id AND used_at IS NULL) AS recoveryCodesLeft
     FROM second_factors WHERE account_id = ?`,
  );
  const begin = db.prepare<{ accountId: string; secret: string; at: number }>(
    `INSERT INTO second_factors (account_id, secret, created_at) VALUES (@accountId, @secret, @at)
     ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
     WHERE confirmed_at IS NULL`,
  );
  const confirm = db.prepare<{ accountId: string; secret: string; step: number; at: number }>(
    `UPDATE second_factors SET confirmed_at = @at, last_step = @step
     WHERE account_id = @accountId AND secret = @secret AND confirmed_at IS NULL`,
  );
  const takeStep = db.prepare<{ accountId: string; step: number }>(
    `UPDATE second_factors SET last_step = @step
     WHERE account_id = @accountId AND confirmed_at IS NOT NULL AND last_step < @step`,
  );
  const removeCodes = db.prepare<[accountId: string]>('DELETE FROM recovery_codes WHERE account_id = ?');
  const insertCode = db.prepare<{ accountId: string; hash: string; at: number }>(
    'INSERT INTO recovery_codes (account_id, hash, created_at) VALUES (@accountId, @hash, @at)',
  );
  const takeCode = db.prepare<{ accountId: string; hash: string; at: number }>(
    `UPDATE recovery_codes SET used_at = @at
     WHERE account_id = @accountId AND hash = @hash AND used_at IS NULL`,
  );

  const replaceCodes = (accountId: string, hashes: readonly string[], at: number): void => {
    removeCodes.run(accountId);
    for (const hash of hashes) insertCode.run({ accountId, hash, at });
  };

  return {
    getSecondFactor: (accountId) => byAccount.get(accountId) ?? null,
    beginSecondFactor: ({ accountId, secret, at, audit }) => {
      if (begin.run({ accountId, secret, at }).changes === 0) return false;
      appendAudit(audit);
      return true;
    },
    confirmSecondFactor: ({ accountId, secret, step, recoveryHashes, at, audit }) => {
      if (confirm.run({ accountId, secret, step, at }).changes === 0) return false;
      replaceCodes(accountId, recoveryHashes, at);
      appendAudit(audit);
      return true;
    },
    useTimeStep: ({ accountId, step }) => takeStep.run({ accountId, step }).changes === 1,
    useRecoveryCode: ({ accountId, hash, at, audit }) => {
      if (takeCode.run({ accountId, hash, at }).changes === 0) return false;
      appendAudit(audit);
      return true;
    },
    replaceRecoveryCodes: ({ accountId, recoveryHashes, at, audit }) => {
      const factor = byAccount.get(accountId);
      if (factor === undefined || factor.confirmedAt === null) return false;
      replaceCodes(accountId, recoveryHashes, at);
      appendAudit(audit);
      return true;
    },
    removeSecondFactor: ({ accountId, audit }) => {
      if (!remove(accountId)) return false;
      appendAudit(audit);
      return true;
    },
  };
};
