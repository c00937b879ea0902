import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStoreInTests } from '../../support/store-threads.ts';
import type { TestStore } from '../store-suite.ts';

/** A new SQLite store in a folder of its own, for the suite. */
export const openTestStore = async (databaseKey: string | null): Promise<TestStore> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-store-'));
  let store = await openStoreInTests({ dataDir, databaseKey });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openStoreInTests({ dataDir, databaseKey });
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
