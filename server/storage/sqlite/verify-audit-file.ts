import type { AuditVerification } from '../store.ts';
import { verifyAuditOf } from './database-contents.ts';
import { openDatabaseForReading, type DatabaseLocation } from './database.ts';

/**
 * Verifies the audit log in a database file as it is at this moment, beside a server that may be running.
 * @throws StoreOpenError if the file cannot be opened
 */
export const verifyAuditFile = (location: DatabaseLocation): AuditVerification => {
  const db = openDatabaseForReading(location);
  try {
    return verifyAuditOf(db);
  } finally {
    db.close();
  }
};
