import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { saveFilesBeside } from '../files/files-beside-backup.ts';
import { unfinishedOf } from './backup-files.ts';
import { flushFile, flushFolder } from './flush.ts';
import { BackupError } from './make-backup.ts';
import { isOutOfSpace } from './disk-guard.ts';

const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
};

/**
 * Copies a verified backup to where a person wants it, perhaps a stick or a drive of the network: byte for byte,
 * because SQLite's own locks cannot be trusted there. The copy is read again before it gets its name; a file that
 * had this name is replaced.
 * @param backup a verified one, @param target both absolute
 * @param dataDir whose files of conversations come along, in a folder beside the copy
 * @throws BackupError; nothing that counts as a backup is left of the attempt
 */
export const exportBackup = async (backup: string, target: string, dataDir: string): Promise<void> => {
  const unfinished = unfinishedOf(target);
  try {
    await copyFile(backup, unfinished);
    flushFile(unfinished);
    if ((await hashOf(unfinished)) !== (await hashOf(backup))) {
      throw new BackupError('not_verified', 'the copy differs from the backup');
    }
    await saveFilesBeside(dataDir, target);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (error instanceof BackupError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new BackupError(isOutOfSpace(error) ? 'no_room' : 'failed', message);
  }
  try {
    flushFolder(dirname(target));
  } catch {
    // Not every drive of a network knows this; the file itself is there.
  }
};
