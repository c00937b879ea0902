import Database from 'better-sqlite3';
import { OPERATION_KINDS } from './operations/kinds.ts';
import type { Operations } from './operations/types.ts';
import type { Answer, BatchSummary, Call, CallError } from './worker-messages.ts';

/**
 * Results of SQLite that are the machine's fault, not the call's: the disk is full, the file cannot be
 * written, another process holds the database.
 */
const UNAVAILABLE =
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN|PROTOCOL|INTERRUPT|CORRUPT|NOTADB|PERM|AUTH)(_|$)/;

const callErrorOf = (error: unknown): CallError => {
  if (error instanceof Database.SqliteError) {
    const kind = UNAVAILABLE.test(error.code) ? 'unavailable' : 'failed';
    return { kind, code: error.code, message: error.message };
  }
  return {
    kind: 'failed',
    code: error instanceof Error ? error.name : 'unknown',
    message: error instanceof Error ? error.message : String(error),
  };
};

const isWrite = (call: Call): boolean => OPERATION_KINDS[call.method] === 'write';

/** Runs calls in one transaction, each alone if it fails, and returns the answers after COMMIT. */
export type BatchRunner = (calls: readonly Call[]) => { answers: Answer[]; batch: BatchSummary };

export const createBatchRunner = (db: Database.Database, operations: Operations): BatchRunner => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT call');
  const release = db.prepare('RELEASE call');
  const undo = db.prepare('ROLLBACK TO call');

  const execute = (call: Call): unknown => {
    const operation = operations[call.method] as (...args: readonly unknown[]) => unknown;
    return operation(...call.args);
  };

  const read = (call: Call): Answer => {
    try {
      return { id: call.id, ok: true, result: execute(call) };
    } catch (error) {
      return { id: call.id, ok: false, error: callErrorOf(error) };
    }
  };

  /** @throws if SQLite gave up the whole transaction, which it does on a full disk and on input errors */
  const write = (call: Call): Answer => {
    savepoint.run();
    try {
      const result = execute(call);
      release.run();
      return { id: call.id, ok: true, result };
    } catch (error) {
      if (!db.inTransaction) throw error;
      undo.run();
      release.run();
      return { id: call.id, ok: false, error: callErrorOf(error) };
    }
  };

  return (calls) => {
    const writes = calls.filter(isWrite).length;
    const summary = { calls: calls.length, writes };
    if (writes === 0) return { answers: calls.map(read), batch: { ...summary, failure: null } };
    try {
      begin.run();
      const answers = calls.map((call) => (isWrite(call) ? write(call) : read(call)));
      commit.run();
      return { answers, batch: { ...summary, failure: null } };
    } catch (error) {
      if (db.inTransaction) rollback.run();
      const { code, message } = callErrorOf(error);
      // Whatever broke the transaction, nothing of it is on disk. What was read inside it may have seen
      // writes that are gone now, so it is read again.
      const refused: CallError = { kind: 'unavailable', code, message };
      const answers = calls.map((call) =>
        isWrite(call) ? { id: call.id, ok: false as const, error: refused } : read(call),
      );
      return { answers, batch: { ...summary, failure: code } };
    }
  };
};
