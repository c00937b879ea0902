import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { findServerSecret } from '../../server/security/server-secret.ts';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { startBackups } from '../../server/storage/sqlite/backups.ts';
import { openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { encryptInPlace } from '../../server/storage/sqlite/encrypt-in-place.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { prepareRestore } from '../../server/storage/sqlite/restore-backup.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { needs } from '../support/needs.ts';
import { createVisit, message } from './support/fixtures.ts';
import { filesWith } from './support/run-node.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const KEY = databaseKeyFrom(new Uint8Array(32).fill(0xa5));
const CANARY = 'Canary-77b2-of-a-clinic';
const MESSAGES = 200;

const fill = async (dataDir: string, databaseKey: string | null, messages = MESSAGES): Promise<void> => {
  const store = await openSqliteStore({ dataDir, databaseKey });
  const visit = await createVisit(store, { appointment: { reason: CANARY } });
  await Promise.all(
    Array.from({ length: messages }, (_, number) =>
      store.appendMessage(
        message(visit.appointment.roomId, visit.patient, { text: `${CANARY} ${number} ${'x'.repeat(900)}` }),
      ),
    ),
  );
  await store.close();
};

const countMessages = (file: string, databaseKey: string | null): number => {
  const db = openDatabaseForReading({ file, databaseKey });
  try {
    return Number(db.prepare('SELECT count(*) FROM messages').pluck().get());
  } finally {
    db.close();
  }
};

const databaseIn = (dataDir: string): string => join(dataDir, 'anteroom.sqlite');

/** A clinic in plain text with a backup, a database from before a restore, and a token secret. */
const plainClinic = async (): Promise<string> => {
  const dataDir = join(temporaryFolder(), 'data');
  await fill(dataDir, null);
  const location = { file: databaseIn(dataDir), databaseKey: null };
  const made = makeBackup(location, backupsFolderIn(dataDir), Date.parse('2027-03-09T08:00:00Z'));
  const prepared = prepareRestore({
    dataDir,
    databaseKey: null,
    backupFile: join(backupsFolderIn(dataDir), made.name),
  });
  prepared.carryOut();
  prepared.release();
  return dataDir;
};

describe('a clinic in plain text', () => {
  it('is encrypted with everything that is kept of it', async () => {
    const dataDir = await plainClinic();
    expect(filesWith(dataDir, [CANARY])).toHaveLength(3);
    expect(encryptInPlace({ dataDir, databaseKey: KEY })).toEqual({ encrypted: 3, kept: [] });
    expect(filesWith(dataDir, [CANARY])).toEqual([]);
    expect(filesWith(dataDir, ['SQLite format 3'])).toEqual([]);
    expect(countMessages(databaseIn(dataDir), KEY)).toBe(MESSAGES);
    const [backup] = listBackups(backupsFolderIn(dataDir));
    expect(countMessages(backup?.file ?? '', KEY)).toBe(MESSAGES);
    const store = await openSqliteStore({ dataDir, databaseKey: KEY });
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
    await store.close();
    expect(encryptInPlace({ dataDir, databaseKey: KEY })).toEqual({ encrypted: 0, kept: [] });
  });

  it('keeps a damaged backup as it is and says so, and refuses a damaged database', async () => {
    const dataDir = await plainClinic();
    const [backup] = listBackups(backupsFolderIn(dataDir));
    const file = backup?.file ?? '';
    writeFileSync(file, readFileSync(file).fill(0x5a, 20_000, 60_000));
    const before = readFileSync(file);
    expect(encryptInPlace({ dataDir, databaseKey: KEY }).kept).toEqual([backup?.name]);
    expect(readFileSync(file).equals(before)).toBe(true);

    const other = await plainClinic();
    const database = databaseIn(other);
    writeFileSync(database, readFileSync(database).fill(0x5a, 20_000, 60_000));
    expect(() => encryptInPlace({ dataDir: other, databaseKey: KEY })).toThrow('anteroom.sqlite is damaged');
    expect(filesWith(other, ['SQLite format 3']).length).toBe(3);
  });

  it('is not touched while a server uses it', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    await fill(dataDir, null, 1);
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    expect(() => encryptInPlace({ dataDir, databaseKey: KEY })).toThrow('another Anteroom uses');
    await store.close();
  });

  it('is whole after kill -9 at whatever moment, and encrypted by the next try', async () => {
    const original = await plainClinic();
    const script = join(import.meta.dirname, 'support/encryptor.ts');
    for (const afterMs of [0, 3, 10, 25, 60]) {
      const dataDir = join(temporaryFolder(), 'data');
      cpSync(original, dataDir, { recursive: true });
      const child = spawn(process.execPath, [script, dataDir, KEY], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      await once(child.stdout, 'data');
      await pause(afterMs);
      child.kill('SIGKILL');
      await exited;
      // Either all of it as it was, or all of it encrypted; never half of one.
      const isPlain = readFileSync(databaseIn(dataDir)).toString('latin1', 0, 15) === 'SQLite format 3';
      expect(countMessages(databaseIn(dataDir), isPlain ? null : KEY)).toBe(MESSAGES);
      encryptInPlace({ dataDir, databaseKey: KEY });
      expect(countMessages(databaseIn(dataDir), KEY)).toBe(MESSAGES);
      expect(filesWith(dataDir, [CANARY])).toEqual([]);
      expect(readdirSync(dataDir).filter((name) => name.includes('encrypting'))).toEqual([]);
    }
  });
});

describe('a data folder with a key', () => {
  it('has nothing readable in it: database, log, backups, token secret, while it runs and after', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const found = await findServerSecret(null, { dataDir, databaseKey: KEY });
    const secret = await found.keep();
    const store = await openSqliteStore({ dataDir, databaseKey: KEY });
    const visit = await createVisit(store, { appointment: { reason: CANARY } });
    for (let number = 0; number < 50; number += 1) {
      await store.appendMessage(message(visit.appointment.roomId, visit.patient, { text: CANARY }));
    }
    const backups = startBackups({ dataDir, databaseKey: KEY, onEvent: () => undefined });
    expect(await backups.make()).toBe(true);
    await backups.stop();
    expect(existsSync(join(dataDir, 'anteroom.sqlite-wal'))).toBe(true);
    const search = () => filesWith(dataDir, [CANARY, secret, KEY, 'messages']);
    expect(search()).toEqual([]);
    await store.close();
    expect(search()).toEqual([]);
  });

  it('leaves no temporary file in which SQLite sorts, not even for a moment', async (context) => {
    needs(
      context,
      process.platform === 'linux',
      'only Linux tells which files without a name a process has open',
    );
    // The positive side first: with temporary files on the disk, this watcher sees them.
    const script = join(import.meta.dirname, 'support/sorter.ts');
    const sorted = async (how: 'file' | 'as-opened'): Promise<string[]> => {
      const folder = temporaryFolder();
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      const child = spawn(process.execPath, [script, join(folder, 'a.sqlite'), KEY, how, temporary], {
        env: { PATH: process.env['PATH'], SQLITE_TMPDIR: temporary, TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      expect((await once(child, 'exit'))[0]).toBe(0);
      return JSON.parse(output) as string[];
    };
    expect((await sorted('file')).length).toBeGreaterThan(0);
    expect(await sorted('as-opened')).toEqual([]);
  });
});

describe('the generated token secret', () => {
  const folderWith = (databaseKey: string | null) => ({ dataDir: temporaryFolder(), databaseKey });

  it('is kept in plain text without a key, and encrypted as soon as there is one', async () => {
    const place = folderWith(null);
    const secret = await (await findServerSecret(null, place)).keep();
    expect(readFileSync(join(place.dataDir, 'jwt-secret'), 'utf8')).toBe(secret);
    const withKey = { ...place, databaseKey: 'a passphrase of somebody' };
    const found = await findServerSecret(null, withKey);
    // Not before the database was opened with this key.
    expect(readFileSync(join(place.dataDir, 'jwt-secret'), 'utf8')).toBe(secret);
    expect(await found.keep()).toBe(secret);
    expect(readFileSync(join(place.dataDir, 'jwt-secret'), 'utf8')).not.toContain(secret);
    expect(await (await findServerSecret(null, withKey)).keep()).toBe(secret);
  });

  it.each([
    ['no key', null, 'jwt-secret is encrypted and DATABASE_KEY is not set'],
    ['a wrong key', 'another passphrase of somebody', 'DATABASE_KEY is not the key of jwt-secret'],
  ])('is never made anew with %s', async (_, databaseKey, words) => {
    const place = folderWith(KEY);
    await (await findServerSecret(null, place)).keep();
    const before = readFileSync(join(place.dataDir, 'jwt-secret'), 'utf8');
    await expect(findServerSecret(null, { ...place, databaseKey })).rejects.toThrow(words);
    expect(readFileSync(join(place.dataDir, 'jwt-secret'), 'utf8')).toBe(before);
  });

  it('that was altered is not taken', async () => {
    const place = folderWith(KEY);
    await (await findServerSecret(null, place)).keep();
    const file = join(place.dataDir, 'jwt-secret');
    const sealed = readFileSync(file, 'utf8');
    const altered = sealed.slice(0, -3) + (sealed.endsWith('AAA') ? 'BBB' : 'AAA');
    writeFileSync(`${file}.altered`, altered);
    renameSync(`${file}.altered`, file);
    await expect(findServerSecret(null, place)).rejects.toThrow('DATABASE_KEY is not the key of jwt-secret');
  });
});
