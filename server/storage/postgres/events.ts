/** What the store tells the server's log and metrics: counts and codes only. */
export type PostgresStoreEvent =
  | { type: 'opened'; serverVersion: string; schemaVersion: number }
  /** A batch was answered; with `failure` its writes were refused. */
  | { type: 'batch'; calls: number; writes: number; failure: string | null }
  /** Nothing is written any more, for this reason of PostgreSQL's. Reads go on. */
  | { type: 'read-only'; reason: string }
  | { type: 'writable' }
  /** No connection is to be had, for this reason of PostgreSQL's or the system's; calls wait a moment for one. */
  | { type: 'connection-lost'; code: string }
  | { type: 'connection-back' };
