import Database from 'better-sqlite3';
import { isNoRoom, type DiskGuard } from './disk-guard.ts';
import { OPERATION_KINDS } from '../shared/operation-kinds.ts';
import { isMessageAlone } from '../shared/message-fields.ts';
import type { LocalOperations } from './operations/types.ts';
import type { Answer, BatchSummary, Call, CallError } from './worker-messages.ts';

/**
 * Results of SQLite that are the machine's fault, not the call's: the file cannot be read or written, another
 * process holds the database.
 */
const UNAVAILABLE =
  /^SQLITE_(IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN|PROTOCOL|INTERRUPT|CORRUPT|NOTADB|PERM|AUTH)(_|$)/;

const callErrorOf = (error: unknown): CallError => {
  if (error instanceof Database.SqliteError) {
    const { code, message } = error;
    if (isNoRoom(code)) return { kind: 'full', code, message };
    return { kind: UNAVAILABLE.test(code) ? 'unavailable' : 'failed', code, message };
  }
  return {
    kind: 'failed',
    code: error instanceof Error ? error.name : 'unknown',
    message: error instanceof Error ? error.message : String(error),
  };
};

const isWrite = (call: Call): boolean => OPERATION_KINDS[call.method] === 'write';

/** Writes whose last statement is all that they do: SQLite itself takes back what one that fails has done. */
const isSingleStatement = ({ method, args }: Call): boolean =>
  method === 'appendMessage' && isMessageAlone(args);

/** Runs calls in one transaction, each alone if it fails, and returns the answers after COMMIT. */
export type BatchRunner = (calls: readonly Call[]) => { answers: Answer[]; batch: BatchSummary };

const FULL: CallError = { kind: 'full', code: 'SQLITE_FULL', message: 'the disk is full' };

/** @param guard is asked before anything is written, and told when SQLite could not */
export const createBatchRunner = (
  db: Database.Database,
  operations: LocalOperations,
  guard: Pick<DiskGuard, 'mayWrite' | 'failed'>,
): BatchRunner => {
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
    const isSingle = isSingleStatement(call);
    if (!isSingle) savepoint.run();
    try {
      const result = execute(call);
      if (!isSingle) release.run();
      return { id: call.id, ok: true, result };
    } catch (error) {
      if (!db.inTransaction) throw error;
      if (!isSingle) {
        undo.run();
        operations.undone();
        release.run();
      }
      return { id: call.id, ok: false, error: callErrorOf(error) };
    }
  };

  const refuseWrites = (calls: readonly Call[], error: CallError): Answer[] =>
    calls.map((call) => (isWrite(call) ? { id: call.id, ok: false, error } : read(call)));

  const noteFull = (answers: readonly Answer[]): void => {
    for (const answer of answers) {
      if (!answer.ok && answer.error.kind === 'full') return guard.failed(answer.error.code);
    }
  };

  return (calls) => {
    const writes = calls.filter(isWrite).length;
    const summary = { calls: calls.length, writes };
    if (writes === 0) return { answers: calls.map(read), batch: { ...summary, failure: null } };
    if (!guard.mayWrite()) {
      return { answers: refuseWrites(calls, FULL), batch: { ...summary, writes: 0, failure: null } };
    }
    try {
      begin.run();
      const answers = calls.map((call) => (isWrite(call) ? write(call) : read(call)));
      commit.run();
      // One call can find the disk full where the others found room.
      noteFull(answers);
      return { answers, batch: { ...summary, failure: null } };
    } catch (error) {
      if (db.inTransaction) rollback.run();
      operations.undone();
      const { kind, code, message } = callErrorOf(error);
      // Whatever broke the transaction, nothing of it is on disk. What was read inside it may have seen
      // writes that are gone now, so it is read again.
      const refused: CallError = { kind: kind === 'full' ? kind : 'unavailable', code, message };
      const answers = refuseWrites(calls, refused);
      noteFull(answers);
      return { answers, batch: { ...summary, failure: code } };
    }
  };
};
