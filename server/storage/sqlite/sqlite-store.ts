import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { GENESIS, verificationOf } from '../../domain/audit.ts';
import { openingHoursSchema } from '../../protocol/opening-hours.ts';
import { StoreOpenError, type AuditVerification, type Store } from '../store.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { databaseFileIn, DiskFullError } from './database.ts';
import { isOutOfSpace } from './disk-guard.ts';
import type { SqliteStoreEvent } from './events.ts';
import { OPERATION_KINDS } from '../shared/operation-kinds.ts';
import { messageFields, storedMessage } from '../shared/message-fields.ts';
import type { OperationName, Operations } from './operations/types.ts';
import { startSupervisor, type StoreThread } from './supervisor.ts';
import { workerFile } from './worker-file.ts';
import type { WorkerData } from './worker-messages.ts';

export type { SqliteStoreEvent } from './events.ts';

const MAX_WAIT_MS = 5000;
const NO_FLOOR: WorkerData['disk'] = { floorBytes: 0, checkMs: 2000 };

export type SqliteStoreOptions = {
  /** Absolute path of the folder; made if it is missing. One store at a time may use it. */
  dataDir: string;
  /** Passphrase that encrypts the database; null keeps it in plain text. */
  databaseKey: string | null;
  /** When it stops writing, and how often it looks; without this, when SQLite itself finds the disk full. */
  disk?: WorkerData['disk'];
  onEvent?: (event: SqliteStoreEvent) => void;
};

/** Starts the thread of server/storage/sqlite/worker.ts. */
export const startSqliteWorker = (data: WorkerData): Worker =>
  // Without the flags of the parent: a loader that is meant for the main thread has no business here.
  new Worker(workerFile, { workerData: data, execArgv: [] });

type Remote = {
  [K in OperationName]: (...args: Parameters<Operations[K]>) => Promise<ReturnType<Operations[K]>>;
};

const createRemote = (call: (name: OperationName, args: readonly unknown[]) => Promise<unknown>): Remote =>
  Object.fromEntries(
    (Object.keys(OPERATION_KINDS) as OperationName[]).map((name) => [
      name,
      (...args: readonly unknown[]) => call(name, args),
    ]),
  ) as Remote;

/** As `openSqliteStore`, with the worker's start and the patience of calls in the caller's hands. */
export const openSqliteStoreWith = async (
  { dataDir, databaseKey, disk = NO_FLOOR, onEvent = () => undefined }: SqliteStoreOptions,
  {
    startWorker,
    maxWaitMs,
  }: {
    startWorker: (data: WorkerData) => StoreThread;
    /** How long a call waits for a worker that is starting again. */
    maxWaitMs: number;
  },
): Promise<Store> => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (isOutOfSpace(error)) throw new DiskFullError();
    throw new StoreOpenError(`the folder ${dataDir} cannot be made`);
  }
  const lock = lockDataDir(dataDir);
  try {
    const file = databaseFileIn(dataDir);
    const supervisor = await startSupervisor({
      startWorker: () => startWorker({ file, databaseKey, disk }),
      onEvent,
      maxWaitMs,
    });
    const {
      verifyAuditSlice,
      appendMessage: append,
      getClinicSettings: readClinicSettings,
      ...operations
    } = createRemote(supervisor.call);
    const appendMessage: Store['appendMessage'] = (message) =>
      append(...messageFields(message)).then((appended) => storedMessage(message, appended));
    // Here, because the thread starts in two thirds of the time without zod.
    const getClinicSettings: Store['getClinicSettings'] = async () => {
      const { openingHours, ...settings } = await readClinicSettings();
      return { ...settings, openingHours: openingHoursSchema.parse(JSON.parse(openingHours)) };
    };
    const verifyAudit = async (): Promise<AuditVerification> => {
      let slice = await verifyAuditSlice(GENESIS);
      while (!slice.complete) slice = await verifyAuditSlice(slice.link);
      return verificationOf(slice.link, slice.brokenSeq);
    };
    let closed: Promise<void> | null = null;
    const close = (): Promise<void> => (closed ??= supervisor.close().finally(lock.release));
    return { ...operations, appendMessage, getClinicSettings, verifyAudit, close };
  } catch (error) {
    lock.release();
    throw error;
  }
};

/**
 * Opens the store of a data folder: SQLite in a worker thread, durable (`synchronous=FULL`) and committed in
 * groups.
 *
 * A call that is rejected with `StoreUnavailableError` because the worker died may have been committed just
 * before; what was answered is on disk in every case.
 * @throws StoreOpenError wrong key, newer schema, or a folder that another Anteroom uses
 */
export const openSqliteStore = (options: SqliteStoreOptions): Promise<Store> =>
  openSqliteStoreWith(options, { startWorker: startSqliteWorker, maxWaitMs: MAX_WAIT_MS });
