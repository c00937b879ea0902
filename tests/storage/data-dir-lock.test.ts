import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreOpenError } from '../../server/storage/store.ts';
import { audit } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('two servers on one data folder', () => {
  it('lets the first one work and tells the second one why it may not', async () => {
    const dataDir = temporaryFolder();
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const error: unknown = await openSqliteStore({ dataDir, databaseKey: null }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(StoreOpenError);
      expect(error).toMatchObject({ message: `another Anteroom uses the folder ${dataDir}` });
    }
    await store.appendAudit(audit());
    await store.close();
    const next = await openSqliteStore({ dataDir, databaseKey: null });
    expect(await next.verifyAudit()).toEqual({ ok: true, rows: 1 });
    await next.close();
  });

  it('keeps a folder that another process uses closed until that process was killed', async () => {
    const dataDir = temporaryFolder();
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'support/writer.ts'), dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    writer.stdout.resume();
    await expect(openSqliteStore({ dataDir, databaseKey: null })).rejects.toThrow('another Anteroom uses');
    const exit = once(writer, 'exit');
    writer.kill('SIGKILL');
    await exit;
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    expect(await store.hasAccounts()).toBe(true);
    await store.close();
  });

  it('gives the folder back when the database could not be opened', async () => {
    const dataDir = temporaryFolder();
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    await store.close();
    await expect(openSqliteStore({ dataDir, databaseKey: 'a key that is not set' })).rejects.toThrow(
      StoreOpenError,
    );
    await (await openSqliteStore({ dataDir, databaseKey: null })).close();
  });
});
