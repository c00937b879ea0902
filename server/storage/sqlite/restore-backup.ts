import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SqliteError, type Database } from 'better-sqlite3';
import { findFilesBeside } from '../files/files-beside-backup.ts';
import type { KnownFile } from '../files/kept-files.ts';
import { StoreOpenError } from '../store.ts';
import { timeOfBackup } from './backup-files.ts';
import { assertSound, restoringOf } from './damage.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { readContents, readKnownFiles, verifyAuditOf } from './database-contents.ts';
import { databaseFileIn, openDatabase, openDatabaseForReading, type DatabaseLocation } from './database.ts';
import { isNoRoom } from './disk-guard.ts';
import { flushFile, flushFolder } from './flush.ts';
import { createAuditOperations } from './operations/audit.ts';

/** SQLite's files beside the database itself. */
const SUFFIXES = ['', '-wal', '-shm'] as const;
/** Enough for the index of a large clinic: to verify it with less takes minutes. */
const VERIFYING_CACHE_KB = 262_144;

/** How much is in a database. */
export type Extent = { messages: number; auditRows: number };

const extentOf = (db: Database): Extent => {
  const { rows } = readContents(db);
  return { messages: rows['messages'] ?? 0, auditRows: rows['audit'] ?? 0 };
};

/**
 * Verifies a backup from end to end: that it opens with the key, its pages and indexes, references and audit log.
 * @throws StoreOpenError
 */
export const verifyBackup = (location: DatabaseLocation): Extent => {
  const db = openDatabaseForReading(location);
  try {
    db.pragma(`cache_size = -${VERIFYING_CACHE_KB}`);
    assertSound(db, location.file, { thorough: true });
    const audit = verifyAuditOf(db);
    if (!audit.ok) {
      throw new StoreOpenError(
        `${basename(location.file)}: the audit log is broken at row ${audit.brokenSeq}`,
      );
    }
    if ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
      throw new StoreOpenError(`${basename(location.file)} refers to rows that it does not have`);
    }
    return extentOf(db);
  } finally {
    db.close();
  }
};

const extentOfPresent = (location: DatabaseLocation): Extent | null => {
  try {
    const db = openDatabaseForReading(location);
    try {
      return extentOf(db);
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
};

/** When the last thing happened that the audit log of a database knows; null if nothing ever did. */
const lastEntryOf = (location: DatabaseLocation): number | null => {
  const db = openDatabaseForReading(location);
  try {
    return db.prepare<[], number | null>('SELECT max(at) FROM audit').pluck().get() ?? null;
  } finally {
    db.close();
  }
};

const knownFilesOf = (location: DatabaseLocation): KnownFile[] => {
  const db = openDatabaseForReading(location);
  try {
    return readKnownFiles(db);
  } finally {
    db.close();
  }
};

export type BackupFacts = {
  /** When it was made; of one with a name of its own, when the last thing happened that is in it. */
  madeAt: number | null;
  backup: Extent;
  /** Of the database that it would replace; null if there is none, or it cannot be read. */
  present: Extent | null;
};

/**
 * Verifies a backup where it lies, and says what is in it and in the present database. Changes nothing, and a
 * server may be using the data folder.
 * @throws StoreOpenError for a backup that must not be used
 */
export const inspectBackup = (options: {
  dataDir: string;
  databaseKey: string | null;
  /** Absolute path. */
  backupFile: string;
}): BackupFacts => {
  const { dataDir, databaseKey, backupFile } = options;
  const location = { file: backupFile, databaseKey };
  return {
    backup: verifyBackup(location),
    madeAt: timeOfBackup(basename(backupFile)) ?? lastEntryOf(location),
    present: extentOfPresent({ file: databaseFileIn(dataDir), databaseKey }),
  };
};

/**
 * What makes an older state of a clinic safe to go on from. Since the backup, sessions were ended, devices signed
 * out, and tokens and links used up: none of those must work again. So every session ends and every password
 * link goes; people sign in, and patients open their invitation, once more.
 * @returns how many sessions were ended
 */
const closeOldDoors = (location: DatabaseLocation, at: number, madeAt: number | null): number => {
  const db = openDatabase(location);
  try {
    const { appendAudit } = createAuditOperations(db);
    const ended = db.transaction(() => {
      db.prepare('DELETE FROM password_links').run();
      const { changes } = db
        .prepare<[number]>(`UPDATE sessions SET ended_at = ?, end_reason = 'revoked' WHERE ended_at IS NULL`)
        .run(at);
      const made = madeAt === null ? null : new Date(madeAt).toISOString();
      appendAudit({
        at,
        actorId: null,
        action: 'clinic.restored',
        subjectId: null,
        detail: { backupMadeAt: made, endedSessions: changes },
      });
      return changes;
    })();
    // Only the database itself moves: what a full disk would leave in the log beside it must not be lost.
    db.pragma('wal_checkpoint(TRUNCATE)');
    return ended;
  } catch (error) {
    if (!(error instanceof SqliteError) || !isNoRoom(error.code)) throw error;
    throw new StoreOpenError(`the disk of ${dirname(location.file)} has no room for the backup`);
  } finally {
    db.close();
  }
};

export type PreparedRestore = {
  backup: Extent;
  /** Of the database that is replaced; null if there is none, or it cannot be read. */
  present: Extent | null;
  /** Files of conversations that lie beside the backup or are kept with it, and are not in the data folder. */
  files: number;
  /** Puts the backup in place. @returns where the database from before is now, and how many sessions were ended */
  carryOut(): { kept: string | null; endedSessions: number };
  /** Gives the data folder back, and removes what was only prepared. */
  release(): void;
};

const removeWhole = (file: string): void => {
  for (const suffix of SUFFIXES) rmSync(file + suffix, { force: true });
};

/**
 * Takes the data folder, copies the backup into it under another name, and verifies that copy. Nothing of the
 * clinic was changed then.
 * @throws StoreOpenError a server uses the folder, no room, or a backup that must not be used
 */
export const prepareRestore = (options: {
  dataDir: string;
  databaseKey: string | null;
  /** Absolute path. */
  backupFile: string;
  now?: () => number;
}): PreparedRestore => {
  const { dataDir, databaseKey, backupFile, now = Date.now } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(dataDir);
  const file = databaseFileIn(dataDir);
  const copy = restoringOf(file);
  const release = (): void => {
    removeWhole(copy);
    lock.release();
  };
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    const requireRoom = (bytes: number): void => {
      if (bavail * bsize < 2 * statSync(backupFile).size + bytes) {
        throw new StoreOpenError(`the disk of ${dataDir} has no room for the backup`);
      }
    };
    requireRoom(0);
    removeWhole(copy);
    copyFileSync(backupFile, copy);
    chmodSync(copy, 0o600);
    const backup = verifyBackup({ file: copy, databaseKey });
    const files = findFilesBeside(backupFile, dataDir, knownFilesOf({ file: copy, databaseKey }));
    requireRoom(files.bytes);
    return {
      backup,
      present: extentOfPresent({ file, databaseKey }),
      files: files.count,
      carryOut: () => {
        // First: without their database they are nothing, and it without them is not whole.
        files.bringBack();
        const at = now();
        const endedSessions = closeOldDoors(
          { file: copy, databaseKey },
          at,
          timeOfBackup(basename(backupFile)),
        );
        flushFile(copy);
        const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
        const aside = join(dataDir, `anteroom-before-restore-${stamp}Z.sqlite`);
        const kept = existsSync(file) ? aside : null;
        for (const suffix of SUFFIXES) {
          if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
        }
        // Interrupted here, the server finds the copy and no database, and refuses to start.
        renameSync(copy, file);
        flushFolder(dataDir);
        return { kept, endedSessions };
      },
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
};
