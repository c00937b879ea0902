import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { StoreOpenError } from '../store.ts';
import { backupsFolderIn, listBackups } from './backup-files.ts';

/** Where a backup is prepared that is to take the place of the database. */
export const restoringOf = (file: string): string => `${file}.restoring`;

/** The database cannot be trusted, or is gone: a backup may help. */
export class DamagedDatabaseError extends StoreOpenError {
  /** What it is, after its name: "is missing". */
  readonly fault: string;

  constructor(file: string, fault: string, message = `${basename(file)} ${fault}`) {
    super(message);
    this.fault = fault;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/**
 * A clinic that was there must not begin anew without a word: no database, or an empty one, is only right
 * where there is nothing else of it.
 * @throws DamagedDatabaseError
 */
export const assertNotLost = (file: string): void => {
  if (sizeOf(file) > 0) return;
  const fault = statSync(file, { throwIfNoEntry: false }) === undefined ? 'is missing' : 'is empty';
  if (listBackups(backupsFolderIn(dirname(file))).length > 0) {
    throw new DamagedDatabaseError(file, fault, `${basename(file)} ${fault}, but there are backups of it`);
  }
  if (sizeOf(restoringOf(file)) > 0) {
    throw new DamagedDatabaseError(
      file,
      fault,
      `${basename(file)} ${fault}: a restore of it was broken off, begin it again`,
    );
  }
  // SQLite would throw the log away, and with it what was committed last. An empty file with a log is one that
  // was made a moment ago.
  if (fault === 'is missing' && sizeOf(`${file}-wal`) > 0) {
    throw new DamagedDatabaseError(file, fault, `${basename(file)} is missing, but its log is there`);
  }
};

/**
 * Reads every page of the database.
 * @throws DamagedDatabaseError
 */
export const assertSound = (db: Database, file: string, { thorough = false } = {}): void => {
  const found = db.pragma(thorough ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
  if (found !== 'ok') throw new DamagedDatabaseError(file, 'is damaged');
};
