import type { Database } from 'better-sqlite3';
import { GENESIS, verificationOf } from '../../domain/audit.ts';
import type { KnownFile } from '../files/kept-files.ts';
import type { AuditVerification } from '../store.ts';
import { createAuditReader } from './operations/audit.ts';
import { readSchemaVersion } from './migrations.ts';

/** What two databases are compared by. */
export type DatabaseContents = {
  schemaVersion: number;
  /** Rows of each table. */
  rows: Record<string, number>;
};

export const readContents = (db: Database): DatabaseContents => {
  const tables = db
    .prepare<[], string>(
      // Without those of an index of words, which are made of the others.
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
  const count = (table: string): number =>
    Number(
      db
        .prepare<[], number>(`SELECT count(*) FROM "${table.replaceAll('"', '""')}"`)
        .pluck()
        .get(),
    );
  return {
    schemaVersion: readSchemaVersion(db),
    rows: Object.fromEntries(tables.map((table) => [table, count(table)])),
  };
};

/** The complete files that messages may refer to; none in a database of before there were any. */
export const readKnownFiles = (db: Database): KnownFile[] => {
  if (!db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'files'`).get()) return [];
  return db
    .prepare<[], { id: string; key: Uint8Array; hasThumbnail: 0 | 1 }>(
      `SELECT id, key, has_thumbnail AS hasThumbnail FROM files
       WHERE completed_at IS NOT NULL AND key IS NOT NULL`,
    )
    .all()
    .map((file) => ({ ...file, hasThumbnail: file.hasThumbnail === 1 }));
};

/** Walks the hash chain of the audit log, all at once: for files that nobody waits for. */
export const verifyAuditOf = (db: Database): AuditVerification => {
  const { verifySlice } = createAuditReader(db);
  // One transaction, so that rows and head are of the same moment.
  return db.transaction(() => {
    let slice = verifySlice(GENESIS);
    while (!slice.complete) slice = verifySlice(slice.link);
    return verificationOf(slice.link, slice.brokenSeq);
  })();
};
