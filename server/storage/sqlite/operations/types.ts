import type { Database } from 'better-sqlite3';
import type { ChainLink } from '../../../domain/audit.ts';
import type { AuditEntry, ClinicSettingsRecord } from '../../../domain/records.ts';
import type { Store } from '../../store.ts';
import type { AppendedMessage, MessageFields } from './message-fields.ts';

/** A part of the audit log, verified: how far the chain holds, where it breaks, and if the end was reached. */
export type AuditSlice = { link: ChainLink; brokenSeq: number | null; complete: boolean };

/** As they are in the database: the opening hours are JSON. */
export type StoredClinicSettings = Omit<ClinicSettingsRecord, 'openingHours'> & { openingHours: string };

/**
 * What the worker can do: the port's methods, synchronous. `verifyAudit` is many slices instead, so that
 * nobody waits until a log of years was read.
 */
export type Operations = {
  [K in Exclude<keyof Store, 'close' | 'verifyAudit' | 'appendMessage' | 'getClinicSettings'>]: (
    ...args: Parameters<Store[K]>
  ) => Awaited<ReturnType<Store[K]>>;
} & {
  verifyAuditSlice: (from: ChainLink) => AuditSlice;
  appendMessage: (...fields: MessageFields) => AppendedMessage;
  getClinicSettings: () => StoredClinicSettings;
};

export type OperationName = keyof Operations;

/** The operations where the database is, for whoever runs them in transactions. */
export type LocalOperations = Operations & {
  /** Something that was written was taken back: what an operation remembers of it is forgotten. */
  undone: () => void;
};

/** What the operations of one subject are made from. */
export type OperationContext = {
  db: Database;
  /** Continues the audit log's chain, in the transaction of the operation that calls it. */
  appendAudit: (entry: AuditEntry) => void;
};
