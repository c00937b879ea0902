import { resolve } from 'node:path';
import { environmentSchema } from './config.ts';
import { databaseFileIn } from './storage/sqlite/database.ts';
import { verifyAuditFile } from './storage/sqlite/verify-audit-file.ts';
import { StoreOpenError } from './storage/store.ts';

/**
 * `npm run audit:verify`: verifies the audit log in `DATABASE_URL` or `DATA_DIR` and prints one line. Exit code 0: it holds;
 * 1: the line names the first broken row; 2: the database could not be opened. A server may run meanwhile.
 */
const main = async (): Promise<number> => {
  const settings = environmentSchema
    .pick({ DATA_DIR: true, DATABASE_URL: true, DATABASE_KEY: true })
    .safeParse({
      DATABASE_URL: process.env['DATABASE_URL'] || undefined,
      DATA_DIR: process.env['DATA_DIR'] || undefined,
      DATABASE_KEY: process.env['DATABASE_KEY'] || undefined,
    });
  if (!settings.success) {
    const issue = settings.error.issues[0];
    process.stderr.write(`${String(issue?.path[0])} is not valid: ${issue?.message ?? 'unknown reason'}\n`);
    return 2;
  }
  const { DATA_DIR, DATABASE_URL, DATABASE_KEY } = settings.data;
  try {
    const verified =
      DATABASE_URL === undefined
        ? verifyAuditFile({ file: databaseFileIn(resolve(DATA_DIR)), databaseKey: DATABASE_KEY ?? null })
        : await (await import('./storage/postgres/outside-server.ts')).verifyAuditIn(DATABASE_URL);
    if (verified.ok) {
      process.stdout.write(`audit log: ${verified.rows} rows verified\n`);
      return 0;
    }
    process.stdout.write(
      `audit log: broken at row ${verified.brokenSeq} (${verified.rows} rows before it hold)\n`,
    );
    return 1;
  } catch (error) {
    if (!(error instanceof StoreOpenError)) throw error;
    process.stderr.write(`audit log: ${error.message}\n`);
    return 2;
  }
};

process.exitCode = await main();
