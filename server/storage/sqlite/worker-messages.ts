import type { DatabaseLocation } from './database.ts';
import type { DiskState } from './disk-guard.ts';
import type { BackupFailure, MadeBackup } from './make-backup.ts';
import type { OperationName } from './operations/types.ts';

/** What the store's threads say to each other. */

export type WorkerData = DatabaseLocation & {
  disk: {
    /** With less than this free, nothing more is written. */
    floorBytes: number;
    /** Milliseconds between two looks at what is free. */
    checkMs: number;
  };
};

export type Call = { id: number; method: OperationName; args: readonly unknown[] };

export type ToWorker = { type: 'calls'; calls: readonly Call[] } | { type: 'close' };

/**
 * `unavailable`: nothing was changed and it may succeed later. `full`: the same, once the disk has room again.
 * `failed`: the call itself is wrong, for example it names an account that does not exist.
 */
export type CallError = { kind: 'unavailable' | 'full' | 'failed'; code: string; message: string };

export type Answer = { id: number } & ({ ok: true; result: unknown } | { ok: false; error: CallError });

/** One transaction of the worker. */
export type BatchSummary = {
  /** Calls that were answered together. */
  calls: number;
  /** Those among them that might write; with 0 there was no transaction. */
  writes: number;
  /** SQLite's code if the transaction could not be committed. */
  failure: string | null;
};

export type OpenedDatabase = {
  sqliteVersion: string;
  schemaVersion: number;
  /** As read back: 2 is FULL. */
  synchronous: number;
  encrypted: boolean;
};

export type FromWorker =
  | ({ type: 'opened' } & OpenedDatabase)
  | { type: 'open-failed'; message: string }
  /** Told after the opening, and when it changes. */
  | ({ type: 'disk' } & DiskState)
  | { type: 'answers'; answers: Answer[]; batch: BatchSummary };

/** What the thread of a backup is started with, and the one thing it says. */
export type BackupWorkerData = { location: DatabaseLocation; folder: string; at: number };
export type BackupWorkerAnswer = { made: MadeBackup } | { failure: BackupFailure };
