import { setTimeout as delay } from 'node:timers/promises';
import { StoreFullError, StoreOpenError, StoreUnavailableError } from '../store.ts';
import type { DiskState } from './disk-guard.ts';
import type { SqliteStoreEvent } from './events.ts';
import type { OperationName } from './operations/types.ts';
import type { Answer, Call, FromWorker, ToWorker } from './worker-messages.ts';

/** The longest pause between two attempts to start the worker again. */
const MAX_PAUSE_MS = 5000;
const FIRST_PAUSE_MS = 50;
/** Calls that may wait at once; beyond, memory would grow without anyone being helped. */
const MAX_WAITING = 10_000;

type Settle = { resolve: (result: unknown) => void; reject: (error: Error) => void };
type Waiting = Settle & { method: OperationName; args: readonly unknown[]; timer: NodeJS.Timeout };

/** What the supervisor needs of a thread. */
export type StoreThread = {
  on(event: 'message', listener: (message: FromWorker) => void): unknown;
  once(event: 'error', listener: (error: unknown) => void): unknown;
  once(event: 'exit', listener: () => void): unknown;
  postMessage(message: ToWorker): void;
};

/** Owns the worker: sends it calls, starts it again when it dies, ends it. */
export type WorkerSupervisor = {
  /** Rejects with StoreUnavailableError if the worker died before it answered. */
  call: (method: OperationName, args: readonly unknown[]) => Promise<unknown>;
  close: () => Promise<void>;
};

const errorOf = (answer: Answer & { ok: false }): Error => {
  const { kind, code, message } = answer.error;
  if (kind === 'full') return new StoreFullError(`the disk is full (${code})`);
  return kind === 'unavailable'
    ? new StoreUnavailableError(`the database refused: ${message} (${code})`)
    : new Error(`the store's operation failed: ${message} (${code})`);
};

/**
 * Starts the worker and waits until the database is open.
 * @throws StoreOpenError
 */
export const startSupervisor = async (options: {
  startWorker: () => StoreThread;
  onEvent: (event: SqliteStoreEvent) => void;
  /** How long a call waits for a worker that is starting again. */
  maxWaitMs: number;
}): Promise<WorkerSupervisor> => {
  const { startWorker, onEvent, maxWaitMs } = options;
  const unanswered = new Map<number, Settle>();
  const waiting = new Set<Waiting>();
  const stop = new AbortController();
  let worker: StoreThread | null = null;
  let ended: Promise<void> = Promise.resolve();
  let restarting: Promise<void> = Promise.resolve();
  let closing: Promise<void> | null = null;
  let lastId = 0;
  /** Ends of the worker since it last answered; the pause grows with them. */
  let deaths = 0;
  /** As the worker said last; a new one says it again. */
  let writable = true;

  const settle = (answers: readonly Answer[]): void => {
    deaths = 0;
    for (const answer of answers) {
      const call = unanswered.get(answer.id);
      unanswered.delete(answer.id);
      if (answer.ok) call?.resolve(answer.result);
      else call?.reject(errorOf(answer));
    }
  };

  const showDisk = (state: DiskState): void => {
    if (state.writable === writable) return;
    writable = state.writable;
    onEvent(state.writable ? { type: 'writable' } : { type: 'read-only', reason: state.reason });
  };

  /** Calls of this turn of the event loop: one message to the other thread costs as much as ten calls in it. */
  let outgoing: Call[] = [];

  const post = (to: StoreThread, calls: readonly Call[]): void => {
    const message: ToWorker = { type: 'calls', calls };
    try {
      to.postMessage(message);
    } catch (error) {
      // One of them cannot be sent; the others must not suffer for it.
      if (calls.length > 1) {
        for (const call of calls) post(to, [call]);
        return;
      }
      for (const { id } of calls) {
        unanswered.get(id)?.reject(error instanceof Error ? error : new Error(String(error)));
        unanswered.delete(id);
      }
    }
  };

  const postOutgoing = (): void => {
    const calls = outgoing;
    outgoing = [];
    if (worker !== null && calls.length > 0) post(worker, calls);
  };

  const send = (method: OperationName, args: readonly unknown[], call: Settle): void => {
    lastId += 1;
    unanswered.set(lastId, call);
    outgoing.push({ id: lastId, method, args });
    if (outgoing.length === 1) setImmediate(postOutgoing);
  };

  const refuseAll = (calls: Iterable<Settle>, reason: string): void => {
    for (const call of calls) call.reject(new StoreUnavailableError(reason));
  };

  const launch = (): Promise<StoreThread> =>
    new Promise((resolve, reject) => {
      const started = startWorker();
      let isOpen = false;
      let reason = 'the worker ended';
      started.on('message', (message: FromWorker) => {
        if (message.type === 'answers') {
          settle(message.answers);
          onEvent({ type: 'batch', ...message.batch });
        } else if (message.type === 'disk') {
          showDisk(message);
        } else if (message.type === 'opened') {
          isOpen = true;
          onEvent(message);
          resolve(started);
        } else {
          reason = message.message;
        }
      });
      started.once('error', (error) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      ended = new Promise((resolveEnded) => {
        started.once('exit', () => {
          resolveEnded();
          if (isOpen) onEnd(reason);
          else reject(new StoreOpenError(reason));
        });
      });
    });

  const flush = (): void => {
    for (const call of waiting) {
      clearTimeout(call.timer);
      send(call.method, call.args, call);
    }
    waiting.clear();
  };

  const restart = async (): Promise<void> => {
    for (let attempt = 1; closing === null; attempt += 1) {
      try {
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (deaths + attempt - 2), MAX_PAUSE_MS);
        await delay(pause, undefined, { signal: stop.signal });
        worker = await launch();
        onEvent({ type: 'worker-restarted', attempt });
        flush();
        return;
      } catch (error) {
        if (stop.signal.aborted) return;
        onEvent({
          type: 'restart-failed',
          attempt,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
  };

  const onEnd = (reason: string): void => {
    worker = null;
    const lost = [...unanswered.values()];
    unanswered.clear();
    outgoing = [];
    refuseAll(lost, 'the database stopped before it answered');
    if (closing !== null) return;
    deaths += 1;
    onEvent({ type: 'worker-died', unanswered: lost.length, message: reason });
    restarting = restart();
  };

  const wait = (method: OperationName, args: readonly unknown[], call: Settle): void => {
    if (waiting.size >= MAX_WAITING) {
      call.reject(new StoreUnavailableError('the database is starting again'));
      return;
    }
    const entry: Waiting = {
      ...call,
      method,
      args,
      timer: setTimeout(() => {
        waiting.delete(entry);
        call.reject(new StoreUnavailableError('the database is starting again'));
      }, maxWaitMs),
    };
    waiting.add(entry);
  };

  const shutDown = async (): Promise<void> => {
    stop.abort();
    for (const call of waiting) clearTimeout(call.timer);
    refuseAll(waiting, 'the store is closed');
    waiting.clear();
    await restarting;
    postOutgoing();
    const message: ToWorker = { type: 'close' };
    worker?.postMessage(message);
    await ended;
  };

  worker = await launch();
  return {
    call: (method, args) =>
      new Promise((resolve, reject) => {
        if (closing !== null) reject(new StoreUnavailableError('the store is closed'));
        else if (worker === null) wait(method, args, { resolve, reject });
        else send(method, args, { resolve, reject });
      }),
    close: () => (closing ??= shutDown()),
  };
};
