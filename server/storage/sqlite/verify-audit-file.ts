import { GENESIS, verificationOf } from '../../domain/audit.ts';
import type { AuditVerification } from '../store.ts';
import { openDatabaseForReading, type DatabaseLocation } from './database.ts';
import { createAuditReader } from './operations/audit.ts';

/**
 * Verifies the audit log in a database file as it is at this moment, beside a server that may be running.
 * @throws StoreOpenError if the file cannot be opened
 */
export const verifyAuditFile = (location: DatabaseLocation): AuditVerification => {
  const db = openDatabaseForReading(location);
  try {
    const { verifySlice } = createAuditReader(db);
    // One transaction, so that rows and head are of the same moment.
    return db.transaction(() => {
      let slice = verifySlice(GENESIS);
      while (!slice.complete) slice = verifySlice(slice.link);
      return verificationOf(slice.link, slice.brokenSeq);
    })();
  } finally {
    db.close();
  }
};
