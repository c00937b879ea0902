import { beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts';
import type { TestPostgres } from '../support/postgres-databases.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import { describeStore } from './store-suite.ts';

// With a key, each opening takes as long as a password; tests/storage/postgres-sealed.test.ts has one.
const databaseKey = null;

describe.skipIf(postgresMissing !== null)('with PostgreSQL', () => {
  let postgres: TestPostgres;
  let url: string;
  beforeAll(async () => {
    postgres = await usePostgres();
    url = await postgres.createDatabase();
    await (await openPostgresStore({ url, databaseKey })).close();
    await postgres.keep(url);
  });

  describeStore('the PostgreSQL store', async () => {
    await postgres.reset(url);
    let store = await openPostgresStore({ url, databaseKey });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await openPostgresStore({ url, databaseKey });
        return store;
      },
      dispose: () => store.close(),
    };
  });
});
