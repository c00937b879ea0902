import Database from 'better-sqlite3';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';

/** Reads a server's database behind its back. */
export const queryDatabase = <T>(dataDir: string, sql: string, ...parameters: unknown[]): T[] => {
  const db = new Database(databaseFileIn(dataDir), { readonly: true });
  try {
    return db.prepare<unknown[], T>(sql).all(...parameters);
  } finally {
    db.close();
  }
};

/** Changes a database that no server uses. */
export const changeDatabase = (dataDir: string, sql: string, ...parameters: unknown[]): void => {
  const db = new Database(databaseFileIn(dataDir));
  try {
    db.prepare(sql).run(...parameters);
  } finally {
    db.close();
  }
};

export type StoredAudit = {
  seq: number;
  actorId: string | null;
  action: string;
  subjectId: string | null;
  detail: string;
};

/** The audit log, oldest first. */
export const readAudit = (dataDir: string): StoredAudit[] =>
  queryDatabase<StoredAudit>(
    dataDir,
    'SELECT seq, actor_id AS actorId, action, subject_id AS subjectId, detail FROM audit ORDER BY seq',
  );

/** What people stated to be and were not, as the audit log has it. */
export const falseClaims = (dataDir: string): Pick<StoredAudit, 'actorId' | 'detail'>[] =>
  readAudit(dataDir)
    .filter(({ action }) => action === 'identity.false-claim')
    .map(({ actorId, detail }) => ({ actorId, detail }));
