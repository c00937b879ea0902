import { dirname } from 'node:path';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { describeDamage } from './backup-advice.ts';
import { createBatchRunner, type BatchRunner } from './batch.ts';
import { DamagedDatabaseError } from './damage.ts';
import { DiskFullError, openDatabase, sqliteVersionOf, type DatabaseLocation } from './database.ts';
import { createDiskGuard, freeBytesIn, probeWrite } from './disk-guard.ts';
import { readSchemaVersion } from './migrations.ts';
import { createOperations } from './operations/index.ts';
import type { Call, FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

/** So that the first call of a long batch does not wait for thousands of others. */
const MAX_BATCH = 512;

type Opened = { db: Database; isShared: boolean };

/** On a full disk, at least for reading what is there. @throws StoreOpenError */
const openAnyhow = (location: DatabaseLocation): Opened => {
  try {
    return { db: openDatabase(location), isShared: true };
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    return { db: openDatabase(location, 'alone'), isShared: false };
  }
};

/** Owns a database in this thread for whoever is at the other end of the port, until they close it. */
export const serve = (port: MessagePort, { disk, ...location }: WorkerData): void => {
  const send = (message: FromWorker): void => port.postMessage(message);
  let opened: Opened;
  try {
    opened = openAnyhow(location);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({
      type: 'open-failed',
      message: error instanceof DamagedDatabaseError ? describeDamage(error, location) : message,
    });
    port.close();
    return;
  }

  const reopen = (): void => {
    opened.db.close();
    try {
      opened = openAnyhow(location);
    } catch (error) {
      // Without a database this thread is of no use: it ends, and the next one tries.
      queueMicrotask(() => {
        throw error;
      });
      throw error;
    }
    runBatch = createRunner();
    if (!opened.isShared) throw new DiskFullError();
  };
  const tryWrite = (): void => {
    // Others read it, too, when the audit log is verified for example: it is shared before it is written.
    if (!opened.isShared) reopen();
    probeWrite(opened.db);
  };
  const guard = createDiskGuard({
    floorBytes: disk.floorBytes,
    freeBytes: () => freeBytesIn(dirname(location.file)),
    tryWrite,
    onChange: (state) => send({ type: 'disk', ...state }),
  });
  const createRunner = (): BatchRunner => createBatchRunner(opened.db, createOperations(opened.db), guard);
  let runBatch = createRunner();
  const timer = setInterval(() => guard.check(), disk.checkMs);

  const shutDown = (): void => {
    clearInterval(timer);
    try {
      opened.db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // No room to merge the log into the database: it stays beside it, and is merged by the next start.
    } finally {
      opened.db.close();
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
    sqliteVersion: sqliteVersionOf(opened.db),
    schemaVersion: readSchemaVersion(opened.db),
    synchronous: Number(opened.db.pragma('synchronous', { simple: true })),
    encrypted: location.databaseKey !== null,
  });
  guard.begin();
};
