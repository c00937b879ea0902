import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { StoreOpenError } from '../store.ts';
import { backupsFolderIn, removeUnfinished } from './backup-files.ts';
import { assertSound } from './damage.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { readContents, verifyAuditOf } from './database-contents.ts';
import { applyKey, databaseFileIn, isPlainText, openDatabase } from './database.ts';
import { flushFile, flushFolder } from './flush.ts';

/** Room that is left on the disk beside the copy. */
const SPARE_BYTES = 16 * 1024 * 1024;
const ENCRYPTING = '.encrypting';

const encryptingOf = (file: string): string => file + ENCRYPTING;

const removeWhole = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
};

/** Merges the log into the file, so that the file alone is everything, and reads it whole. */
const settle = (file: string): ReturnType<typeof readContents> => {
  const db = new Database(file, { fileMustExist: true });
  try {
    applyKey(db, null);
    assertSound(db, file);
    const contents = readContents(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
    // Leaves no log behind, and none is needed for what nobody else has open.
    db.pragma('journal_mode = DELETE');
    return contents;
  } finally {
    db.close();
  }
};

const encryptCopy = (copy: string, databaseKey: string): void => {
  const db = new Database(copy, { fileMustExist: true });
  try {
    db.pragma('temp_store = MEMORY');
    // It is a copy, which is made again after a crash: a journal would only be plain text once more.
    db.pragma('journal_mode = OFF');
    db.pragma(`cipher = 'sqlcipher'`);
    db.pragma(`rekey = '${databaseKey.replaceAll("'", "''")}'`);
  } finally {
    db.close();
  }
};

/** @throws StoreOpenError if the encrypted copy is not the same clinic */
const verifyCopy = (copy: string, databaseKey: string, before: ReturnType<typeof readContents>): void => {
  if (isPlainText(copy) !== false) throw new StoreOpenError(`${basename(copy)} was not encrypted`);
  const db = new Database(copy, { readonly: true, fileMustExist: true });
  try {
    applyKey(db, databaseKey);
    assertSound(db, copy, { thorough: true });
    if (!isDeepStrictEqual(readContents(db), before) || !verifyAuditOf(db).ok) {
      throw new StoreOpenError(`${basename(copy)} differs from what was encrypted`);
    }
  } finally {
    db.close();
  }
};

/**
 * Replaces a database in plain text by the same one, encrypted. Until the last step, which is one renaming, the old
 * one is there as it was; a copy that a crash left behind is made anew.
 */
const encryptFile = (file: string, databaseKey: string): void => {
  const copy = encryptingOf(file);
  removeWhole(copy);
  const before = settle(file);
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize < statSync(file).size + SPARE_BYTES) {
    throw new StoreOpenError(`the disk of ${dirname(file)} has no room for the encrypted copy`);
  }
  try {
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    encryptCopy(copy, databaseKey);
    verifyCopy(copy, databaseKey, before);
    flushFile(copy);
    if (existsSync(`${file}-wal`)) throw new StoreOpenError(`the log of ${basename(file)} is still there`);
    renameSync(copy, file);
    flushFolder(dirname(file));
    rmSync(`${file}-shm`, { force: true });
  } finally {
    removeWhole(copy);
  }
};

const databasesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.sqlite'))
        .map((name) => join(folder, name))
    : [];

const removeLeftovers = (folder: string): void => {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.includes(ENCRYPTING)) rmSync(join(folder, name), { force: true });
  }
};

export type EncryptedInPlace = {
  /** How many files were encrypted now. */
  encrypted: number;
  /** Names of files in plain text that are damaged, so that they could not be; they are as they were. */
  kept: string[];
};

/**
 * Encrypts a clinic that was made without a key: its database, what is kept of earlier ones, and its backups. Can be
 * interrupted at any moment, and called again: what is encrypted already is left alone.
 * @throws StoreOpenError the database itself could not be encrypted, and is as it was
 */
export const encryptInPlace = ({
  dataDir,
  databaseKey,
}: {
  dataDir: string;
  databaseKey: string;
}): EncryptedInPlace => {
  const lock = lockDataDir(dataDir);
  try {
    const backups = backupsFolderIn(dataDir);
    for (const folder of [dataDir, backups]) removeLeftovers(folder);
    removeUnfinished(backups);
    const done: EncryptedInPlace = { encrypted: 0, kept: [] };
    const file = databaseFileIn(dataDir);
    if (isPlainText(file) === true) {
      // As a start does: what is damaged or of another program is refused in the same words.
      openDatabase({ file, databaseKey: null }).close();
      encryptFile(file, databaseKey);
      done.encrypted += 1;
    }
    for (const other of [...databasesIn(dataDir), ...databasesIn(backups)]) {
      if (isPlainText(other) !== true) continue;
      try {
        encryptFile(other, databaseKey);
        done.encrypted += 1;
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code === 'ENOSPC' || (error instanceof StoreOpenError && error.message.includes('no room')))
          throw error;
        done.kept.push(basename(other));
      }
    }
    return done;
  } finally {
    lock.release();
  }
};
