import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../server/storage/postgres/migrations.ts';
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts';
import { migrate as migrateSqlite } from '../../server/storage/sqlite/migrations.ts';
import { StoreOpenError } from '../../server/storage/store.ts';
import type { TestPostgres } from '../support/postgres-databases.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import { audit, createDoctor, T0 } from './support/fixtures.ts';

const KEY = 'a key with sixteen characters';

describe.skipIf(postgresMissing !== null)('a database of PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await usePostgres();
  });

  const open = async (url: string, databaseKey: string | null = null) => {
    const store = await openPostgresStore({ url, databaseKey, maxWaitMs: 0 });
    onTestFinished(() => store.close());
    return store;
  };
  /** Why it cannot be opened. */
  const refusal = async (url: string, databaseKey: string | null = null): Promise<string> => {
    const error: unknown = await open(url, databaseKey).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreOpenError);
    return (error as Error).message;
  };

  it('is brought to the newest schema once, and stays as it is afterwards', async () => {
    const url = await postgres.createDatabase();
    const { id } = await (await open(url)).getClinic();
    expect(await postgres.admin('SELECT version::int FROM schema_version', url)).toEqual([
      { version: MIGRATIONS.length },
    ]);
    expect((await (await open(url)).getClinic()).id).toBe(id);
  });

  it('has what SQLite’s has, so that a step of the one is not forgotten in the other', async () => {
    const sqlite = new Database(':memory:');
    onTestFinished(() => void sqlite.close());
    migrateSqlite(sqlite);
    const theirs = sqlite
      .prepare<[], string>(
        `SELECT m.name || '.' || p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p
         WHERE m.type = 'table' AND m.name NOT IN ('sqlite_sequence', 'sent_messages', 'room_messages',
           'conversation_messages', 'message_index_end', 'message_search_end') AND m.name NOT GLOB 'message_search*'`,
      )
      .pluck()
      .all();
    const url = await postgres.createDatabase();
    await (await openPostgresStore({ url, databaseKey: null })).close();
    const ours = await postgres.admin(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'schema_version'`,
      url,
    );
    const own = ['meta.key_check', 'messages.words', 'relations.place'];
    expect(ours.map(({ name }) => name).toSorted()).toEqual([...theirs, ...own].toSorted());
  });

  it('of a newer version, of another program or in another encoding is left alone', async () => {
    const newer = await postgres.createDatabase();
    await (await openPostgresStore({ url: newer, databaseKey: null })).close();
    await postgres.admin('UPDATE schema_version SET version = 99', newer);
    expect(await refusal(newer)).toMatch(/newer version of Anteroom \(schema 99/);
    expect(await postgres.admin('SELECT version::int FROM schema_version', newer)).toEqual([{ version: 99 }]);

    const others = await postgres.createDatabase();
    await postgres.admin('CREATE TABLE films (title TEXT)', others);
    expect(await refusal(others)).toMatch(/one of another program/);
    expect(
      await postgres.admin(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`, others),
    ).toEqual([{ tablename: 'films' }]);

    const latin = await postgres.createDatabase("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    expect(await refusal(latin)).toMatch(/encoded as LATIN1/);
  });

  it('is not opened where the user may not make tables, is not known, or nothing listens', async () => {
    const url = await postgres.createDatabase();
    await postgres.admin(`CREATE ROLE guest_${process.pid} LOGIN PASSWORD 'c4nary'`);
    onTestFinished(() => postgres.admin(`DROP ROLE guest_${process.pid}`).then(() => undefined));
    const as = (user: string) => url.replace('postgres@', `${user}:c4nary@`);
    expect(await refusal(as(`guest_${process.pid}`))).toMatch(/may not make tables/);
    expect(await refusal(as('stranger'))).toMatch(/refuses this user or password/);
    expect(await refusal(postgres.urlOf('nowhere'))).toMatch(/has no database "nowhere"/);
    expect(await refusal('postgres://x:c4nary@127.0.0.1:1/clinic')).toBe(
      'DATABASE_URL cannot be used: PostgreSQL at 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    );
    expect(await refusal('postgres://x:c4nary@nowhere.invalid/clinic')).toMatch(/nowhere\.invalid/);
  });

  it('opens with the key that it was begun with, and no other', async () => {
    const sealed = await postgres.createDatabase();
    await open(sealed, KEY);
    expect(await refusal(sealed)).toMatch(/DATABASE_KEY is not set/);
    expect(await refusal(sealed, 'another key of that length')).toMatch(/DATABASE_KEY is not the key/);

    const plain = await postgres.createDatabase();
    const store = await open(plain);
    const { id } = await createDoctor(store);
    await store.beginSecondFactor({ accountId: id, secret: 'SECRET', at: T0, audit: audit() });
    expect(await refusal(plain, KEY)).toMatch(/begun without it/);
  });

  it('holds no secret that can be read where there is a key', async () => {
    const url = await postgres.createDatabase();
    const store = await open(url, KEY);
    const { id } = await createDoctor(store);
    await store.beginSecondFactor({ accountId: id, secret: 'S3CR3TS3CR3T', at: T0, audit: audit() });
    await store.keepTlsKey('-----BEGIN PRIVATE KEY-----');
    const rows = await postgres.admin(
      'SELECT (SELECT secret FROM second_factors) AS secret, (SELECT key FROM tls_key) AS key',
      url,
    );
    expect(rows).toEqual([
      { secret: expect.stringMatching(/^sealed:/), key: expect.stringMatching(/^sealed:/) },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/S3CR3T|PRIVATE/);
    expect((await store.getSecondFactor(id))?.secret).toBe('S3CR3TS3CR3T');
  });
});
