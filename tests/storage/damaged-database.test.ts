import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listBackups, backupsFolderIn } from '../../server/storage/sqlite/backup-files.ts';
import { startBackups } from '../../server/storage/sqlite/backups.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreOpenError } from '../../server/storage/store.ts';
import { createVisit, message } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const KEY = 'a key of sixteen letters';

/** A closed clinic with a backup, made once. */
const makeClinic = async (databaseKey: string | null): Promise<string> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-storage-'));
  const store = await openSqliteStore({ dataDir, databaseKey });
  const visit = await createVisit(store);
  for (let number = 0; number < 200; number += 1) {
    await store.appendMessage(message(visit.appointment.roomId, visit.patient, { text: 'x'.repeat(500) }));
  }
  const backups = startBackups({ dataDir, databaseKey, onEvent: () => undefined });
  await backups.make();
  await backups.stop();
  await store.close();
  return dataDir;
};

const clinics = new Map<string | null, Promise<string>>();
afterAll(async () => {
  for (const clinic of clinics.values()) rmSync(await clinic, { recursive: true });
});

/** A copy of that clinic, and its database file. */
const arrange = async (databaseKey: string | null) => {
  const original = clinics.get(databaseKey) ?? makeClinic(databaseKey);
  clinics.set(databaseKey, original);
  const dataDir = temporaryFolder();
  cpSync(await original, dataDir, { recursive: true });
  const [backup] = listBackups(backupsFolderIn(dataDir));
  return { dataDir, file: join(dataDir, 'anteroom.sqlite'), backup: backup!.name };
};

const overwrite = (file: string, position: number, length: number): void => {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(length, 0x5a), 0, length, position);
  closeSync(descriptor);
};

const openError = (dataDir: string, databaseKey: string | null): Promise<unknown> =>
  openSqliteStore({ dataDir, databaseKey }).then(
    (store) => store.close(),
    (error: unknown) => error,
  );

const DAMAGES: [name: string, fault: string, damage: (file: string) => void][] = [
  ['is gone', 'is missing', (file) => rmSync(file)],
  ['is empty', 'is empty', (file) => truncateSync(file)],
  ['was cut off', 'is damaged', (file) => truncateSync(file, 50_000)],
  ['was overwritten at its beginning', 'is damaged', (file) => overwrite(file, 0, 4096)],
  ['was overwritten in the middle', 'is damaged', (file) => overwrite(file, 40_960, 20_480)],
  ['is another file', 'is damaged', (file) => writeFileSync(file, 'not a database at all, '.repeat(400))],
];

describe.each([
  ['a database in plain text', null],
  ['an encrypted database', KEY],
])('%s', (_, databaseKey) => {
  it.each(DAMAGES)(
    'that %s is not opened: one line names it, its newest good backup and the command',
    async (_name, fault, damage) => {
      const { dataDir, file, backup } = await arrange(databaseKey);
      damage(file);
      const error = await openError(dataDir, databaseKey);
      expect(error).toBeInstanceOf(StoreOpenError);
      const { message: words } = error as Error;
      expect(words).toContain(`anteroom.sqlite ${fault}; its newest good backup is of `);
      expect(words).toContain(`run "npm run restore -- ${backup}" with the same DATA_DIR`);
      expect(words).not.toContain('\n');
    },
  );
});

describe('a database that cannot be opened', () => {
  it('is not called damaged where the key is wrong', async () => {
    const { dataDir } = await arrange(KEY);
    expect(await openError(dataDir, `${KEY}!`)).toMatchObject({
      message: 'DATABASE_KEY is not the key of anteroom.sqlite',
    });
  });

  it('is not replaced by a new one while its log is there', async () => {
    const { dataDir, file } = await arrange(null);
    rmSync(backupsFolderIn(dataDir), { recursive: true });
    rmSync(file);
    writeFileSync(`${file}-wal`, 'what was committed last');
    expect(await openError(dataDir, null)).toMatchObject({
      message: 'anteroom.sqlite is missing, but its log is there',
    });
    expect(readFileSync(`${file}-wal`, 'utf8')).toBe('what was committed last');
  });

  it('is not replaced by a new one while a restore of it is not finished', async () => {
    const { dataDir, file } = await arrange(null);
    rmSync(backupsFolderIn(dataDir), { recursive: true });
    renameSync(file, `${file}.restoring`);
    expect(await openError(dataDir, null)).toMatchObject({
      message: 'anteroom.sqlite is missing: a restore of it was broken off, begin it again',
    });
  });

  it('is damaged, and says so, where there is no backup', async () => {
    const { dataDir, file } = await arrange(null);
    rmSync(backupsFolderIn(dataDir), { recursive: true });
    overwrite(file, 40_960, 20_480);
    expect(await openError(dataDir, null)).toMatchObject({ message: 'anteroom.sqlite is damaged' });
  });
});
