import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { createBatchRunner } from './batch.ts';
import { openDatabase, sqliteVersionOf } from './database.ts';
import { readSchemaVersion } from './migrations.ts';
import { createOperations } from './operations/index.ts';
import type { Call, FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

/** The thread that owns the database. */

/** So that the first call of a long batch does not wait for thousands of others. */
const MAX_BATCH = 512;

const serve = (port: MessagePort, location: WorkerData): void => {
  const send = (message: FromWorker): void => port.postMessage(message);
  let db: ReturnType<typeof openDatabase>;
  try {
    db = openDatabase(location);
  } catch (error) {
    send({ type: 'open-failed', message: error instanceof Error ? error.message : String(error) });
    port.close();
    return;
  }
  const runBatch = createBatchRunner(db, createOperations(db));

  const shutDown = (): void => {
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
      port.close();
    }
  };

  // While one batch commits, the next one fills: what came meanwhile is taken from the port's queue at once.
  port.on('message', (first: ToWorker) => {
    const calls: Call[] = [];
    let next: ToWorker | undefined = first;
    while (next?.type === 'calls') {
      calls.push(...next.calls);
      next =
        calls.length < MAX_BATCH ? (receiveMessageOnPort(port)?.message as ToWorker | undefined) : undefined;
    }
    if (calls.length > 0) send({ type: 'answers', ...runBatch(calls) });
    if (next?.type === 'close') shutDown();
  });

  send({
    type: 'opened',
    sqliteVersion: sqliteVersionOf(db),
    schemaVersion: readSchemaVersion(db),
    synchronous: Number(db.pragma('synchronous', { simple: true })),
    encrypted: location.databaseKey !== null,
  });
};

if (parentPort === null) throw new Error('the SQLite worker runs in a worker thread only');
serve(parentPort, workerData as WorkerData);
