import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { backUpCopy, lastBackupAt } from './backup-copy.ts';
import { createConversations } from './conversations.ts';
import { openInMemory } from './copy-database.ts';
import { createLetters } from './letters.ts';
import { openCopy, type OpenedCopy } from './recovery.ts';
import { createSearch } from './search.ts';
import type {
  CopyOperation,
  CopyOperations,
  CopyWorkerData,
  FromCopyWorker,
  ToCopyWorker,
} from './worker-messages.ts';

/** The thread that owns an account's copy: no window waits for its disk. */

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const serve = (port: MessagePort, data: Extract<CopyWorkerData, { task: 'serve' }>): void => {
  const { place, owner, limits } = data;
  const send = (message: FromCopyWorker): void => port.postMessage(message);
  let opened: OpenedCopy;
  try {
    opened = place === null ? { db: openInMemory(), condition: 'sound' } : openCopy(place.folder, place.key);
  } catch (error) {
    send({ type: 'open-failed', message: messageOf(error) });
    port.close();
    return;
  }
  const { db, condition } = opened;
  const conversations = createConversations(db, owner, limits);
  const letters = createLetters(db);
  const operations: CopyOperations = {
    readMessages: conversations.page,
    search: createSearch(db, conversations),
    write: conversations.apply,
    writeLetter: letters.writeLetter,
    removeLetter: letters.removeLetter,
    writeDraft: letters.writeDraft,
    writeDeletion: letters.writeDeletion,
  };
  const run = (name: CopyOperation, args: readonly unknown[]): unknown =>
    (operations[name] as (...args: readonly unknown[]) => unknown)(...args);

  port.on('message', (message: ToCopyWorker) => {
    if (message.type === 'close') {
      db.close();
      port.close();
      return;
    }
    const { id, name, args } = message;
    try {
      send({ type: 'answer', id, result: run(name, args) });
    } catch (error) {
      send({ type: 'failure', id, message: messageOf(error) });
    }
  });
  send({
    type: 'opened',
    opened: { condition, contacts: conversations.contacts(), ...letters.read() },
    lastBackupAt: place === null ? null : lastBackupAt(place.folder),
  });
};

if (parentPort === null) throw new Error('a copy is served in a worker thread only');
const data = workerData as CopyWorkerData;
if (data.task === 'serve') serve(parentPort, data);
else {
  const isMade = backUpCopy(data.place.folder, data.place.key, data.now);
  parentPort.postMessage({ type: 'backed-up', isMade } satisfies FromCopyWorker);
}
