import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Question } from '../../server/child-protocol.ts';
import { maintainClinic } from '../../server/maintain-clinic.ts';
import { databaseKeyFrom, formatRecoveryKey } from '../../server/protocol/recovery-key.ts';
import { backupNameOf, backupsFolderIn } from '../../server/storage/sqlite/backup-files.ts';
import { openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { createClinicKey } from '../../src-main/services/clinic-key.ts';
import { createSecrets } from '../../src-main/services/secrets.ts';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import { createVisit, message } from '../storage/support/fixtures.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The service over real databases; the questions to a process of its own are answered in this one. */

const TEXT = 'Canary-41c7 of a clinic';
const DAY = 86_400_000;

let folder: ReturnType<typeof makeTempFolder>;

type Computer = {
  userData: string;
  dataDir: string;
  safeStorage: FakeSafeStorage;
  /** What a process of its own was asked. */
  questions: Question[];
  /** How often the clinic was started. */
  starts: number;
  /** What a person chooses in the dialog. */
  chosenFile: string | null;
  /** The keys of TLS that clinics brought, and whether their database key was kept by then. */
  taken: { key: string | null; isAdopted: boolean }[];
  now: number;
  secrets(): ReturnType<typeof createSecrets>;
  /** The app is started on it. */
  open(secrets?: ReturnType<typeof createSecrets>): ReturnType<typeof createClinicKey>;
};

const keyAsked = (question: Question | undefined): string | null =>
  question !== undefined && 'databaseKey' in question ? question.databaseKey : null;

/** A computer: its secrets, its clinic's folder, and what it is asked. */
const createComputer = (name: string): Computer => {
  const userData = join(folder.path, name);
  const dataDir = join(userData, 'clinic');
  mkdirSync(userData, { recursive: true });
  const computer: Computer = {
    userData,
    dataDir,
    safeStorage: new FakeSafeStorage(),
    questions: [],
    starts: 0,
    chosenFile: null,
    taken: [],
    now: Date.parse('2027-03-09T08:00:00Z'),
    secrets: () =>
      createSecrets({
        folder: userData,
        safeStorage: computer.safeStorage,
        log: createMemoryLog().log,
        platform: 'linux',
      }),
    open: (secrets = computer.secrets()) =>
      createClinicKey({
        dataDir,
        folder: userData,
        secrets,
        maintain: async (question) => {
          computer.questions.push(question);
          if (question.about === 'report' || question.about === 'export') throw new Error('not asked here');
          return maintainClinic(question);
        },
        hostedServer: () => ({
          start: () => {
            computer.starts += 1;
            return Promise.resolve({ status: 'stopped' });
          },
          stop: () => Promise.resolve({ status: 'stopped' }),
        }),
        chooseFile: () => Promise.resolve(computer.chosenFile),
        takeTlsKey: async (key) => {
          const kept = await secrets.read('clinic-database-key').catch(() => null);
          computer.taken.push({ key, isAdopted: kept === keyAsked(computer.questions.at(-1)) });
        },
        log: createMemoryLog().log,
        now: () => computer.now,
      }),
  };
  return computer;
};

/** What the clinic shows, as its server keeps it. */
const TLS_KEY = '-----BEGIN PRIVATE KEY-----\nCanary-41c7 of TLS\n-----END PRIVATE KEY-----\n';

const fillClinic = async (
  dataDir: string,
  databaseKey: string | null,
  tlsKey: string | null = TLS_KEY,
): Promise<void> => {
  const store = await openSqliteStore({ dataDir, databaseKey });
  if (tlsKey !== null && databaseKey !== null) await store.keepTlsKey(tlsKey);
  const visit = await createVisit(store);
  await store.appendMessage(message(visit.appointment.roomId, visit.patient, { text: TEXT }));
  await store.close();
};

const textsIn = (dataDir: string, databaseKey: string | null): string[] => {
  const db = openDatabaseForReading({ file: join(dataDir, 'anteroom.sqlite'), databaseKey });
  try {
    return db.prepare<[], string>('SELECT text FROM waiting_messages').pluck().all();
  } finally {
    db.close();
  }
};

/** A clinic that this computer hosts. @returns its key and its recovery key */
const host = async (computer: Computer) => {
  const { databaseKey } = await computer.open().forStart();
  await fillClinic(computer.dataDir, databaseKey);
  return { databaseKey, recoveryKey: formatRecoveryKey(databaseKey) };
};

/** Digests of every file in the folder, to compare. */
const contentsOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/-(wal|shm)$|\.lock$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );

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

  it('opens the clinic on a new computer to which its folder was copied', async () => {
    const old = createComputer('old');
    const { databaseKey, recoveryKey } = await host(old);
    const computer = createComputer('new');
    cpSync(old.dataDir, computer.dataDir, { recursive: true });
    const clinicKey = computer.open();
    expect(await clinicKey.recover(recoveryKey.toLowerCase().replaceAll('-', ' '))).toEqual({
      status: 'recovered',
    });
    expect(computer.starts).toBe(1);
    // Before the clinic could be started with another one.
    expect(computer.taken).toEqual([{ key: TLS_KEY, isAdopted: false }]);
    const started = await computer.open().forStart();
    expect(started.databaseKey).toBe(databaseKey);
    expect(textsIn(computer.dataDir, started.databaseKey)).toEqual([TEXT]);
    expect(await clinicKey.state()).toMatchObject({ status: 'protected', isKept: true });
  });

  it('of another clinic is refused, and nothing of this one is changed', async () => {
    const computer = createComputer('first');
    const { recoveryKey } = await host(computer);
    const stranger = formatRecoveryKey(databaseKeyFrom(new Uint8Array(32).fill(7)));
    rmSync(join(computer.userData, 'secrets.json'));
    const before = contentsOf(computer.dataDir);
    const clinicKey = computer.open();
    expect(await clinicKey.recover(stranger)).toEqual({ status: 'refused', code: 'wrong_key' });
    expect(contentsOf(computer.dataDir)).toEqual(before);
    expect(computer.starts).toBe(0);
    await expect(clinicKey.forStart()).rejects.toMatchObject({ code: 'key_missing' });
    expect(await clinicKey.recover(recoveryKey)).toEqual({ status: 'recovered' });
  });

  it.each([
    ['', 'empty'],
    ['ABCD', 'too_short'],
    [formatRecoveryKey(databaseKeyFrom(new Uint8Array(32))).replace('0', '2'), 'mistyped'],
  ])('typed as %j is refused before anything is tried', async (typed, code) => {
    const computer = createComputer('first');
    expect(await computer.open().recover(typed)).toEqual({ status: 'refused', code });
    expect(await computer.open().chooseBackup(typed)).toEqual({ status: 'refused', code });
    expect(computer.questions).toEqual([]);
  });

  it('opens nothing where there is no clinic, and makes none', async () => {
    const computer = createComputer('first');
    const recoveryKey = formatRecoveryKey(databaseKeyFrom(new Uint8Array(32)));
    expect(await computer.open().recover(recoveryKey)).toEqual({ status: 'refused', code: 'no_clinic' });
    expect(existsSync(join(computer.dataDir, 'anteroom.sqlite'))).toBe(false);
  });

  it('waits for the passphrase of the new computer', async () => {
    const computer = createComputer('first');
    const { recoveryKey } = await host(computer);
    rmSync(join(computer.userData, 'secrets.json'));
    computer.safeStorage.backend = 'basic_text';
    expect(await computer.open().recover(recoveryKey)).toEqual({ status: 'refused', code: 'secrets_locked' });
  });

  it('brings a clinic back from one backup alone, and keeps what it replaces with its key', async () => {
    const old = createComputer('old');
    const { databaseKey, recoveryKey } = await host(old);
    const backups = join(folder.path, 'stick');
    const made = makeBackup({ file: join(old.dataDir, 'anteroom.sqlite'), databaseKey }, backups, old.now);

    const computer = createComputer('new');
    const replaced = await host(computer);
    const clinicKey = computer.open();
    expect(await clinicKey.restore()).toEqual({ status: 'refused', code: 'failed' });
    expect(await clinicKey.chooseBackup(recoveryKey)).toEqual({ status: 'cancelled' });
    computer.chosenFile = join(backups, made.name);
    expect(await clinicKey.chooseBackup(replaced.recoveryKey)).toEqual({
      status: 'refused',
      code: 'wrong_key',
    });
    expect(await clinicKey.chooseBackup(recoveryKey)).toEqual({
      status: 'inspected',
      name: made.name,
      madeAt: Date.parse('2027-03-09T08:00:00Z'),
      replaces: true,
    });
    const outcome = await clinicKey.restore();
    expect(outcome).toMatchObject({ status: 'restored', kept: expect.stringContaining('before-restore') });
    expect(computer.starts).toBe(1);
    expect(computer.taken).toEqual([{ key: TLS_KEY, isAdopted: false }]);
    expect((await computer.open().forStart()).databaseKey).toBe(databaseKey);
    expect(textsIn(computer.dataDir, databaseKey)).toEqual([TEXT]);
    // The database from before opens with its own key, which this computer has not forgotten.
    const kept = outcome.status === 'restored' ? (outcome.kept ?? '') : '';
    openDatabaseForReading({
      file: join(computer.dataDir, kept),
      databaseKey: replaced.databaseKey,
    }).close();
    expect(readFileSync(join(computer.userData, 'secrets.json'), 'utf8')).toContain('clinic-database-key#1');
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
