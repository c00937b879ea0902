import { Client } from 'pg';
import { StoreOpenError } from '../store.ts';
import { openErrorOf } from './errors.ts';
import { migrate } from './migrations.ts';
import { createSeal, type Seal, SealError } from './seal.ts';
import { CONNECTION_OPTIONS } from './sessions.ts';

/** Older ones are not maintained any more. */
const OLDEST_VERSION = 140_000;
const RETRY_MS = 200;
/** What a database that is just starting says, and what is said where nothing listens yet. */
const NOT_YET = new Set(['57P03', 'ECONNREFUSED', 'ENOENT']);
const KNOWN = 'Anteroom';

export type OpenedDatabase = { serverVersion: string; schemaVersion: number; seal: Seal };

/** Where a database is, as people may be told: without user and password. */
export const placeOf = (url: string): { host: string; database: string } => {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? `${hostname}${port === '' ? '' : `:${port}`}`;
  return { host, database: decodeURIComponent(pathname.slice(1)) };
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const connect = async (url: string, maxWaitMs: number): Promise<Client> => {
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const client = new Client({ ...CONNECTION_OPTIONS, connectionString: url });
    // Said by whatever is asked next.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!NOT_YET.has(codeOf(error)) || performance.now() + RETRY_MS > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
};

const assertUsable = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ number: string; version: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
       current_setting('server_encoding') AS encoding`,
  );
  const [found] = rows;
  if (found === undefined || Number(found.number) < OLDEST_VERSION) {
    throw new StoreOpenError(
      `PostgreSQL ${found?.version} is too old: ${OLDEST_VERSION / 10_000} or newer is needed`,
    );
  }
  if (found.encoding !== 'UTF8') {
    throw new StoreOpenError(`the database is encoded as ${found.encoding}: make one with ENCODING 'UTF8'`);
  }
  return found.version;
};

const readKeyCheck = async (client: Client): Promise<{ clinicId: string; keyCheck: string | null }> => {
  const { rows } = await client.query<{ clinicId: string; keyCheck: string | null }>(
    'SELECT clinic_id AS "clinicId", key_check AS "keyCheck" FROM meta',
  );
  const [meta] = rows;
  if (meta === undefined) throw new StoreOpenError('the database has no clinic');
  return meta;
};

/** @throws StoreOpenError if the secrets were sealed with another key, or one of the two has none */
const openSeal = async (client: Client, databaseKey: string | null): Promise<Seal> => {
  const { clinicId } = await readKeyCheck(client);
  const seal = createSeal(databaseKey, clinicId);
  if (seal.hasKey) {
    // Once, while there is nothing that would have to be sealed.
    await client.query(
      `UPDATE meta SET key_check = $1 WHERE key_check IS NULL
         AND NOT EXISTS (SELECT 1 FROM second_factors) AND NOT EXISTS (SELECT 1 FROM files)`,
      [seal.close(KNOWN)],
    );
  }
  const { keyCheck } = await readKeyCheck(client);
  if (keyCheck === null && !seal.hasKey) return seal;
  if (keyCheck === null)
    throw new StoreOpenError('DATABASE_KEY is set, but the database was begun without it');
  if (!seal.hasKey) throw new StoreOpenError('DATABASE_KEY is not set, but the database was begun with one');
  try {
    if (seal.open(keyCheck) === KNOWN) return seal;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
  throw new StoreOpenError('DATABASE_KEY is not the key of this database');
};

/**
 * Looks whether the database can be used, and brings it to the newest schema.
 * @throws StoreOpenError not reachable, refused, too old, newer schema, another program's, or wrong key
 */
export const openDatabase = async (options: {
  url: string;
  databaseKey: string | null;
  /** How long a database may take to start. */
  maxWaitMs: number;
}): Promise<OpenedDatabase> => {
  const place = placeOf(options.url);
  let client: Client | null = null;
  try {
    client = await connect(options.url, options.maxWaitMs);
    const serverVersion = await assertUsable(client);
    const schemaVersion = await migrate(client);
    return { serverVersion, schemaVersion, seal: await openSeal(client, options.databaseKey) };
  } catch (error) {
    throw openErrorOf(error, place);
  } finally {
    await client?.end().catch(() => undefined);
  }
};
