import { renameSync } from 'node:fs';
import { assertSound, connect } from './copy-database.ts';
import {
  backupFile,
  copyFilesIn,
  createPrivate,
  flushFile,
  flushFolder,
  freeBytesIn,
  listCopyBackups,
  removeDatabase,
  sizeOf,
} from './copy-files.ts';

/** So many backups are kept, the newest. */
const KEPT_BACKUPS = 2;
/** Room that a backup leaves on the disk. */
const SPARE_BYTES = 64 * 1024 * 1024;

/**
 * Makes a backup beside the connection that is open, reads it from end to end, and gives up the oldest.
 * @returns false if there is no room for it
 * @throws if the copy, or the backup of it, cannot be read
 */
export const backUpCopy = (folder: string, key: string, now: number): boolean => {
  const { database, unfinished } = copyFilesIn(folder);
  removeDatabase(unfinished);
  if (freeBytesIn(folder) < 2 * sizeOf(database) + SPARE_BYTES) return false;
  const db = connect(database, key, { readonly: true, fileMustExist: true });
  try {
    createPrivate(unfinished);
    db.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    db.close();
  }
  const made = connect(unfinished, key, { readonly: true, fileMustExist: true });
  try {
    assertSound(made);
  } finally {
    made.close();
  }
  flushFile(unfinished);
  renameSync(unfinished, backupFile(folder, now));
  flushFolder(folder);
  for (const { file } of listCopyBackups(folder).slice(KEPT_BACKUPS)) removeDatabase(file);
  return true;
};

/** When the newest backup was made; null if there is none. */
export const lastBackupAt = (folder: string): number | null => listCopyBackups(folder)[0]?.at ?? null;
