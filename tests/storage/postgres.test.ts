import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts';
import { postgresMissing, startPostgres, type TestCluster } from '../support/postgres.ts';
import { describeStore } from './store-suite.ts';

const databaseKey = 'the key of the tests';

describe.skipIf(postgresMissing !== null)('with PostgreSQL', () => {
  let cluster: TestCluster;
  let url: string;
  beforeAll(async () => {
    cluster = await startPostgres();
    url = await cluster.createDatabase();
    await (await openPostgresStore({ url, databaseKey })).close();
    await cluster.keep(url);
  });
  afterAll(() => cluster.stop());

  describeStore('the PostgreSQL store', async () => {
    await cluster.reset(url);
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
