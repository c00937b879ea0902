import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets } from '../../src-main/services/secrets.ts';
import type { SecretsState } from '../../src-preload/contract.ts';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const PASSPHRASE = 'correct horse battery staple';
const OTHER = 'another passphrase of mine';

let folder: ReturnType<typeof makeTempFolder>;
let safeStorage: FakeSafeStorage;

const open = (storage: FakeSafeStorage = safeStorage, platform: NodeJS.Platform = 'linux') =>
  createSecrets({
    folder: folder.path,
    safeStorage: storage,
    log: createMemoryLog().log,
    platform,
  });

const file = (): string => readFileSync(join(folder.path, 'secrets.json'), 'utf8');

beforeEach(() => {
  folder = makeTempFolder();
  safeStorage = new FakeSafeStorage();
});
afterEach(() => folder.remove());

describe('with a key store of the system', () => {
  it('keeps a secret over a restart, and not in plain text', async () => {
    expect(await open().state()).toEqual({ status: 'system' });
    expect(await open().read('clinic-tls-key')).toBeNull();
    await open().write('clinic-tls-key', 'canary key');
    expect(await open().read('clinic-tls-key')).toBe('canary key');
    expect(file()).not.toContain('canary');
  });

  it('forgets one and keeps the others', async () => {
    const secrets = open();
    await secrets.write('refresh-token:a', 'one');
    await secrets.write('refresh-token:b', 'two');
    await secrets.write('refresh-token:a', null);
    expect([await secrets.read('refresh-token:a'), await secrets.read('refresh-token:b')]).toEqual([
      null,
      'two',
    ]);
  });

  it('says so when another key encrypted what is kept, and keeps it', async () => {
    await open().write('clinic-database-key', 'key');
    await expect(open(new FakeSafeStorage()).read('clinic-database-key')).rejects.toMatchObject({
      code: 'unreadable',
    });
    expect(await open().read('clinic-database-key')).toBe('key');
  });

  it('puts aside what must not be lost, as often as it takes', async () => {
    const secrets = open();
    for (const key of ['first', 'second']) {
      await secrets.write('clinic-database-key', key);
      secrets.setAside('clinic-database-key');
    }
    expect(await secrets.read('clinic-database-key')).toBeNull();
    secrets.setAside('clinic-database-key');
    const { value } = JSON.parse(file()) as { value: { secrets: object } };
    expect(Object.keys(value.secrets)).toEqual(['clinic-database-key#1', 'clinic-database-key#2']);
  });

  it('encrypts again what the system wants to be encrypted by its new key', async () => {
    await open().write('clinic-tls-key', 'key');
    const before = file();
    safeStorage.shouldReEncrypt = true;
    expect(await open().read('clinic-tls-key')).toBe('key');
    expect(file()).not.toBe(before);
  });

  it('reads what the version before kept', async () => {
    await open().write('clinic-tls-key', 'key');
    const { value } = JSON.parse(file()) as { value: { secrets: Record<string, { value: string }> } };
    const old = { secrets: { 'clinic-tls-key': value.secrets['clinic-tls-key']?.value } };
    writeFileSync(join(folder.path, 'secrets.json'), JSON.stringify({ version: 1, value: old }));
    expect(await open().read('clinic-tls-key')).toBe('key');
  });

  it('asks for no passphrase elsewhere than on Linux', async () => {
    safeStorage.isAvailable = false;
    const secrets = open(safeStorage, 'darwin');
    expect(await secrets.state()).toEqual({ status: 'unavailable' });
    await expect(secrets.write('clinic-database-key', 'key')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await secrets.setPassphrase(PASSPHRASE)).toEqual({ status: 'not_now' });
    // The name means nothing there.
    safeStorage.isAvailable = true;
    safeStorage.backend = 'basic_text';
    expect(await open(safeStorage, 'win32').state()).toEqual({ status: 'system' });
  });
});

describe('with a passphrase, where the system keeps nothing safe', () => {
  beforeEach(() => {
    safeStorage.backend = 'basic_text';
  });

  it('keeps nothing before one is chosen, and says so', async () => {
    const secrets = open();
    expect(await secrets.state()).toEqual({ status: 'unset' });
    await expect(secrets.write('clinic-database-key', 'key')).rejects.toMatchObject({ code: 'locked' });
    expect(await secrets.unlock(PASSPHRASE)).toEqual({ status: 'not_now' });
    expect(await secrets.read('clinic-database-key')).toBeNull();
  });

  it('keeps secrets behind it from then on', async () => {
    const secrets = open();
    const told: SecretsState[] = [];
    secrets.onChanged((state) => told.push(state));
    expect(await secrets.setPassphrase(PASSPHRASE)).toEqual({ status: 'done' });
    await secrets.write('clinic-database-key', 'canary key');
    expect(await secrets.read('clinic-database-key')).toBe('canary key');
    expect(told).toEqual([{ status: 'unlocked' }]);
    expect(file()).not.toContain('canary');
    expect(file()).not.toContain(PASSPHRASE);

    const later = open();
    expect(await later.state()).toEqual({ status: 'locked' });
    await expect(later.read('clinic-database-key')).rejects.toMatchObject({ code: 'locked' });
    await expect(later.write('clinic-tls-key', 'x')).rejects.toMatchObject({ code: 'locked' });
    expect(await later.setPassphrase(OTHER)).toEqual({ status: 'not_now' });
    expect(await later.unlock(`${PASSPHRASE}!`)).toEqual({ status: 'wrong_passphrase' });
    expect(await later.state()).toEqual({ status: 'locked' });
    expect(await later.unlock(PASSPHRASE)).toEqual({ status: 'done' });
    expect(await later.read('clinic-database-key')).toBe('canary key');
    // The system's own key has nothing to do with it.
    const moved = open(new FakeSafeStorage());
    expect(await moved.unlock(PASSPHRASE)).toEqual({ status: 'done' });
    expect(await moved.read('clinic-database-key')).toBe('canary key');
  });

  it('takes what the unsafe store kept so far behind it', async () => {
    safeStorage.backend = 'gnome_libsecret';
    await open().write('refresh-token:own', 'from before');
    safeStorage.backend = 'basic_text';
    const secrets = open();
    await secrets.setPassphrase(PASSPHRASE);
    expect(await secrets.read('refresh-token:own')).toBe('from before');
    const { value } = JSON.parse(file()) as { value: { secrets: Record<string, { by: string }> } };
    expect(value.secrets['refresh-token:own']?.by).toBe('passphrase');
  });

  it('is changed by whoever knows it alone, and what is kept stays', async () => {
    const secrets = open();
    await secrets.setPassphrase(PASSPHRASE);
    await secrets.write('clinic-tls-key', 'key');
    expect(await secrets.changePassphrase(OTHER, OTHER)).toEqual({ status: 'wrong_passphrase' });
    expect(await secrets.changePassphrase(PASSPHRASE, OTHER)).toEqual({ status: 'done' });
    expect(await secrets.read('clinic-tls-key')).toBe('key');
    const later = open();
    expect(await later.changePassphrase(OTHER, PASSPHRASE)).toEqual({ status: 'not_now' });
    expect(await later.unlock(PASSPHRASE)).toEqual({ status: 'wrong_passphrase' });
    expect(await later.unlock(OTHER)).toEqual({ status: 'done' });
    expect(await later.read('clinic-tls-key')).toBe('key');
  });

  it('is the same in whatever way its letters are composed', async () => {
    await open().setPassphrase('größer als zwölf Zeichen'.normalize('NFD'));
    expect(await open().unlock('größer als zwölf Zeichen'.normalize('NFC'))).toEqual({ status: 'done' });
  });

  it('that is forgotten is left behind with what it locks, which stays in the file', async () => {
    const secrets = open();
    await secrets.setPassphrase(PASSPHRASE);
    await secrets.write('clinic-database-key', 'key');
    expect(await secrets.startOver()).toEqual({ status: 'not_now' });
    const later = open();
    expect(await later.startOver()).toEqual({ status: 'done' });
    expect(await later.state()).toEqual({ status: 'unset' });
    expect(await later.read('clinic-database-key')).toBeNull();
    expect(await later.setPassphrase(OTHER)).toEqual({ status: 'done' });
    const { value } = JSON.parse(file()) as {
      value: { forgotten: { secrets: Record<string, unknown> }[] };
    };
    expect(value.forgotten.map(({ secrets: kept }) => Object.keys(kept))).toEqual([['clinic-database-key']]);
  });

  it('never takes one secret for another', async () => {
    const secrets = open();
    await secrets.setPassphrase(PASSPHRASE);
    await secrets.write('clinic-tls-key', 'one');
    const stored = JSON.parse(file()) as { value: { secrets: Record<string, unknown> } };
    stored.value.secrets['clinic-token-key'] = stored.value.secrets['clinic-tls-key'];
    writeFileSync(join(folder.path, 'secrets.json'), JSON.stringify(stored));
    const later = open();
    await later.unlock(PASSPHRASE);
    expect(await later.read('clinic-tls-key')).toBe('one');
    await expect(later.read('clinic-token-key')).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('is asked for where there is no key store at all', async () => {
    safeStorage.isAvailable = false;
    const secrets = open();
    expect(await secrets.state()).toEqual({ status: 'unset' });
    await secrets.setPassphrase(PASSPHRASE);
    await secrets.write('clinic-tls-key', 'key');
    expect(await secrets.read('clinic-tls-key')).toBe('key');
  });
});
