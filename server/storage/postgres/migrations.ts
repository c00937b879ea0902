import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { GENESIS } from '../../domain/audit.ts';
import { StoreOpenError } from '../store.ts';
import { FIRST_SCHEMA } from './schema.ts';

type Client = Pick<ClientBase, 'query'>;

/** One step of the schema. A step that was released never changes; the next change is a new step at the end. */
export type Migration = (client: Client) => Promise<void>;

/** `schema_version` is the number of steps that a database has been through. */
export const MIGRATIONS: readonly Migration[] = [
  async (client) => {
    await client.query(FIRST_SCHEMA);
    await client.query('INSERT INTO meta (one, clinic_id, audit_seq, audit_hash) VALUES (1, $1, $2, $3)', [
      randomUUID(),
      GENESIS.seq,
      GENESIS.hash,
    ]);
  },
];

/** Any number that no other program is likely to take: one node at a time changes the schema. */
const MIGRATION_LOCK = 7_266_836_001;

const isThere = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ found: string | null }>(
    "SELECT to_regclass('schema_version')::text AS found",
  );
  return rows[0]?.found != null;
};

/** The schema version of a database; 0 for a new one. */
export const readSchemaVersion = async (client: Client): Promise<number> => {
  if (!(await isThere(client))) return 0;
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  return rows[0]?.version ?? 0;
};

const assertKnownSchema = async (client: Client, newest: number): Promise<number> => {
  const version = await readSchemaVersion(client);
  if (version > newest) {
    throw new StoreOpenError(
      `the database was made by a newer version of Anteroom (schema ${version}; this version knows ${newest})`,
    );
  }
  const { rows } = await client.query<{ tables: string }>(
    "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_version'",
  );
  if (version === 0 && Number(rows[0]?.tables ?? 0) > 0) {
    throw new StoreOpenError('the database is one of another program');
  }
  return version;
};

/**
 * Brings a database to the newest schema, in one transaction: a change of the schema is taken back like any other. Of
 * several nodes that start together, one does it and the others wait.
 * @throws StoreOpenError if it is newer than this program or not Anteroom's
 */
export const migrate = async (
  client: Client,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> => {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const version = await assertKnownSchema(client, migrations.length);
    if (version === 0) {
      await client.query(
        `CREATE TABLE IF NOT EXISTS schema_version (one SMALLINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)`,
      );
      await client.query('INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING');
    }
    for (const step of migrations.slice(version)) await step(client);
    if (version < migrations.length) {
      await client.query('UPDATE schema_version SET version = $1', [migrations.length]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return migrations.length;
};
