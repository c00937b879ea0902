import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

/** The files of one account's copy, in a folder of its own. */
export type CopyFiles = {
  database: string;
  /** There once the copy was made: without its database, something was lost. */
  made: string;
  /** A database that cannot be trusted, until what can be had of it is in the next one. */
  damaged: string;
  /** A backup on its way to the database's place. */
  restoring: string;
  /** A backup that is not finished. */
  unfinished: string;
};

export const copyFilesIn = (folder: string): CopyFiles => ({
  database: join(folder, 'messages.sqlite'),
  made: join(folder, 'made'),
  damaged: join(folder, 'damaged.sqlite'),
  restoring: join(folder, 'restoring.sqlite'),
  unfinished: join(folder, 'unfinished.sqlite'),
});

/** What SQLite keeps beside a database. */
const BESIDE = ['-wal', '-shm', '-journal'] as const;
/** The log is a part of the database. */
const LOG = '-wal';

export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A database with all that belongs to it; nothing happens if it is not there. */
export const removeDatabase = (file: string): void => {
  for (const end of ['', ...BESIDE]) rmSync(file + end, { force: true });
};

/** In the place of whatever is there. */
export const moveDatabase = (from: string, to: string): void => {
  removeDatabase(to);
  if (existsSync(from + LOG)) renameSync(from + LOG, to + LOG);
  renameSync(from, to);
  removeDatabase(from);
};

/** Nobody else on this computer may read it; SQLite gives its other files the same permissions. */
export const createPrivate = (file: string): void => {
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
};

export const flushFile = (file: string): void => {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Makes a name that was given last. Windows cannot, and need not. */
export const flushFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

const BACKUP_NAME = /^backup-(\d+)\.sqlite$/;

export type CopyBackup = { file: string; at: number };

export const backupFile = (folder: string, at: number): string => join(folder, `backup-${at}.sqlite`);

/** The newest first. */
export const listCopyBackups = (folder: string): CopyBackup[] =>
  readdirSync(folder)
    .flatMap((name) => {
      const at = BACKUP_NAME.exec(name)?.[1];
      return at === undefined ? [] : [{ file: join(folder, name), at: Number(at) }];
    })
    .toSorted((first, second) => second.at - first.at);

export const freeBytesIn = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
