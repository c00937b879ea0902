import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { CopyCondition } from '../../../src-preload/contract/message-cache.ts';
import { connect, isDamage, openSound } from './copy-database.ts';
import {
  copyFilesIn,
  flushFile,
  flushFolder,
  listCopyBackups,
  moveDatabase,
  removeDatabase,
  sizeOf,
} from './copy-files.ts';
import { createLetters, readOwn, salvageOwn, type Own } from './letters.ts';

export type OpenedCopy = { db: Database; condition: CopyCondition };

/** A letter of an old backup may have been given up since: it is shown as not sent, and not sent by itself. */
const UNCONFIRMED = 'internal';

type Salvaged = { [Part in keyof Own]: Own[Part] | null };
const NOTHING: Salvaged = { letters: null, drafts: null, deletions: null };

const salvage = (file: string, key: string): Salvaged => {
  let db: Database | null = null;
  try {
    db = connect(file, key, { fileMustExist: true });
    return salvageOwn(db);
  } catch {
    return NOTHING;
  } finally {
    db?.close();
  }
};

/** Puts the newest backup that can be read into the database's place. @returns false if there is none */
const restoreBackup = (folder: string, key: string): boolean => {
  const { database, restoring } = copyFilesIn(folder);
  for (const { file } of listCopyBackups(folder)) {
    try {
      removeDatabase(restoring);
      copyFileSync(file, restoring);
      openSound(restoring, key).close();
      flushFile(restoring);
      removeDatabase(database);
      renameSync(restoring, database);
      flushFolder(folder);
      return true;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  return false;
};

/** What the person wrote: as it was when the damage was found, else as a backup has it. */
const putBack = (db: Database, salvaged: Salvaged): void => {
  const kept = readOwn(db);
  const letters =
    salvaged.letters ?? kept.letters.map((letter) => ({ ...letter, failed: letter.failed ?? UNCONFIRMED }));
  const write = createLetters(db);
  db.transaction(() => {
    db.exec('DELETE FROM letters; DELETE FROM deletions;');
    for (const letter of letters) write.writeLetter(letter);
    for (const id of salvaged.deletions ?? []) write.writeDeletion(id, true);
    for (const draft of salvaged.drafts ?? []) write.writeDraft(draft);
  }).immediate();
};

const markMade = (folder: string, made: string): void => {
  if (existsSync(made)) return;
  writeFileSync(made, '');
  flushFolder(folder);
};

/**
 * Opens the copy in a folder. It never begins anew without a word: what is damaged, or gone although it was there, is
 * replaced by its newest backup, else by an empty one, and whatever letters can still be read are put into it.
 * Interrupted at any point, the next opening goes on.
 * @throws whatever keeps the disk from being used, or NewerCopyError; nothing is changed then
 */
export const openCopy = (folder: string, key: string): OpenedCopy => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { database, made, damaged, restoring, unfinished } = copyFilesIn(folder);
  removeDatabase(restoring);
  removeDatabase(unfinished);
  const isRecovering = existsSync(damaged);
  const isThere = sizeOf(database) > 0 || sizeOf(`${database}-wal`) > 0;
  if (!isRecovering && (isThere || !existsSync(made))) {
    try {
      const db = openSound(database, key);
      markMade(folder, made);
      return { db, condition: 'sound' };
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  if (!isRecovering && isThere) moveDatabase(database, damaged);
  const salvaged = existsSync(damaged) ? salvage(damaged, key) : NOTHING;
  removeDatabase(database);
  const condition = restoreBackup(folder, key) ? 'restored' : 'lost';
  const db = openSound(database, key);
  try {
    putBack(db, salvaged);
    markMade(folder, made);
    removeDatabase(damaged);
    return { db, condition };
  } catch (error) {
    db.close();
    throw error;
  }
};
