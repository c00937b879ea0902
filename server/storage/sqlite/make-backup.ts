import { renameSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { keepFiles, relieveDisk, removeUnneededFiles, type KnownFile } from '../files/kept-files.ts';
import {
  backupNameOf,
  listBackups,
  makeBackupsFolder,
  removeUnfinished,
  tryToRemove,
  unfinishedOf,
} from './backup-files.ts';
import { backupsToRemove } from './backup-rotation.ts';
import { DamagedDatabaseError, assertSound } from './damage.ts';
import { readContents, readKnownFiles, verifyAuditOf, type DatabaseContents } from './database-contents.ts';
import { applyKey, createPrivateFile, openDatabaseForReading, type DatabaseLocation } from './database.ts';
import { flushFile, flushFolder } from './flush.ts';

/** Room that a backup leaves on the disk: the clinic's own writes come first. */
const SPARE_BYTES = 64 * 1024 * 1024;

/**
 * `no_room`: it would fill the disk. `source_damaged`: the database itself is. `not_verified`: the copy is not
 * what it should be. `failed`: anything else, for example a folder that cannot be written.
 */
export type BackupFailure = 'no_room' | 'source_damaged' | 'not_verified' | 'failed';

export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupFailure;

  constructor(code: BackupFailure, message: string) {
    super(message);
    this.code = code;
  }
}

export type MadeBackup = {
  name: string;
  at: number;
  bytes: number;
  removed: number;
  /** Files of conversations, their thumbnails counted: kept with it, and those that are missing or damaged. */
  files: { kept: number; missing: number };
};

/** Tables that only grow: what was in them when a copy began is in the copy. */
const GROWING = new Set([
  'accounts',
  'relations',
  'appointments',
  'invitations',
  'sessions',
  'messages',
  'audit',
]);

/**
 * Beside the store's own connection. Must not look into the file by other means than SQLite's: closing it would
 * take the kernel's locks from the store, which is in the same process.
 */
const openBesideStore = ({ file, databaseKey }: DatabaseLocation): Database.Database => {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  applyKey(db, databaseKey);
  return db;
};

const assertRoom = (db: Database.Database, folder: string): void => {
  const bytes =
    Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes + SPARE_BYTES) {
    throw new BackupError('no_room', `a backup needs ${bytes + SPARE_BYTES} bytes`);
  }
};

/** Reads the whole copy: pages, references, audit log, and how much is in it. @returns the files that it refers to */
const verifyCopy = (
  location: DatabaseLocation,
  { before, after, quiet }: { before: DatabaseContents; after: DatabaseContents; quiet: boolean },
): KnownFile[] => {
  const db = openDatabaseForReading(location);
  try {
    assertSound(db, location.file);
    const references = db.pragma('foreign_key_check') as unknown[];
    const audit = verifyAuditOf(db);
    const { schemaVersion, rows } = readContents(db);
    const tables = Object.keys(before.rows);
    const isWhole =
      schemaVersion === before.schemaVersion &&
      tables.length === Object.keys(rows).length &&
      tables.every((table) => {
        const [least = 0, count = -1, most = 0] = [before.rows[table], rows[table], after.rows[table]];
        // Where rows come and go, only a moment without writes can be compared.
        return quiet ? count === least : !GROWING.has(table) || (count >= least && count <= most);
      });
    if (references.length > 0 || !audit.ok || !isWhole) {
      throw new BackupError('not_verified', 'the copy differs from the database');
    }
    return readKnownFiles(db);
  } finally {
    db.close();
  }
};

const failureOf = (error: unknown): BackupError => {
  if (error instanceof BackupError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DamagedDatabaseError) return new BackupError('not_verified', message);
  const { code } = error as { code?: unknown };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return new BackupError('no_room', message);
  if (typeof code === 'string' && /^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new BackupError('source_damaged', message);
  }
  return new BackupError('failed', message);
};

/**
 * Makes a backup of a database in use, verifies it, and removes the older ones that are not needed any more.
 * It gets its name, by which it counts, as the last step; then the files that it refers to are kept with it. Blocks its thread for seconds, but no writer.
 * @throws BackupError; nothing is left of the attempt
 */
export const makeBackup = (location: DatabaseLocation, folder: string, at: number): MadeBackup => {
  const name = backupNameOf(at);
  const file = join(folder, name);
  const unfinished = unfinishedOf(file);
  let known: KnownFile[];
  try {
    makeBackupsFolder(folder);
    removeUnfinished(folder);
    relieveDisk(folder);
    const source = openBesideStore(location);
    try {
      assertRoom(source, folder);
      const version = (): number => Number(source.pragma('data_version', { simple: true }));
      const started = version();
      const before = readContents(source);
      createPrivateFile(unfinished);
      // Encrypted with the source's key if that is encrypted, which SQLite's own way of copying cannot do.
      source.prepare('VACUUM INTO ?').run(unfinished);
      const after = readContents(source);
      const quiet = version() === started;
      known = verifyCopy({ file: unfinished, databaseKey: location.databaseKey }, { before, after, quiet });
    } finally {
      source.close();
    }
    flushFile(unfinished);
    renameSync(unfinished, file);
    flushFolder(folder);
  } catch (error) {
    removeUnfinished(folder);
    throw failureOf(error);
  }
  // The database does not wait for them: those of a large clinic take minutes, the first time.
  const files = keepFiles({ dataDir: dirname(location.file), backups: folder, backup: name, files: known });
  const removed = rotate(folder, at);
  removeUnneededFiles(folder);
  return { name, at, bytes: statSync(file).size, removed, files };
};

const rotate = (folder: string, now: number): number => {
  const backups = listBackups(folder);
  const unneeded = new Set(
    backupsToRemove(
      backups.map(({ at }) => at),
      now,
    ),
  );
  // One that cannot be removed now is tried again after the next backup; the new one counts all the same.
  return backups.filter(({ at, file }) => unneeded.has(at) && tryToRemove(file)).length;
};
