import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { FILES_FOLDER } from './file-contents.ts';

/**
 * The bytes of files do not lie in the database, and a backup of that has only their keys. Beside one that is saved
 * elsewhere, they are in a folder that has its name: as they lie in the data folder, encrypted.
 */
export const filesBeside = (backup: string): string => `${backup}-files`;

/** The beginnings of ids, and what lies below them: nothing else is ever carried. */
const SHARD = /^[\w-]{2}$/;
const COMPLETE = /^[\w-]{8,64}(-thumbnail)?$/;

type Carried = { from: string; to: string; folder: string; bytes: number };

const namesIn = (folder: string, known: RegExp): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => known.test(name)) : [];

const missingIn = (target: string, source: string): Carried[] =>
  namesIn(source, SHARD).flatMap((shard) =>
    namesIn(join(source, shard), COMPLETE).flatMap((name) => {
      const from = join(source, shard, name);
      const folder = join(target, shard);
      const to = join(folder, name);
      const entry = lstatSync(from, { throwIfNoEntry: false });
      // A link leads somewhere else. What is there has the same bytes: a file is never changed.
      return entry?.isFile() === true && lstatSync(to, { throwIfNoEntry: false })?.size !== entry.size
        ? [{ from, to, folder, bytes: entry.size }]
        : [];
    }),
  );

const carry = ({ from, to, folder }: Carried): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    copyFileSync(from, unfinished, constants.COPYFILE_EXCL);
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { force: true });
    // Deleted meanwhile: no message refers to it any more.
    if ((error as { code?: unknown }).code === 'ENOENT' && !existsSync(from)) return;
    throw error;
  }
};

/** Copies complete files to beside a backup; those that are there since an earlier one stay. */
export const saveFilesBeside = (dataDir: string, backup: string): void => {
  for (const file of missingIn(filesBeside(backup), join(dataDir, FILES_FOLDER))) carry(file);
};

/** What lies beside a backup and not in the data folder. */
export const findFilesBeside = (backup: string, dataDir: string) => {
  const missing = missingIn(join(dataDir, FILES_FOLDER), filesBeside(backup));
  return {
    count: missing.length,
    bytes: missing.reduce((sum, { bytes }) => sum + bytes, 0),
    bringBack: () => missing.forEach(carry),
  };
};
