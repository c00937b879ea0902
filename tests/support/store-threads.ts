import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { openSqliteStoreWith, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import type { StoreThread } from '../../server/storage/sqlite/supervisor.ts';
import type { WorkerData } from '../../server/storage/sqlite/worker-messages.ts';
import type { Store } from '../../server/storage/store.ts';
import { entryFile } from './server-entry.ts';

/**
 * Threads of the stores of tests that are not about threads: to start one takes four times as long as to open a
 * database in it, so that a thread serves the next store when it is done with one. What it runs is the same.
 */

const MAX_WAIT_MS = 5000;
const idle: Worker[] = [];

const startThread = (): Worker => {
  const thread = new Worker(pathToFileURL(entryFile('store-thread-host')), { execArgv: [] });
  // What holds the process while a store is open is its port.
  thread.unref();
  return thread;
};

const takeThread = (data: WorkerData): StoreThread => {
  const thread = idle.pop() ?? startThread();
  const events = new EventEmitter();
  const { port1: port, port2 } = new MessageChannel();
  const leave = () => {
    thread.off('message', onFree);
    thread.off('error', onError);
    thread.off('exit', onExit);
    port.close();
    events.emit('exit');
  };
  const onFree = () => {
    idle.push(thread);
    leave();
  };
  const onError = (error: unknown) => void events.emit('error', error);
  const onExit = leave;
  thread.on('message', onFree);
  thread.on('error', onError);
  thread.on('exit', onExit);
  port.on('message', (message) => events.emit('message', message));
  thread.postMessage({ port: port2, data }, [port2]);
  return {
    on: events.on.bind(events),
    once: events.once.bind(events),
    postMessage: (message) => port.postMessage(message),
  };
};

/** As `openSqliteStore`, in a thread that served the store of another test before. */
export const openStoreInTests = (options: SqliteStoreOptions): Promise<Store> =>
  openSqliteStoreWith(options, { startWorker: takeThread, maxWaitMs: MAX_WAIT_MS });
