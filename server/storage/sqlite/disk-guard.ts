import { statfsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** Results of SQLite that say that the disk takes no more: it is full, or it fails what is written. */
const NO_ROOM = /^SQLITE_(FULL|IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMOPEN|SHMSIZE|SHMMAP))$/;

/** True if this code of SQLite's means that nothing can be stored, while what is stored can be read. */
export const isNoRoom = (code: string): boolean => NO_ROOM.test(code);

/** True for the error of a system call that found the disk, or the quota on it, used up. */
export const isOutOfSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Bytes that may still be written in this folder; null where the system does not tell. */
export const freeBytesIn = (folder: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
};

/** More than a batch of ordinary size, so that what it shows holds for the next one. */
const PROBE_BYTES = 128 * 1024;

/** Commits something of some size, durably, and takes it back. @throws what SQLite says if it cannot */
export const probeWrite = (db: Database): void => {
  const fill = db.prepare<[bytes: number]>('UPDATE disk_probe SET filler = zeroblob(?)');
  fill.run(PROBE_BYTES);
  fill.run(0);
};

export type DiskState = { writable: true } | { writable: false; reason: string };

export type DiskGuard = {
  mayWrite(): boolean;
  /** After the opening: tries at once, and says how it is. */
  begin(): void;
  /** SQLite could not write, for this reason. */
  failed(code: string): void;
  /** Looks at the disk; to be called again and again. */
  check(): void;
};

/** What closes at the floor opens at twice the floor: a disk that stays near it must not close and open in turn. */
const RESUME = 2;
/** One that fails again so soon after it was opened is tried with growing pauses, both counted in checks. */
const RELAPSE_CHECKS = 15;
const MAX_PAUSE_CHECKS = 8;

/**
 * Decides when the store only reads: as soon as SQLite cannot write, or before that when so little is free that
 * its log, its checkpoints and the system would soon have no air. It opens again by itself, after a write that
 * lasted.
 */
export const createDiskGuard = (options: {
  floorBytes: number;
  freeBytes: () => number | null;
  /** A durable write. @throws if it fails */
  tryWrite: () => void;
  onChange: (state: DiskState) => void;
}): DiskGuard => {
  const { floorBytes, freeBytes, tryWrite, onChange } = options;
  let writable = true;
  let checksSinceOpened = Number.POSITIVE_INFINITY;
  let relapses = 0;
  let pause = 0;

  const close = (reason: string): void => {
    if (!writable) return;
    writable = false;
    onChange({ writable, reason });
  };

  const open = (): void => {
    writable = true;
    checksSinceOpened = 0;
    onChange({ writable: true });
  };

  const isBelow = (bytes: number): boolean => {
    const free = freeBytes();
    return free !== null && free < bytes;
  };

  const canWrite = (): boolean => {
    try {
      tryWrite();
      return true;
    } catch {
      return false;
    }
  };

  return {
    mayWrite: () => writable,
    begin() {
      if (isBelow(floorBytes)) close('low');
      else if (!canWrite()) close('SQLITE_FULL');
      else onChange({ writable: true });
    },
    failed(code) {
      relapses = checksSinceOpened <= RELAPSE_CHECKS ? relapses + 1 : 0;
      pause = relapses === 0 ? 0 : Math.min(2 ** relapses, MAX_PAUSE_CHECKS);
      close(code);
    },
    check() {
      checksSinceOpened += 1;
      if (writable) {
        if (isBelow(floorBytes)) close('low');
        return;
      }
      if (pause > 0) {
        pause -= 1;
        return;
      }
      if (isBelow(floorBytes * RESUME)) return;
      if (canWrite()) open();
    },
  };
};
