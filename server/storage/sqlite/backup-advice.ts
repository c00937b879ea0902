import { basename, dirname } from 'node:path';
import { backupsFolderIn, listBackups, type BackupFile } from './backup-files.ts';
import { openDatabaseForReading, type DatabaseLocation } from './database.ts';
import { assertSound, type DamagedDatabaseError } from './damage.ts';

const isGood = (location: DatabaseLocation): boolean => {
  try {
    const db = openDatabaseForReading(location);
    try {
      assertSound(db, location.file);
      return true;
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
};

const newestGood = ({ file, databaseKey }: DatabaseLocation): BackupFile | undefined =>
  listBackups(backupsFolderIn(dirname(file))).find((backup) => isGood({ file: backup.file, databaseKey }));

/**
 * One line about a database that cannot be used: what is wrong with it and which backup takes its place.
 * Where no backup opens with this key, the key may be what is wrong.
 */
export const describeDamage = (error: DamagedDatabaseError, location: DatabaseLocation): string => {
  const backup = newestGood(location);
  if (backup === undefined) return error.message;
  const made = new Date(backup.at).toISOString().slice(0, 16).replace('T', ' ');
  return `${basename(location.file)} ${error.fault}; its newest good backup is of ${made} UTC: to put it in place, run "npm run restore -- ${backup.name}" with the same DATA_DIR`;
};
