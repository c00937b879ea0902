import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A real, small file system that can be filled up: a tmpfs of its own. Mounting needs root; where it is
 * impossible, `mountSmallDisk` says why instead.
 */

export type SmallDisk = {
  /** Where it is mounted. */
  path: string;
  freeBytes(): number;
  /**
   * Takes room until only `leave` bytes are free, 0 by default; what others free meanwhile is taken by the next
   * call.
   */
  fill(leave?: number): void;
  /** Gives back all the room that `fill` took. */
  empty(): void;
  /** Unmounts it; all that was on it is gone. */
  remove(): void;
};

const PAGE = 4096;
const MOST_AT_ONCE = 256 * PAGE;

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOSPC';

const run = (command: string, ...args: string[]): string | null => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) return error.message;
  return status === 0 ? null : stderr.trim() || `${command} ended with ${String(status)}`;
};

/** @returns the disk, or in one line why this machine cannot have one */
export const mountSmallDisk = (bytes: number): SmallDisk | string => {
  if (process.platform !== 'linux')
    return `a small disk needs tmpfs, which ${process.platform} does not have`;
  const path = mkdtempSync(join(tmpdir(), 'anteroom-disk-'));
  const failure = run('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', path);
  if (failure !== null) {
    rmdirSync(path);
    return `a small disk cannot be mounted: ${failure}`;
  }
  const ballast = join(path, 'ballast');

  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };

  const fill = (leave = 0): void => {
    const file = openSync(ballast, 'a');
    try {
      for (let room = freeBytes() - leave; room >= PAGE; room = freeBytes() - leave) {
        writeSync(file, Buffer.alloc(Math.min(room, MOST_AT_ONCE), 1));
      }
    } catch (error) {
      // Somebody else took the last page first.
      if (!isFull(error)) throw error;
    } finally {
      closeSync(file);
    }
  };

  const empty = (): void => rmSync(ballast, { force: true });

  const remove = (): void => {
    // Lazily: a file that a process still has open must not leave the mount behind.
    run('umount', '--lazy', path);
    rmSync(path, { recursive: true, force: true });
  };

  return { path, freeBytes, fill, empty, remove };
};
