import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { describeStore } from './store-suite.ts';

describeStore('the SQLite store', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-store-'));
  let store = await openSqliteStore({ dataDir, databaseKey: null });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ dataDir, databaseKey: null });
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});
