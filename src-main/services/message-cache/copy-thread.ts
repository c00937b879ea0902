import { Worker } from 'node:worker_threads';
import type { CopyOpened } from '../../../src-preload/contract/message-cache.ts';
import type {
  CopyOperation,
  CopyOperations,
  CopyWorkerData,
  FromCopyWorker,
  ToCopyWorker,
} from './worker-messages.ts';

/** The main process's side of one copy's thread. */
export type CopyThread = {
  readonly opened: Omit<CopyOpened, 'keeping' | 'reason'>;
  /** Null if there is no backup. */
  readonly lastBackupAt: number | null;
  /** False once the thread has ended, whoever ended it. */
  lives(): boolean;
  /** @throws Error if it could not be done, or if the thread ended before it said so */
  call<Name extends CopyOperation>(
    name: Name,
    ...args: Parameters<CopyOperations[Name]>
  ): Promise<ReturnType<CopyOperations[Name]>>;
  /** After what was asked before. Resolves when the file is closed. */
  close(): Promise<void>;
};

type Pending = { resolve: (result: unknown) => void; reject: (error: Error) => void };

/** Without the flags of the parent: a loader that is meant for the main thread has no business here. */
const startWorker = (file: string, data: CopyWorkerData): Worker =>
  new Worker(file, { workerData: data, execArgv: [] });

/**
 * Starts the thread and waits for its copy to be open.
 * @throws Error if it cannot be opened
 */
export const startCopyThread = async (
  workerFile: string,
  data: Extract<CopyWorkerData, { task: 'serve' }>,
): Promise<CopyThread> => {
  const worker = startWorker(workerFile, data);
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let isLiving = true;
  const send = (message: ToCopyWorker): void => worker.postMessage(message);
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      isLiving = false;
      for (const { reject } of pending.values()) reject(new Error('the thread of the copy ended'));
      pending.clear();
      resolve();
    });
  });
  const opening = await new Promise<Extract<FromCopyWorker, { type: 'opened' }>>((resolve, reject) => {
    worker.on('error', reject);
    void ended.then(() => reject(new Error('the thread of the copy ended')));
    worker.on('message', (message: FromCopyWorker) => {
      if (message.type === 'opened') resolve(message);
      else if (message.type === 'open-failed') reject(new Error(message.message));
      else if (message.type === 'answer') {
        pending.get(message.id)?.resolve(message.result);
        pending.delete(message.id);
      } else if (message.type === 'failure') {
        pending.get(message.id)?.reject(new Error(message.message));
        pending.delete(message.id);
      }
    });
  });
  const { opened, lastBackupAt } = opening;
  return {
    opened,
    lastBackupAt,
    lives: () => isLiving,
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        if (!isLiving) {
          reject(new Error('the thread of the copy has ended'));
          return;
        }
        lastId += 1;
        pending.set(lastId, { resolve: (result) => resolve(result as never), reject });
        send({ type: 'call', id: lastId, name, args });
      }),
    close: () => {
      if (isLiving) send({ type: 'close' });
      return ended;
    },
  };
};

/** Makes a backup in a thread of its own. @returns false if there is no room; @throws Error */
export const backUpInThread = (
  workerFile: string,
  data: Extract<CopyWorkerData, { task: 'backup' }>,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const worker = startWorker(workerFile, data);
    worker.on('error', reject);
    worker.on('message', (message: FromCopyWorker) => {
      if (message.type === 'backed-up') resolve(message.isMade);
    });
    worker.once('exit', () => reject(new Error('the thread of the backup ended')));
  });
