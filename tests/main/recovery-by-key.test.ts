import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseKeyFrom, formatRecoveryKey } from '../../server/protocol/recovery-key.ts';
import { openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import {
  contentsOf,
  createComputer as createComputerIn,
  host,
  TEXT,
  textsIn,
  TLS_KEY,
} from '../support/desktop/clinic-computer.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The service over real databases; the questions to a process of its own are answered in this one. */

let folder: ReturnType<typeof makeTempFolder>;
const createComputer = (name: string) => createComputerIn(folder.path, name);

beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

describe('a recovery key', () => {
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

  it('lets a clinic that ran go on when its backup cannot be put in place after all', async () => {
    const old = createComputer('old');
    const { databaseKey, recoveryKey } = await host(old);
    const backups = join(folder.path, 'stick');
    const made = makeBackup({ file: join(old.dataDir, 'anteroom.sqlite'), databaseKey }, backups, old.now);

    const computer = createComputer('new');
    const present = await host(computer);
    const clinicKey = computer.open();
    computer.chosenFile = join(backups, made.name);
    expect(await clinicKey.chooseBackup(recoveryKey)).toMatchObject({ status: 'inspected' });
    // The stick is drawn out.
    rmSync(computer.chosenFile);
    computer.server = { status: 'running', url: 'https://127.0.0.1:4000', startedAt: '2027-03-09T08:00:00Z' };
    expect(await clinicKey.restore()).toMatchObject({ status: 'refused' });
    expect(computer.starts).toBe(1);
    expect(computer.taken).toEqual([]);
    expect((await clinicKey.forStart()).databaseKey).toBe(present.databaseKey);
    // One that nobody had started stays so.
    expect(await clinicKey.restore()).toMatchObject({ status: 'refused' });
    expect(computer.starts).toBe(1);
  });
});
