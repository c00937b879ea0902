import { databaseFileIn } from '../../../server/storage/sqlite/database.ts';
import { verifyAuditFile } from '../../../server/storage/sqlite/verify-audit-file.ts';

/** Verifies the audit chain beside the running server. @returns what is wrong with it, if anything is */
export const auditFailures = (dataDir: string, databaseKey: string | null = null): string[] => {
  const verified = verifyAuditFile({ file: databaseFileIn(dataDir), databaseKey });
  return verified.ok ? [] : [`the audit chain is broken at row ${verified.brokenSeq}`];
};

/** How many rows the audit chain has. */
export const auditRows = (dataDir: string, databaseKey: string | null = null): number =>
  verifyAuditFile({ file: databaseFileIn(dataDir), databaseKey }).rows;
