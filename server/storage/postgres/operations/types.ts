import type { AuditEntry } from '../../../domain/records.ts';
import type { Operations as Plain } from '../../shared/operation-types.ts';
import type { Connection } from '../database.ts';
import type { Seal } from '../seal.ts';

export type { AuditSlice, OperationName, StoredClinicSettings } from '../../shared/operation-types.ts';

/** The operations on one connection, each inside a transaction that somebody else began. */
export type Operations = {
  [K in keyof Plain]: (...args: Parameters<Plain[K]>) => Promise<ReturnType<Plain[K]>>;
};

/** What the operations of one subject are made from. */
export type OperationContext = {
  db: Connection;
  /** For what must not be read by who reads the database alone. */
  seal: Seal;
  /** Continues the audit log's chain, in the transaction of the operation that calls it. */
  appendAudit: (entry: AuditEntry) => Promise<void>;
};
