import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreOpenError } from '../store.ts';
import { DiskFullError } from './database.ts';
import { isOutOfSpace } from './disk-guard.ts';

export type DataDirLock = { release: () => void };

const isExisting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

/**
 * Makes sure that one Anteroom at a time uses a data folder. The lock is a transaction on an empty database:
 * SQLite takes the kernel's file lock for it on every system, and the kernel gives it back when the process
 * ends, however it ends.
 * @throws StoreOpenError if another process, or another store in this one, has it
 */
export const lockDataDir = (dataDir: string): DataDirLock => {
  const file = join(dataDir, 'anteroom.lock');
  try {
    // Never opens a file that is there: closing it would take the lock from a store in this process.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (isOutOfSpace(error)) throw new DiskFullError();
    if (!isExisting(error)) throw new StoreOpenError(`the folder ${dataDir} cannot be written`);
  }
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    throw new StoreOpenError(
      isBusy
        ? `another Anteroom uses the folder ${dataDir}`
        : `the folder ${dataDir} cannot be locked: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
  return { release: () => void db.close() };
};
