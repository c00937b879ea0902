import { Worker } from 'node:worker_threads';
import { backupsFolderIn, listBackups, removeUnfinished } from './backup-files.ts';
import { databaseFileIn } from './database.ts';
import type { SqliteStoreEvent } from './events.ts';
import { backupWorkerFile } from './worker-file.ts';
import type { BackupWorkerAnswer, BackupWorkerData } from './worker-messages.ts';

const EVERY_MS = 3_600_000;
/** A start has other things to do first. */
const FIRST_AFTER_MS = 30_000;
/** The wall's clock is asked this often, because a timer of an hour stands still while a laptop sleeps. */
const CHECK_EVERY_MS = 60_000;
/** After one that failed. */
const RETRY_AFTER_MS = 600_000;

export type Backups = {
  /** Makes a backup now; one that is under way counts. Resolves with false if it failed. */
  make(): Promise<boolean>;
  /** Makes one that begins now: it has everything that was acknowledged before. */
  makeFresh(): Promise<BackupWorkerAnswer>;
  /** Makes no more; resolves when none is under way, and nothing is left of one that was. */
  stop(): Promise<void>;
};

/** Starts the thread of server/storage/sqlite/backup-worker.ts. */
const startBackupWorker = (data: BackupWorkerData): Worker =>
  new Worker(backupWorkerFile, { workerData: data, execArgv: [] });

/**
 * Makes a backup each hour, and soon if the newest is older than that. For whoever has the store of this
 * folder open, and no longer than that.
 */
export const startBackups = (options: {
  dataDir: string;
  databaseKey: string | null;
  onEvent: (event: SqliteStoreEvent) => void;
  now?: () => number;
  startWorker?: (data: BackupWorkerData) => Worker;
  firstAfterMs?: number;
}): Backups => {
  const { dataDir, databaseKey, onEvent, startWorker = startBackupWorker } = options;
  const { now = Date.now, firstAfterMs = FIRST_AFTER_MS } = options;
  const folder = backupsFolderIn(dataDir);
  let worker: Worker | null = null;
  let running: Promise<BackupWorkerAnswer> | null = null;
  let isStopped = false;
  let retryAt = 0;

  removeUnfinished(folder);
  const [newest] = listBackups(folder);
  let newestAt = newest?.at ?? null;
  if (newest !== undefined) onEvent({ type: 'backup-found', at: newest.at, bytes: newest.bytes });

  const run = async (): Promise<BackupWorkerAnswer> => {
    const started = performance.now();
    const at = now();
    const answer = await new Promise<BackupWorkerAnswer>((resolve) => {
      worker = startWorker({ location: { file: databaseFileIn(dataDir), databaseKey }, folder, at });
      worker.once('message', (message: BackupWorkerAnswer) => resolve(message));
      worker.once('error', () => resolve({ failure: 'failed' }));
      worker.once('exit', () => resolve({ failure: 'failed' }));
    });
    worker = null;
    if ('failure' in answer) {
      // One that was broken off is not a failure.
      if (!isStopped) onEvent({ type: 'backup-failed', code: answer.failure });
      retryAt = performance.now() + RETRY_AFTER_MS;
      return answer;
    }
    newestAt = at;
    onEvent({ type: 'backup-made', ...answer.made, milliseconds: Math.round(performance.now() - started) });
    return answer;
  };

  const begin = (): Promise<BackupWorkerAnswer> => {
    if (isStopped) return Promise.resolve({ failure: 'failed' });
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
  const make = async (): Promise<boolean> => 'made' in (await begin());

  const check = (): void => {
    // A clock that was set back makes the newest one seem to be of the future: then one is due, too.
    const isDue = newestAt === null || Math.abs(now() - newestAt) >= EVERY_MS;
    if (isDue && performance.now() >= retryAt) void make();
  };

  let timer = setTimeout(() => {
    check();
    timer = setInterval(check, CHECK_EVERY_MS);
    timer.unref();
  }, firstAfterMs);
  timer.unref();

  return {
    make,
    async makeFresh() {
      await running;
      return begin();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      // SQLite itself cannot be interrupted: the thread ends after the step that it is at.
      await worker?.terminate();
      await running;
      removeUnfinished(folder);
    },
  };
};
