import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { maintainClinic } from '../../server/maintain-clinic.ts';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { backupsFolderIn } from '../../server/storage/sqlite/backup-files.ts';
import { applyKey, databaseFileIn, openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { readTlsKey } from '../../server/storage/sqlite/read-tls-key.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** The key that the clinic shows goes where its database goes. */

const DATABASE_KEY = databaseKeyFrom(new Uint8Array(32).fill(3));
const [FIRST, SECOND] = ['the first key', 'the second key'];

const keyIn = (dataDir: string): string | null => {
  const db = openDatabaseForReading({ file: databaseFileIn(dataDir), databaseKey: DATABASE_KEY });
  try {
    return readTlsKey(db);
  } finally {
    db.close();
  }
};

it('is kept with the clinic, and is the last one that it showed', async () => {
  const dataDir = temporaryFolder();
  const store = await openSqliteStore({ dataDir, databaseKey: DATABASE_KEY });
  expect(keyIn(dataDir)).toBeNull();
  await store.keepTlsKey(FIRST);
  await store.keepTlsKey(FIRST);
  expect(keyIn(dataDir)).toBe(FIRST);
  await store.keepTlsKey(SECOND);
  await store.close();
  expect(keyIn(dataDir)).toBe(SECOND);
});

it('is in a backup, and is told to who restores it or opens its folder with the key', async () => {
  const [old, next] = [temporaryFolder(), temporaryFolder()];
  const store = await openSqliteStore({ dataDir: old, databaseKey: DATABASE_KEY });
  await store.keepTlsKey(FIRST);
  await store.close();
  const { name } = makeBackup(
    { file: databaseFileIn(old), databaseKey: DATABASE_KEY },
    backupsFolderIn(old),
    Date.now(),
  );
  expect(await maintainClinic({ about: 'try-key', dataDir: old, databaseKey: DATABASE_KEY })).toEqual({
    about: 'key-tried',
    opened: 'database',
    tlsKey: FIRST,
  });
  const file = join(backupsFolderIn(old), name);
  expect(await maintainClinic({ about: 'restore', file, dataDir: next, databaseKey: DATABASE_KEY })).toEqual({
    about: 'restored',
    endedSessions: 0,
    kept: null,
    tlsKey: FIRST,
  });
  expect(await maintainClinic({ about: 'try-key', dataDir: temporaryFolder(), databaseKey: null })).toEqual({
    about: 'key-tried',
    opened: 'nothing',
    tlsKey: null,
  });
});

it('is missing in a database of an earlier version, which says so', async () => {
  const dataDir = temporaryFolder();
  const store = await openSqliteStore({ dataDir, databaseKey: DATABASE_KEY });
  await store.close();
  const db = new Database(databaseFileIn(dataDir));
  applyKey(db, DATABASE_KEY);
  db.exec('DROP TABLE tls_key');
  db.close();
  expect(keyIn(dataDir)).toBeNull();
});
