import type { BackupFailure, MadeBackup } from './make-backup.ts';
import type { BatchSummary, OpenedDatabase } from './worker-messages.ts';

/** What the store tells the server's log and metrics: counts and codes only. */
export type SqliteStoreEvent =
  | ({ type: 'opened' } & OpenedDatabase)
  /** A batch was answered; with `failure` its writes were refused. */
  | ({ type: 'batch' } & BatchSummary)
  /** Nothing is written any more: less than the floor is free (`low`), or SQLite's code. Reads go on. */
  | { type: 'read-only'; reason: string }
  | { type: 'writable' }
  /** The worker ended by itself; `unanswered` calls were rejected. */
  | { type: 'worker-died'; unanswered: number; message: string }
  | { type: 'worker-restarted'; attempt: number }
  | { type: 'restart-failed'; attempt: number; message: string }
  /** The newest backup at the start. */
  | { type: 'backup-found'; at: number; bytes: number }
  | ({ type: 'backup-made'; milliseconds: number } & MadeBackup)
  | { type: 'backup-failed'; code: BackupFailure };
