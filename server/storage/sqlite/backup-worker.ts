import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { BackupError, makeBackup } from './make-backup.ts';
import type { BackupWorkerAnswer, BackupWorkerData } from './worker-messages.ts';

/** The thread that makes one backup, beside the one that owns the database. */

const NICE = 10;

/** Calls and chat come first. Where a thread has no priority of its own, this one has that of the process. */
const yieldToOthers = (): void => {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread !== process.pid) setPriority(thread, NICE);
  } catch {
    // Another system than Linux.
  }
};

const work = ({ location, folder, at }: BackupWorkerData): BackupWorkerAnswer => {
  try {
    return { made: makeBackup(location, folder, at) };
  } catch (error) {
    return { failure: error instanceof BackupError ? error.code : 'failed' };
  }
};

if (parentPort === null) throw new Error('the backup runs in a worker thread only');
yieldToOthers();
parentPort.postMessage(work(workerData as BackupWorkerData));
