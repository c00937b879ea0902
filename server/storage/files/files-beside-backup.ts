import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FILES_FOLDER } from './file-contents.ts';
import { keptFolderIn, partsOf, pathOfPart, type KnownFile } from './kept-files.ts';

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

/** One file, unless it is not there, or is at its target already. */
const carriedOf = (name: string, target: string, source: string): Carried[] => {
  const [from, to] = [pathOfPart(source, name), pathOfPart(target, name)];
  const entry = lstatSync(from, { throwIfNoEntry: false });
  // A link leads somewhere else. What is there has the same bytes: a file is never changed.
  return entry?.isFile() === true && lstatSync(to, { throwIfNoEntry: false })?.size !== entry.size
    ? [{ from, to, folder: dirname(to), bytes: entry.size }]
    : [];
};

const missingOf = (shard: string, target: string, source: string): Carried[] =>
  namesIn(join(source, shard), COMPLETE)
    .filter((name) => name.startsWith(shard))
    .flatMap((name) => carriedOf(name, target, source));

const unfinishedOf = (file: string): string => `${file}.unfinished`;

/** In a server that goes on: it waits for nothing here. */
const carryBeside = async ({ from, to, folder }: Carried): Promise<void> => {
  const unfinished = unfinishedOf(to);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copyFile(from, unfinished);
    await rename(unfinished, to);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    // Deleted meanwhile: no message refers to it any more.
    if ((error as { code?: unknown }).code !== 'ENOENT' || existsSync(from)) throw error;
  }
};

/** Copies complete files to beside a backup; those that are there since an earlier one stay. */
export const saveFilesBeside = async (dataDir: string, backup: string): Promise<void> => {
  const source = join(dataDir, FILES_FOLDER);
  for (const shard of namesIn(source, SHARD)) {
    for (const file of missingOf(shard, filesBeside(backup), source)) await carryBeside(file);
  }
};

const carryBack = ({ from, to, folder }: Carried): void => {
  const unfinished = unfinishedOf(to);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    copyFileSync(from, unfinished);
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
};

/**
 * What lies beside a backup and not in the data folder; of what is kept for all automatic ones, that which this one
 * refers to.
 */
export const findFilesBeside = (backup: string, dataDir: string, known: readonly KnownFile[]) => {
  const source = filesBeside(backup);
  const target = join(dataDir, FILES_FOLDER);
  const beside = namesIn(source, SHARD).flatMap((shard) => missingOf(shard, target, source));
  const isBeside = new Set(beside.map(({ to }) => to));
  const kept = known
    .flatMap(partsOf)
    .flatMap((part) => carriedOf(part, target, keptFolderIn(dirname(backup))))
    .filter(({ to }) => !isBeside.has(to));
  const missing = [...beside, ...kept];
  return {
    count: missing.length,
    bytes: missing.reduce((sum, { bytes }) => sum + bytes, 0),
    bringBack: () => missing.forEach(carryBack),
  };
};
