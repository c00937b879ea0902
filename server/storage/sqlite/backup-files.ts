import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BACKUPS_FOLDER, timeOfBackup } from '../../protocol/backup-name.ts';

export { backupNameOf, timeOfBackup } from '../../protocol/backup-name.ts';

/** A verified backup of the database. */
export type BackupFile = {
  name: string;
  /** Absolute path. */
  file: string;
  /** When it was made; in its name, so that copying it does not change it. */
  at: number;
  bytes: number;
};

/** Of a file that was not verified yet; SQLite may have left a journal beside it. */
const UNFINISHED = /\.unfinished(-journal|-wal|-shm)?$/;

export const backupsFolderIn = (dataDir: string): string => join(dataDir, BACKUPS_FOLDER);

export const unfinishedOf = (file: string): string => `${file}.unfinished`;

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The backups in a folder, newest first; none if there is no such folder. */
export const listBackups = (folder: string): BackupFile[] =>
  namesIn(folder)
    .flatMap((name) => {
      const at = timeOfBackup(name);
      const file = join(folder, name);
      const entry = at === null ? undefined : statSync(file, { throwIfNoEntry: false });
      return at === null || !entry?.isFile() ? [] : [{ name, file, at, bytes: entry.size }];
    })
    .toSorted((first, second) => second.at - first.at);

/** @returns false if it is still there: in a folder that is read-only now, or held by another program */
export const tryToRemove = (file: string): boolean => {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
};

/**
 * Removes what a backup left behind that was interrupted. Only for whoever has the data folder's lock. What
 * cannot be removed is no reason for a server not to start, or not to stop.
 */
export const removeUnfinished = (folder: string): void => {
  for (const name of namesIn(folder)) {
    if (UNFINISHED.test(name)) tryToRemove(join(folder, name));
  }
};

export const makeBackupsFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
};
