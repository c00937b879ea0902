import { Client } from 'pg';
import { GENESIS, verificationOf } from '../../domain/audit.ts';
import { StoreOpenError, type AuditVerification } from '../store.ts';
import { createConnection } from './database.ts';
import { openErrorOf } from './errors.ts';
import { MIGRATIONS, readSchemaVersion } from './migrations.ts';
import { placeOf } from './open-database.ts';
import { createAuditReader } from './operations/audit.ts';
import { APPLICATION_NAME, CONNECTION_OPTIONS } from './sessions.ts';

/** What people do with a database by a command, beside a server or in its place; the schema stays as it is. */
const withClinic = async <Result>(url: string, ask: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client({
    ...CONNECTION_OPTIONS,
    application_name: `${APPLICATION_NAME}-command`,
    connectionString: url,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const version = await readSchemaVersion(client);
    if (version === 0) throw new StoreOpenError('the database holds no clinic');
    if (version > MIGRATIONS.length) {
      throw new StoreOpenError('the database was made by a newer version of Anteroom');
    }
    return await ask(client);
  } catch (error) {
    throw openErrorOf(error, placeOf(url));
  } finally {
    await client.end().catch(() => undefined);
  }
};

/**
 * Verifies the audit log as it is at this moment, beside servers that may be running.
 * @throws StoreOpenError not reachable, or no clinic
 */
export const verifyAuditIn = (url: string): Promise<AuditVerification> =>
  withClinic(url, async (client) => {
    const { verifySlice } = createAuditReader(createConnection(client));
    let slice = await verifySlice(GENESIS);
    while (!slice.complete) slice = await verifySlice(slice.link);
    return verificationOf(slice.link, slice.brokenSeq);
  });

/**
 * Makes sure that there is a clinic, and no server of it.
 * @throws StoreOpenError
 */
export const assertStopped = (url: string): Promise<void> =>
  withClinic(url, async (client) => {
    const { rows } = await client.query(
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      [APPLICATION_NAME],
    );
    if (rows.length > 0) throw new StoreOpenError('a server of this clinic is running: stop it first');
  });
