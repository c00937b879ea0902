import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type {
  CopyOperation,
  CopyOperations,
  CopyWorkerData,
  FromCopyWorker,
} from '../../../src-main/services/message-cache/worker-messages.ts';

const script = join(import.meta.dirname, 'copy-process.mjs');

/** The thread of a copy in a process of its own, which can be killed with -9. */
export type CopyProcess = {
  readonly opened: Extract<FromCopyWorker, { type: 'opened' }>;
  /** Rejects if the process ends before it has answered. */
  call<Name extends CopyOperation>(
    name: Name,
    ...args: Parameters<CopyOperations[Name]>
  ): Promise<ReturnType<CopyOperations[Name]>>;
  kill(): Promise<void>;
  close(): Promise<void>;
};

/** @param workerFile the built thread */
const spawnCopy = (workerFile: string, data: CopyWorkerData): ChildProcess =>
  fork(script, [workerFile, JSON.stringify(data)], {
    execArgv: [],
    serialization: 'advanced',
    stdio: 'ignore',
  });

/** Kills a process after so many milliseconds, wherever it is by then. */
export const killWhileOpening = async (
  workerFile: string,
  data: CopyWorkerData,
  afterMs: number,
): Promise<void> => {
  const child = spawnCopy(workerFile, data);
  const ended = once(child, 'exit');
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  await ended;
};

/** @throws Error if it cannot be opened */
export const startCopyProcess = async (workerFile: string, data: CopyWorkerData): Promise<CopyProcess> => {
  const child = spawnCopy(workerFile, data);
  const ended = once(child, 'exit');
  const pending = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  const opened = await new Promise<CopyProcess['opened']>((resolve, reject) => {
    child.on('message', (message: FromCopyWorker) => {
      if (message.type === 'opened') resolve(message);
      else if (message.type === 'open-failed') reject(new Error(message.message));
      else if (message.type === 'answer') {
        pending.get(message.id)?.resolve(message.result as never);
        pending.delete(message.id);
      } else if (message.type === 'failure') {
        pending.get(message.id)?.reject(new Error(message.message));
        pending.delete(message.id);
      }
    });
    void ended.then(() => {
      reject(new Error('it ended before it was open'));
      for (const call of pending.values()) call.reject(new Error('it ended'));
      pending.clear();
    });
  });
  return {
    opened,
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        pending.set(lastId, { resolve, reject });
        child.send({ type: 'call', id: lastId, name, args }, (error) => {
          if (error !== null) reject(error);
        });
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    close: async () => {
      child.send({ type: 'close' });
      await ended;
    },
  };
};
