import { GENESIS, verificationOf } from '../../domain/audit.ts';
import { openingHoursSchema } from '../../protocol/opening-hours.ts';
import { messageFields, storedMessage } from '../shared/message-fields.ts';
import { OPERATION_KINDS } from '../shared/operation-kinds.ts';
import { StoreUnavailableError, type AuditVerification, type Store } from '../store.ts';
import { callErrorOf } from './errors.ts';
import type { PostgresStoreEvent } from './events.ts';
import { createLink } from './link.ts';
import { openDatabase } from './open-database.ts';
import { isOneStatement } from './operations/new-message.ts';
import type { OperationName, Operations } from './operations/types.ts';
import { createReader } from './reader.ts';
import { createSessions } from './sessions.ts';
import { createWriteGuard } from './write-guard.ts';
import { createWriter } from './writer.ts';

export type { PostgresStoreEvent } from './events.ts';

const MAX_WAIT_MS = 5000;
const CHECK_MS = 2000;
/** Beside the one that writes. */
const READERS = 8;

export type PostgresStoreOptions = {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Seals the secrets in the database; null leaves them as they are. */
  databaseKey: string | null;
  /** How long calls, and the opening, wait for a database that cannot be reached, in milliseconds. */
  maxWaitMs?: number;
  /** How often it tries whether it may write again, in milliseconds. */
  checkMs?: number;
  onEvent?: (event: PostgresStoreEvent) => void;
};

/** Written and taken back, so that it lasts as a write does. */
const PROBE = `UPDATE disk_probe SET filler = CASE WHEN length(filler) = 0 THEN '\\x00'::bytea ELSE ''::bytea END`;

/**
 * Opens the store in a database of PostgreSQL, which several servers may share. Whoever writes does so alone, in
 * transactions of many calls; readers do not wait for that.
 *
 * A call that is rejected with `StoreUnavailableError` because the connection broke may have been committed just
 * before; what was answered is durable in every case.
 * @throws StoreOpenError not reachable, refused, too old, newer schema, another program's, or wrong key
 */
export const openPostgresStore = async ({
  url,
  databaseKey,
  maxWaitMs = MAX_WAIT_MS,
  checkMs = CHECK_MS,
  onEvent = () => undefined,
}: PostgresStoreOptions): Promise<Store> => {
  const { seal, ...opened } = await openDatabase({ url, databaseKey, maxWaitMs });
  const link = createLink((state) =>
    onEvent(state.reached ? { type: 'connection-back' } : { type: 'connection-lost', code: state.code }),
  );
  const readers = createSessions({ url, max: READERS, seal, maxWaitMs, link });
  const writers = createSessions({ url, max: 1, seal, maxWaitMs, link });
  const guard = createWriteGuard({
    checkMs,
    tryWrite: () => writers.use(async ({ client }) => void (await client.query(PROBE))),
    onChange: (state) =>
      onEvent(state.writable ? { type: 'writable' } : { type: 'read-only', reason: state.reason }),
  });
  const read = createReader(readers);
  const { write, settled } = createWriter(writers, guard, (batch) => onEvent({ type: 'batch', ...batch }));

  let closed: Promise<void> | null = null;
  const reading = new Set<Promise<unknown>>();
  const call = (name: OperationName, args: readonly unknown[]): Promise<unknown> => {
    if (closed !== null) return Promise.reject(new StoreUnavailableError('the store is closed'));
    const run = (operations: Operations): Promise<unknown> =>
      (operations[name] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
    if (OPERATION_KINDS[name] === 'write') {
      return write(run, { isOneStatement: isOneStatement(name, args) });
    }
    const answer = read(run).catch((error: unknown) => {
      throw callErrorOf(error);
    });
    reading.add(answer);
    const done = (): void => void reading.delete(answer);
    answer.then(done, done);
    return answer;
  };
  const remote = Object.fromEntries(
    (Object.keys(OPERATION_KINDS) as OperationName[]).map((name) => [
      name,
      (...args: readonly unknown[]) => call(name, args),
    ]),
  ) as Operations;

  const {
    verifyAuditSlice,
    appendMessage: append,
    getClinicSettings: readClinicSettings,
    ...operations
  } = remote;
  const appendMessage: Store['appendMessage'] = async (message) =>
    storedMessage(message, await append(...messageFields(message)));
  const getClinicSettings: Store['getClinicSettings'] = async () => {
    const { openingHours, ...settings } = await readClinicSettings();
    return { ...settings, openingHours: openingHoursSchema.parse(JSON.parse(openingHours)) };
  };
  const verifyAudit = async (): Promise<AuditVerification> => {
    let slice = await verifyAuditSlice(GENESIS);
    while (!slice.complete) slice = await verifyAuditSlice(slice.link);
    return verificationOf(slice.link, slice.brokenSeq);
  };
  const shutDown = async (): Promise<void> => {
    guard.close();
    await Promise.allSettled([settled(), ...reading]);
    await Promise.all([readers.close(), writers.close()]);
  };
  const close = (): Promise<void> => (closed ??= shutDown());

  onEvent({ type: 'opened', ...opened });
  return { ...operations, appendMessage, getClinicSettings, verifyAudit, close };
};
