import Database from 'better-sqlite3';
import { createPrivate } from './copy-files.ts';
import { migrateCopy } from './schema.ts';

const BUSY_TIMEOUT_MS = 5_000;

/** The database cannot be trusted: a backup may help. */
export class DamagedCopyError extends Error {
  override readonly name = 'DamagedCopyError';
}

/** What SQLite says of a file that is not what it wrote, or was written with another key. */
const DAMAGED = /^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ|IOERR_DATA|IOERR_CORRUPTFS)/;

/** True for what a backup may help against: damage, as opposed to a full disk for example. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedCopyError || (error instanceof Database.SqliteError && DAMAGED.test(error.code));

/** A connection with its key and nothing else. What is sorted stays in memory, or would be in plain text. */
export const connect = (
  file: string,
  key: string | null,
  options: Database.Options = {},
): Database.Database => {
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS, ...options });
  db.pragma('temp_store = MEMORY');
  if (key !== null) {
    db.pragma(`cipher = 'sqlcipher'`);
    db.pragma(`key = '${key}'`);
  }
  return db;
};

/** Reads every page. @throws DamagedCopyError */
export const assertSound = (db: Database.Database): void => {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw new DamagedCopyError(String(found));
};

/** Acknowledged means on the disk. @param db one that may be written */
export const prepare = (db: Database.Database): void => {
  db.pragma('journal_mode = WAL');
  // Left to itself, WAL falls to NORMAL with the first write, which a power cut can undo.
  db.pragma('synchronous = FULL');
  db.pragma('trusted_schema = OFF');
  migrateCopy(db);
};

/**
 * Opens a copy, or makes it if there is none, after reading it from end to end.
 * @param key `raw:` and 64 hex digits
 * @throws whatever SQLite says; see `isDamage`
 */
export const openSound = (file: string, key: string): Database.Database => {
  createPrivate(file);
  const db = connect(file, key);
  try {
    assertSound(db);
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** The same tables in memory, for as long as this thread lives. */
export const openInMemory = (): Database.Database => {
  const db = connect(':memory:', null);
  prepare(db);
  return db;
};
