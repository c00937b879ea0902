import type { Database } from 'better-sqlite3';
import type { AuditEntry } from '../../../domain/records.ts';
import type { Operations } from '../../shared/operation-types.ts';

export type {
  AuditSlice,
  OperationName,
  Operations,
  StoredClinicSettings,
} from '../../shared/operation-types.ts';

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
