import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreOpenError } from '../store.ts';
import { isNoRoom, isOutOfSpace } from './disk-guard.ts';
import { assertNotLost, assertSound, DamagedDatabaseError } from './damage.ts';
import { assertKnownSchema, migrate, readSchemaVersion } from './migrations.ts';

/** Older ones have known corruption and FTS5 bugs (trust.md, finding 7). */
export const OLDEST_SQLITE = '3.53.2';

const FULL = 2;
const BUSY_TIMEOUT_MS = 5000;
/**
 * The write-ahead log is merged into the database at this length, 16 MB, four times SQLite's own: a page that many
 * commits change is written back once for all of them.
 */
const LOG_PAGES = 4000;

/** Where a data folder has its database. */
export const databaseFileIn = (dataDir: string): string => join(dataDir, 'anteroom.sqlite');

export type DatabaseLocation = {
  /** Absolute path of the database file. */
  file: string;
  /** Passphrase of an encrypted database, or `raw:` and the 64 hex digits of its key; null for one in plain text. */
  databaseKey: string | null;
};

const compareVersions = (first: string, second: string): number => {
  const parts = second.split('.').map(Number);
  for (const [index, part] of first.split('.').map(Number).entries()) {
    const difference = part - (parts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** @throws StoreOpenError if this SQLite is older than `OLDEST_SQLITE` */
export const assertSqliteVersion = (version: string): void => {
  if (compareVersions(version, OLDEST_SQLITE) < 0) {
    throw new StoreOpenError(`SQLite ${version} is too old: ${OLDEST_SQLITE} or newer is needed`);
  }
};

/**
 * Must be the first thing that happens on a connection. What SQLite sorts beside the database stays in memory: it
 * would write it into temporary files as it is, encrypted database or not.
 */
export const applyKey = (db: Database.Database, key: string | null): void => {
  db.pragma('temp_store = MEMORY');
  if (key === null) return;
  db.pragma(`cipher = 'sqlcipher'`);
  db.pragma(`key = '${key.replaceAll("'", "''")}'`);
};

/** There is no room for what the opening itself has to write. */
export class DiskFullError extends StoreOpenError {
  constructor() {
    super('the disk is full');
  }
}

const openErrorOf = (error: unknown, { file, databaseKey }: DatabaseLocation): StoreOpenError => {
  if (error instanceof StoreOpenError) return error;
  const isFull = error instanceof Database.SqliteError ? isNoRoom(error.code) : isOutOfSpace(error);
  if (isFull) return new DiskFullError();
  const name = basename(file);
  if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
    return new DamagedDatabaseError(
      file,
      'is damaged',
      databaseKey === null ? `${name} is not a database` : `DATABASE_KEY is not the key of ${name}`,
    );
  }
  if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CORRUPT')) {
    return new DamagedDatabaseError(file, 'is damaged');
  }
  return new StoreOpenError(
    `${name} cannot be opened: ${error instanceof Error ? error.message : 'unknown'}`,
  );
};

const PLAIN_HEADER = 'SQLite format 3\0';

/** True if the file begins like a database in plain text; null if there is nothing in it. */
export const isPlainText = (file: string): boolean | null => {
  if (!existsSync(file)) return null;
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(PLAIN_HEADER.length);
    const length = readSync(descriptor, start, 0, start.length, 0);
    return length === 0 ? null : start.toString('latin1') === PLAIN_HEADER;
  } finally {
    closeSync(descriptor);
  }
};

/**
 * A key where there must be none, or none where there must be one, is found before SQLite sees the file:
 * without a key it would merge an encrypted write-ahead log into the file before it says that it is no
 * database.
 */
const assertEncryption = ({ file, databaseKey }: DatabaseLocation): void => {
  const plain = isPlainText(file);
  if (plain === false && databaseKey === null) {
    throw new DamagedDatabaseError(
      file,
      'is damaged',
      `${basename(file)} is encrypted and DATABASE_KEY is not set, or it is no database`,
    );
  }
  if (plain === true && databaseKey !== null) {
    throw new StoreOpenError(`DATABASE_KEY is set, but ${basename(file)} is not encrypted`);
  }
};

/** SQLite gives its other files the permissions of this one. */
export const createPrivateFile = (file: string): void => {
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
};

const requirePragma = (db: Database.Database, name: string, expected: string | number): void => {
  const value = db.pragma(name, { simple: true });
  if (value !== expected) {
    throw new StoreOpenError(`SQLite did not take ${name} = ${expected}: it is ${String(value)}`);
  }
};

/**
 * Opens the database, makes it if there is none, reads it once from end to end, and brings it to the newest
 * schema.
 * @param sharing `alone` keeps other processes out, and needs no file beside the database for that: the way to
 * what is stored when the disk is so full that not even that file can be made
 * @throws DamagedDatabaseError it is damaged, or it is gone while its backups are there
 * @throws StoreOpenError wrong key, newer schema, another program's file, a SQLite that is too old, or no
 * access; the file is then as it was
 */
export const openDatabase = (
  location: DatabaseLocation,
  sharing: 'shared' | 'alone' = 'shared',
): Database.Database => {
  let db: Database.Database | null = null;
  try {
    assertNotLost(location.file);
    assertEncryption(location);
    createPrivateFile(location.file);
    db = new Database(location.file, { timeout: BUSY_TIMEOUT_MS });
    applyKey(db, location.databaseKey);
    // Before the database is touched: SQLite would try to make that file.
    if (sharing === 'alone') db.pragma('locking_mode = EXCLUSIVE');
    assertSqliteVersion(sqliteVersionOf(db));
    assertKnownSchema(db);
    assertSound(db, location.file);
    db.pragma('journal_mode = WAL');
    // Left to itself, WAL falls to NORMAL with the first write, which a power cut can undo.
    db.pragma('synchronous = FULL');
    db.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON');
    db.pragma('trusted_schema = OFF');
    migrate(db);
    requirePragma(db, 'journal_mode', 'wal');
    requirePragma(db, 'synchronous', FULL);
    requirePragma(db, 'foreign_keys', 1);
    return db;
  } catch (error) {
    db?.close();
    throw openErrorOf(error, location);
  }
};

/**
 * Undoes what a process that was killed had begun to write. Whoever opens a database has to do so first, and who only
 * reads may not: what a start of the clinic would do. A server that is running keeps this from happening.
 */
const rollBack = ({ file, databaseKey }: DatabaseLocation): void => {
  const db = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    applyKey(db, databaseKey);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    db.close();
  }
};

const assertReadable = (db: Database.Database, location: DatabaseLocation): void => {
  try {
    assertKnownSchema(db);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_READONLY_ROLLBACK') throw error;
    rollBack(location);
    assertKnownSchema(db);
  }
};

/**
 * Opens an existing database for reading only, beside a server that may be running.
 * @throws StoreOpenError no such file, wrong key, or a schema that this program does not know
 */
export const openDatabaseForReading = (location: DatabaseLocation): Database.Database => {
  let db: Database.Database | null = null;
  try {
    if (!existsSync(location.file)) throw new StoreOpenError(`there is no ${basename(location.file)}`);
    assertEncryption(location);
    db = new Database(location.file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    applyKey(db, location.databaseKey);
    assertReadable(db, location);
    if (readSchemaVersion(db) === 0) {
      throw new StoreOpenError(`${basename(location.file)} is not a database of Anteroom`);
    }
    return db;
  } catch (error) {
    db?.close();
    throw openErrorOf(error, location);
  }
};

/** The version of the SQLite library behind a connection. */
export const sqliteVersionOf = (db: Database.Database): string =>
  String(db.prepare<[], string>('SELECT sqlite_version()').pluck().get());
