import { DatabaseError } from 'pg';
import { StoreFullError, StoreOpenError, StoreUnavailableError } from '../store.ts';

/** The connection is gone, or there was none: PostgreSQL has said nothing about what was asked. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** `retry`: nothing was done, and the same may succeed at once. */
type Failure = { kind: 'retry' | 'full' | 'unavailable' | 'failed'; code: string };

/** Disk full; a standby or a database that only reads. Reads go on. */
const NO_WRITES = /^(53100|25006)$/;
/** Two transactions were in each other's way. */
const CONFLICT = /^(40001|40P01)$/;
/**
 * The machine's fault, not the call's: no connection, out of resources, stopped by an operator or a limit of time,
 * the system, damaged files, inside a transaction that has already failed.
 */
const UNAVAILABLE = /^(08|53|57|58|XX|55P03|25P0[123])/;

export const failureOf = (error: unknown): Failure => {
  if (error instanceof ConnectionLostError) return { kind: 'unavailable', code: 'connection' };
  if (error instanceof DatabaseError) {
    const code = error.code ?? 'unknown';
    if (CONFLICT.test(code)) return { kind: 'retry', code };
    if (NO_WRITES.test(code)) return { kind: 'full', code };
    return { kind: UNAVAILABLE.test(code) ? 'unavailable' : 'failed', code };
  }
  return { kind: 'failed', code: error instanceof Error ? error.name : 'unknown' };
};

/** True if another connection may do better: this one is gone, leads to a standby, or PostgreSQL starts or stops. */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof ConnectionLostError ||
  (error instanceof DatabaseError && /^(08|57P0[123]|25P03|25006)/.test(error.code ?? ''));

/** What a caller of the store is told. */
export const callErrorOf = (error: unknown): Error => {
  if (error instanceof StoreUnavailableError) return error;
  const { kind, code } = failureOf(error);
  if (kind === 'full') return new StoreFullError(`the database takes no writes (${code})`);
  if (kind === 'failed') {
    return new Error(
      `the store's operation failed: ${error instanceof Error ? error.message : 'unknown'} (${code})`,
    );
  }
  return new StoreUnavailableError(`the database did not answer (${code})`);
};

/** What the driver itself says, before PostgreSQL says anything. */
const OWN_WORDS: readonly [pattern: RegExp, reason: string][] = [
  [/does not support SSL/, 'speaks no TLS, which sslmode asks for'],
  [/password must be a (non-empty )?string/, 'wants a password'],
  [/timeout expired|timeout exceeded/, 'does not answer'],
];

/** Says in one sentence why the database cannot be used, without its password. */
export const openErrorOf = (error: unknown, place: { host: string; database: string }): StoreOpenError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const refused = (reason: string): StoreOpenError =>
    new StoreOpenError(`DATABASE_URL cannot be used: ${reason}`);
  if (error instanceof StoreOpenError) return refused(error.message);
  switch (code) {
    case '28P01':
    case '28000':
      return refused(`PostgreSQL at ${place.host} refuses this user or password`);
    case '3D000':
      return refused(`PostgreSQL at ${place.host} has no database "${place.database}"`);
    case '42501':
      return refused(`the user may not make tables in the database "${place.database}"`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refused(`the name ${place.host} is not known`);
    case '53100':
      return refused(`the disk of PostgreSQL at ${place.host} is full`);
    case '53300':
      return refused(`PostgreSQL at ${place.host} takes no more connections`);
    case '57P03':
      return refused(`PostgreSQL at ${place.host} is still starting`);
  }
  if (error instanceof DatabaseError) return refused(`${error.message} (${code})`);
  if (error instanceof Error && 'syscall' in error && error.syscall === 'open') {
    return refused(`its sslrootcert, sslcert or sslkey cannot be read (${code})`);
  }
  const message = error instanceof Error ? error.message : '';
  const known = OWN_WORDS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return refused(`PostgreSQL at ${place.host} ${known[1]}`);
  return refused(`PostgreSQL at ${place.host} cannot be reached${code === '' ? '' : ` (${code})`}`);
};
