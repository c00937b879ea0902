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
}: Pick<OperationContext, 'db'>): ((accountId: string) => Promise<boolean>) => {
  const removeCodes = db.prepare<[accountId: string]>('DELETE FROM recovery_codes WHERE account_id = ?');
  const removeFactor = db.prepare<[accountId: string]>('DELETE FROM second_factors WHERE account_id = ?');
  return async (accountId) => {
    await removeCodes.run(accountId);
    return (await removeFactor.run(accountId)).changes === 1;
  };
};

/** Second factors and their recovery codes. */
export const createSecondFactorOperations = (
  { db, seal, appendAudit }: OperationContext,
  remove: (accountId: string) => Promise<boolean>,
): Pick<Operations, SecondFactorOperation> => {
  const byAccount = db.prepare<[accountId: string], SecondFactorRecord>(
    `SELECT account_id AS "accountId", secret, created_at AS "createdAt", confirmed_at AS "confirmedAt",
       (SELECT count(*) FROM recovery_codes
        WHERE recovery_codes.account_id = second_factors.account_id AND used_at IS NULL) AS "recoveryCodesLeft"
     FROM second_factors WHERE account_id = ?`,
  );
  const begin = db.prepare<{ accountId: string; secret: string; at: number }>(
    `INSERT INTO second_factors (account_id, secret, created_at) VALUES (@accountId, @secret, @at)
     ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
     WHERE second_factors.confirmed_at IS NULL`,
  );
  const confirm = db.prepare<{ accountId: string; step: number; at: number }>(
    `UPDATE second_factors SET confirmed_at = @at, last_step = @step
     WHERE account_id = @accountId AND confirmed_at IS NULL`,
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

  const replaceCodes = async (accountId: string, hashes: readonly string[], at: number): Promise<void> => {
    await removeCodes.run(accountId);
    for (const hash of hashes) await insertCode.run({ accountId, hash, at });
  };

  const read: Operations['getSecondFactor'] = async (accountId) => {
    const row = await byAccount.get(accountId);
    return row === undefined ? null : { ...row, secret: seal.open(row.secret) };
  };

  return {
    getSecondFactor: read,
    beginSecondFactor: async ({ accountId, secret, at, audit }) => {
      if ((await begin.run({ accountId, secret: seal.close(secret), at })).changes === 0) return false;
      await appendAudit(audit);
      return true;
    },
    confirmSecondFactor: async ({ accountId, secret, step, recoveryHashes, at, audit }) => {
      if ((await read(accountId))?.secret !== secret) return false;
      if ((await confirm.run({ accountId, step, at })).changes === 0) return false;
      await replaceCodes(accountId, recoveryHashes, at);
      await appendAudit(audit);
      return true;
    },
    useTimeStep: async ({ accountId, step }) => (await takeStep.run({ accountId, step })).changes === 1,
    useRecoveryCode: async ({ accountId, hash, at, audit }) => {
      if ((await takeCode.run({ accountId, hash, at })).changes === 0) return false;
      await appendAudit(audit);
      return true;
    },
    replaceRecoveryCodes: async ({ accountId, recoveryHashes, at, audit }) => {
      const factor = await byAccount.get(accountId);
      if (factor === undefined || factor.confirmedAt === null) return false;
      await replaceCodes(accountId, recoveryHashes, at);
      await appendAudit(audit);
      return true;
    },
    removeSecondFactor: async ({ accountId, audit }) => {
      if (!(await remove(accountId))) return false;
      await appendAudit(audit);
      return true;
    },
  };
};
