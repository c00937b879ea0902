import type { PoolClient } from 'pg';
import { StoreFullError } from '../store.ts';
import { ask } from './database.ts';
import { callErrorOf, ConnectionLostError, failureOf, isConnectionLost } from './errors.ts';
import type { Operations } from './operations/types.ts';
import type { Session, Sessions } from './sessions.ts';
import type { WriteGuard } from './write-guard.ts';

/** So that the first call of a long batch does not wait for thousands of others, nor the other nodes. */
const MAX_BATCH = 128;
const ATTEMPTS = 5;

/** Whoever writes holds the head of the audit log, on whichever node: one after the other, as in SQLite. */
const TAKE_TURN = 'SELECT one FROM meta FOR UPDATE';

type Call = {
  /** It is one statement, sent at once, so that the next one need not wait for its answer. */
  isOneStatement: boolean;
  write: (operations: Operations) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
};
type Answer = { ok: true; result: unknown } | { ok: false; error: unknown };

/** A batch whose COMMIT was sent, and nobody knows whether it arrived. */
class UncertainError extends ConnectionLostError {}

/** Sent at once and answered in its turn; who waits for the transaction learns what became of it. */
const send = (client: PoolClient, sql: string): Promise<unknown> => {
  const sent = ask(client, sql);
  sent.catch(() => undefined);
  return sent;
};

const commit = async (client: PoolClient): Promise<void> => {
  try {
    const { command } = await ask(client, 'COMMIT');
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
  } catch (error) {
    if (isConnectionLost(error)) throw new UncertainError('no answer to COMMIT', { cause: error });
    throw error;
  }
};

const runOne = async ({ client, operations }: Session, call: Call): Promise<Answer> => {
  const saved = send(client, 'SAVEPOINT call');
  try {
    const result = await call.write(operations);
    void send(client, 'RELEASE call');
    return { ok: true, result };
  } catch (error) {
    await saved;
    const { kind } = failureOf(error);
    if (kind === 'retry' || kind === 'unavailable') throw error;
    await ask(client, 'ROLLBACK TO call');
    void send(client, 'RELEASE call');
    return { ok: false, error };
  }
};

/** Calls of one statement each, sent one behind the other; as soon as one fails, all of them are run alone. */
const runTogether = async (session: Session, calls: readonly Call[]): Promise<Answer[]> => {
  const { client, operations } = session;
  void send(client, 'SAVEPOINT together');
  const settled = await Promise.allSettled(calls.map((call) => call.write(operations)));
  const failures = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const isFinal = (error: unknown): error is Error =>
    isConnectionLost(error) || failureOf(error).kind === 'retry';
  const final = failures.find(isFinal);
  if (final !== undefined) throw final;
  if (failures.length > 0) await ask(client, 'ROLLBACK TO together');
  void send(client, 'RELEASE together');
  if (failures.length === 0) {
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [{ ok: true, result: one.value }] : []));
  }
  const answers: Answer[] = [];
  for (const call of calls) answers.push(await runOne(session, call));
  return answers;
};

/** All calls in one transaction; each alone is taken back if it fails. */
const runBatch = async (session: Session, calls: readonly Call[]): Promise<Answer[]> => {
  const { client } = session;
  const begun = send(client, 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  const turn = send(client, TAKE_TURN);
  try {
    const answers: Answer[] = [];
    while (answers.length < calls.length) {
      const left = calls.slice(answers.length);
      const firstOther = left.findIndex(({ isOneStatement }) => !isOneStatement);
      const together = firstOther === -1 ? left : left.slice(0, firstOther);
      if (together.length > 0) answers.push(...(await runTogether(session, together)));
      else for (const call of left.slice(0, 1)) answers.push(await runOne(session, call));
    }
    await commit(client);
    return answers;
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) await ask(client, 'ROLLBACK');
    await begun;
    // Whatever failed afterwards did so because of this.
    await turn;
    throw error;
  }
};

/** Runs what writes: what comes while one transaction commits is the next one. */
export const createWriter = (
  sessions: Sessions,
  guard: WriteGuard,
  onBatch: (batch: { calls: number; writes: number; failure: string | null }) => void,
) => {
  let waiting: Call[] = [];
  let running: Promise<void> | null = null;

  const attempt = async (calls: readonly Call[]): Promise<Answer[]> => {
    for (let count = 1; ; count += 1) {
      try {
        return await sessions.use((session) => runBatch(session, calls));
      } catch (error) {
        const isSafe = failureOf(error).kind === 'retry' || isConnectionLost(error);
        if (count === ATTEMPTS || !isSafe || error instanceof UncertainError) throw error;
      }
    }
  };

  const settle = (call: Call, answer: Answer): void => {
    if (answer.ok) return call.resolve(answer.result);
    if (failureOf(answer.error).kind === 'full') guard.failed(failureOf(answer.error).code);
    call.reject(callErrorOf(answer.error));
  };

  const runAll = async (): Promise<void> => {
    // Not in this turn, so that what is asked together is written together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const calls = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      const summary = { calls: calls.length, writes: calls.length };
      try {
        const answers = await attempt(calls);
        for (const [index, answer] of answers.entries()) {
          const call = calls[index];
          if (call !== undefined) settle(call, answer);
        }
        onBatch({ ...summary, failure: null });
      } catch (error) {
        for (const call of calls) settle(call, { ok: false, error });
        onBatch({ ...summary, failure: failureOf(error).code });
      }
    }
    running = null;
  };

  return {
    write<Result>(
      write: (operations: Operations) => Promise<Result>,
      { isOneStatement }: Pick<Call, 'isOneStatement'>,
    ): Promise<Result> {
      if (!guard.mayWrite()) return Promise.reject(new StoreFullError('the database takes no writes'));
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ write, isOneStatement, resolve: resolve as Call['resolve'], reject });
        running ??= runAll();
      });
    },
    /** Resolves once everything that was asked for is answered. */
    settled: async (): Promise<void> => {
      while (running !== null) await running;
    },
  };
};
