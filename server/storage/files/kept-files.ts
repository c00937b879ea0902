import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { timeOfBackup } from '../../protocol/backup-name.ts';
import { flushFile, flushFolder } from '../sqlite/flush.ts';
import { FILES_FOLDER } from './file-contents.ts';
import { openChunk, SEALED_CHUNK_BYTES } from './sealed-chunks.ts';

/**
 * Bytes of files that an automatic backup refers to: in one folder for all backups, under a second name of the same
 * bytes on the disk. So they take no room as long as the clinic has them, too, and what it deletes goes with the last
 * backup that knows it. This is no help against a disk that breaks: for that, the folder is copied elsewhere.
 */

/** A complete file, as a database knows it. */
export type KnownFile = { id: string; key: Uint8Array; hasThumbnail: boolean };

const ID = /^[\w-]{8,64}$/;
const SHARD = /^[\w-]{2}$/;
const LIST = '.ids';
const UNFINISHED = '.unfinished';
/** With less than this free, what only backups still have gives way: the clinic's own writes come first. */
const SCARCE_BYTES = 256 * 1024 * 1024;

/** In the folder of automatic backups. */
export const keptFolderIn = (backups: string): string => join(backups, FILES_FOLDER);

const freeIn = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** The names under which the bytes of a file lie in a folder of files. */
export const partsOf = ({ id, hasThumbnail }: Pick<KnownFile, 'id' | 'hasThumbnail'>): string[] =>
  ID.test(id) ? [id, ...(hasThumbnail ? [`${id}-thumbnail`] : [])] : [];

export const pathOfPart = (folder: string, part: string): string => join(folder, part.slice(0, 2), part);

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** True if every byte is as it was written. */
const isWhole = (path: string, key: Uint8Array, name: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const last = Math.ceil(fstatSync(file).size / SEALED_CHUNK_BYTES) - 1;
    const sealed = Buffer.alloc(SEALED_CHUNK_BYTES);
    for (let index = 0; index <= last; index += 1) {
      const read = readSync(file, sealed, 0, sealed.length, index * SEALED_CHUNK_BYTES);
      const place = index === last ? 'last' : 'more';
      if (openChunk(sealed.subarray(0, read), { key, name, index, place }) === null) return false;
    }
    return last >= 0;
  } finally {
    closeSync(file);
  }
};

/** Where a disk knows no second names, it is a copy, if there is plenty of room. */
const keepCopy = (from: string, to: string, bytes: number): boolean => {
  if (freeIn(from) < bytes + 2 * SCARCE_BYTES) return false;
  copyFileSync(from, to + UNFINISHED);
  flushFile(to + UNFINISHED);
  renameSync(to + UNFINISHED, to);
  return true;
};

/** Keeps one, if it is there and whole. What is kept already was whole when it came. */
const keepPart = (
  { source, kept, link }: { source: string; kept: string; link: typeof linkSync },
  { part, key }: { part: string; key: Uint8Array },
): boolean => {
  const [from, to] = [pathOfPart(source, part), pathOfPart(kept, part)];
  try {
    if (isFile(to)) return true;
    if (!isFile(from) || !isWhole(from, key, part)) return false;
    mkdirSync(join(kept, part.slice(0, 2)), { recursive: true, mode: 0o700 });
    try {
      link(from, to);
      return true;
    } catch {
      return keepCopy(from, to, lstatSync(from).size);
    }
  } catch {
    // Deleted meanwhile, or a disk that refuses: the database is worth a backup without it.
    return false;
  }
};

/**
 * Keeps the bytes of all files that a backup refers to, and takes down which they are.
 * @param backup its name, @returns how many parts of files are kept, and how many are missing or damaged
 */
export const keepFiles = (options: {
  dataDir: string;
  backups: string;
  backup: string;
  files: readonly KnownFile[];
  link?: typeof linkSync;
}): { kept: number; missing: number } => {
  const { dataDir, backups, backup, files, link = linkSync } = options;
  const folder = keptFolderIn(backups);
  const places = { source: join(dataDir, FILES_FOLDER), kept: folder, link };
  const parts = files.flatMap((file) => partsOf(file).map((part) => ({ part, key: file.key })));
  if (parts.length === 0) return { kept: 0, missing: 0 };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const kept = parts.filter((part) => keepPart(places, part));
    const list = join(folder, backup + LIST);
    writeFileSync(list + UNFINISHED, kept.map(({ part }) => `${part}\n`).join(''), { mode: 0o600 });
    flushFile(list + UNFINISHED);
    renameSync(list + UNFINISHED, list);
    flushFolder(folder);
    return { kept: kept.length, missing: parts.length - kept.length };
  } catch {
    return { kept: 0, missing: parts.length };
  }
};

const keptParts = (folder: string): { part: string; path: string }[] =>
  readdirSync(folder)
    .filter((shard) => SHARD.test(shard))
    .flatMap((shard) =>
      readdirSync(join(folder, shard)).map((part) => ({ part, path: join(folder, shard, part) })),
    );

/** Removes what no backup refers to any more. What cannot be read or removed now is tried again after the next. */
export const removeUnneededFiles = (backups: string): void => {
  const folder = keptFolderIn(backups);
  if (!existsSync(folder)) return;
  try {
    const needed = new Set<string>();
    for (const name of readdirSync(folder)) {
      const backup = name.slice(0, -LIST.length);
      const isList = name.endsWith(LIST) && timeOfBackup(backup) !== null;
      if (name.endsWith(UNFINISHED) || (isList && !existsSync(join(backups, backup)))) {
        rmSync(join(folder, name), { force: true });
      } else if (isList) {
        for (const part of readFileSync(join(folder, name), 'utf8').split('\n')) needed.add(part);
      }
    }
    for (const { part, path } of keptParts(folder)) if (!needed.has(part)) rmSync(path, { force: true });
  } catch {
    // A folder that is read-only now.
  }
};

/** On a disk that is nearly full, gives up what takes room only because of backups. */
export const relieveDisk = (backups: string, isScarce = freeIn(backups) < SCARCE_BYTES): void => {
  const folder = keptFolderIn(backups);
  if (!isScarce || !existsSync(folder)) return;
  try {
    for (const { path } of keptParts(folder)) {
      // With a second name, it would free nothing.
      if (lstatSync(path).nlink === 1) rmSync(path, { force: true });
    }
  } catch {
    // As above.
  }
};
