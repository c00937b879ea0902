import type { DatabaseLocation } from './database.ts';
import type { OperationName } from './operations/types.ts';

/** What the store's two threads say to each other. */

export type WorkerData = DatabaseLocation;

export type Call = { id: number; method: OperationName; args: readonly unknown[] };

export type ToWorker = { type: 'calls'; calls: readonly Call[] } | { type: 'close' };

/**
 * `unavailable`: nothing was changed and it may succeed later. `failed`: the call itself is wrong, for
 * example it names an account that does not exist.
 */
export type CallError = { kind: 'unavailable' | 'failed'; code: string; message: string };

export type Answer = { id: number } & ({ ok: true; result: unknown } | { ok: false; error: CallError });

/** One transaction of the worker. */
export type BatchSummary = {
  /** Calls that were answered together. */
  calls: number;
  /** Those among them that may write; with 0 there was no transaction. */
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
  | { type: 'answers'; answers: Answer[]; batch: BatchSummary };
