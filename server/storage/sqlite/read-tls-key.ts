import type { Database } from 'better-sqlite3';

/** The key that a clinic's database or backup carries; null for one of before, or of a server of its own. */
export const readTlsKey = (db: Database): string | null => {
  // Opened for reading, it has the schema of the version that wrote it.
  const hasTable = db
    .prepare<[], number>(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'tls_key'`)
    .pluck()
    .get();
  if (hasTable !== 1) return null;
  return db.prepare<[], string>('SELECT key FROM tls_key').pluck().get() ?? null;
};
