import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseKeyFrom, formatRecoveryKey } from '../../server/protocol/recovery-key.ts';
import { backupNameOf, backupsFolderIn } from '../../server/storage/sqlite/backup-files.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import {
  contentsOf,
  createComputer as createComputerIn,
  fillClinic,
  host,
  TEXT,
  textsIn,
  TLS_KEY,
} from '../support/desktop/clinic-computer.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The service over real databases; the questions to a process of its own are answered in this one. */

const DAY = 86_400_000;

let folder: ReturnType<typeof makeTempFolder>;
const createComputer = (name: string) => createComputerIn(folder.path, name);

beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

describe('the key of a hosted clinic', () => {
  it('is made for a new clinic, kept, and the same at each start', async () => {
    const computer = createComputer('first');
    expect(await computer.open().state()).toMatchObject({ status: 'none' });
    const [keys, again] = await (async () => {
      const clinicKey = computer.open();
      return Promise.all([clinicKey.forStart(), clinicKey.forStart()]);
    })();
    expect(again).toEqual(keys);
    expect(keys.databaseKey).toMatch(/^raw:[0-9a-f]{64}$/);
    expect(keys.jwtSecret.length).toBeGreaterThanOrEqual(64);
    expect(await computer.open().forStart()).toEqual(keys);
    await fillClinic(computer.dataDir, keys.databaseKey);
    expect(await computer.open().state()).toMatchObject({ status: 'protected', isKept: false });
    const { databaseKey } = await createComputer('second').open().forStart();
    expect(databaseKey).not.toBe(keys.databaseKey);
  });

  it('is never made anew for a clinic that is encrypted already', async () => {
    const computer = createComputer('first');
    await host(computer);
    rmSync(join(computer.userData, 'secrets.json'));
    await expect(computer.open().forStart()).rejects.toMatchObject({ code: 'key_missing' });
    expect(await computer.open().state()).toMatchObject({ status: 'missing' });
    expect(await computer.open().recoveryKey()).toBeNull();
    // Not for its backups alone, either.
    mkdirSync(backupsFolderIn(computer.dataDir));
    cpSync(
      join(computer.dataDir, 'anteroom.sqlite'),
      join(backupsFolderIn(computer.dataDir), backupNameOf(computer.now)),
    );
    rmSync(join(computer.dataDir, 'anteroom.sqlite'));
    await expect(computer.open().forStart()).rejects.toMatchObject({ code: 'key_missing' });
    expect(computer.questions).toEqual([]);
  });

  it('that the system cannot decrypt any more is said to be so, and stays', async () => {
    const computer = createComputer('first');
    const { recoveryKey } = await host(computer);
    const system = computer.safeStorage;
    computer.safeStorage = new FakeSafeStorage();
    await expect(computer.open().forStart()).rejects.toMatchObject({ code: 'secrets_unreadable' });
    expect(await computer.open().state()).toMatchObject({ status: 'unreadable' });
    computer.safeStorage = system;
    expect(await computer.open().recoveryKey()).toBe(recoveryKey);
  });

  it('waits for the passphrase of this computer', async () => {
    const computer = createComputer('first');
    computer.safeStorage.backend = 'basic_text';
    const secrets = computer.secrets();
    const clinicKey = computer.open(secrets);
    await expect(clinicKey.forStart()).rejects.toMatchObject({ code: 'secrets_locked' });
    expect(existsSync(computer.dataDir)).toBe(false);
    await secrets.setPassphrase('a long enough passphrase');
    const { databaseKey } = await clinicKey.forStart();
    await fillClinic(computer.dataDir, databaseKey);
    const later = computer.secrets();
    await expect(computer.open(later).forStart()).rejects.toMatchObject({ code: 'secrets_locked' });
    expect(await computer.open(later).state()).toMatchObject({ status: 'locked' });
    await later.unlock('a long enough passphrase');
    expect(await computer.open(later).forStart()).toMatchObject({ databaseKey });
  });

  it('encrypts a clinic that an earlier version made, with its backups and its token secret', async () => {
    const computer = createComputer('first');
    await fillClinic(computer.dataDir, null);
    const backup = makeBackup(
      { file: join(computer.dataDir, 'anteroom.sqlite'), databaseKey: null },
      backupsFolderIn(computer.dataDir),
      computer.now,
    );
    writeFileSync(join(computer.dataDir, 'jwt-secret'), 'Canary-41c7 of tokens');
    expect(await computer.open().state()).toMatchObject({ status: 'plain' });
    const { databaseKey } = await computer.open().forStart();
    expect(computer.questions.map(({ about }) => about)).toEqual(['encrypt']);
    expect(textsIn(computer.dataDir, databaseKey)).toEqual([TEXT]);
    for (const file of Object.keys(contentsOf(computer.dataDir))) {
      expect([file, readFileSync(file).includes('Canary-41c7')]).toEqual([file, false]);
    }
    expect(existsSync(join(backupsFolderIn(computer.dataDir), backup.name))).toBe(true);
    expect(await computer.open().state()).toMatchObject({ status: 'protected', plainFiles: 0 });
    await computer.open().forStart();
    expect(computer.questions).toHaveLength(1);
  });

  it('leaves a clinic that cannot be encrypted as it was, and does not start it', async () => {
    const computer = createComputer('first');
    mkdirSync(computer.dataDir, { recursive: true });
    const file = join(computer.dataDir, 'anteroom.sqlite');
    writeFileSync(file, `SQLite format 3\0${'damaged '.repeat(2000)}`);
    const before = readFileSync(file);
    await expect(computer.open().forStart()).rejects.toMatchObject({ code: 'damaged' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('the recovery key', () => {
  it('is reminded of until somebody says that they keep it, and for a new key again', async () => {
    const computer = createComputer('first');
    const { recoveryKey } = await host(computer);
    const clinicKey = computer.open();
    expect(await clinicKey.recoveryKey()).toBe(recoveryKey);
    expect(await clinicKey.state()).toMatchObject({ isKept: false, isReminderDue: true });
    expect(await clinicKey.remindLater()).toMatchObject({ isKept: false, isReminderDue: false });
    computer.now += 4 * DAY;
    expect(await computer.open().state()).toMatchObject({ isReminderDue: true });
    expect(await clinicKey.confirmKept()).toMatchObject({ isKept: true, isReminderDue: false });
    expect(await computer.open().state()).toMatchObject({ isKept: true });
    await computer.secrets().write('clinic-database-key', databaseKeyFrom(new Uint8Array(32)));
    expect(await computer.open().state()).toMatchObject({ isKept: false, isReminderDue: true });
  });
});

describe('the key of TLS that a clinic carries', () => {
  it('is none without a clinic, and is asked of the database where there is one', async () => {
    const computer = createComputer('first');
    expect(await computer.open().carriedTlsKey()).toEqual({ hasClinic: false, key: null });
    expect(computer.questions).toEqual([]);
    await host(computer);
    expect(await computer.open().carriedTlsKey()).toEqual({ hasClinic: true, key: TLS_KEY });
  });

  it('is none in a clinic of before, also for who recovers it', async () => {
    const computer = createComputer('first');
    const { databaseKey } = await computer.open().forStart();
    await fillClinic(computer.dataDir, databaseKey, null);
    expect(await computer.open().carriedTlsKey()).toEqual({ hasClinic: true, key: null });
    rmSync(join(computer.userData, 'secrets.json'));
    expect(await computer.open().carriedTlsKey()).toEqual({ hasClinic: true, key: null });
    expect(await computer.open().recover(formatRecoveryKey(databaseKey))).toEqual({ status: 'recovered' });
    expect(computer.taken).toEqual([{ key: null, isAdopted: false }]);
  });

  it('that cannot be asked for now is no reason to make another', async () => {
    const computer = createComputer('first');
    await host(computer);
    await computer.secrets().write('clinic-database-key', databaseKeyFrom(new Uint8Array(32).fill(9)));
    await expect(computer.open().carriedTlsKey()).rejects.toMatchObject({ code: 'wrong_key' });
  });
});
