import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { describeStore } from './store-suite.ts';

const describeWith = (name: string, databaseKey: string | null): void =>
  describeStore(name, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-store-'));
    let store = await openSqliteStore({ dataDir, databaseKey });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await openSqliteStore({ dataDir, databaseKey });
        return store;
      },
      dispose: async () => {
        await store.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  });

describeWith('the SQLite store', null);
// A key as the desktop app makes them: a passphrase would be stretched at each opening, a tenth of a second.
describeWith('the encrypted SQLite store', databaseKeyFrom(randomBytes(32)));
