import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSecrets, type Secrets } from '../../src-main/services/secrets.ts';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

let folder: ReturnType<typeof makeTempFolder>;
let safeStorage: FakeSafeStorage;

const open = (storage: FakeSafeStorage = safeStorage): Secrets =>
  createSecrets({
    folder: folder.path,
    safeStorage: storage,
    log: createMemoryLog().log,
  });

beforeEach(() => {
  folder = makeTempFolder();
  safeStorage = new FakeSafeStorage();
});
afterEach(() => folder.remove());

it('keeps a secret over a restart, and not in plain text', async () => {
  expect(await open().read('clinic-tls-key')).toBeNull();
  await open().write('clinic-tls-key', 'canary key');
  expect(await open().read('clinic-tls-key')).toBe('canary key');
  expect(readFileSync(join(folder.path, 'secrets.json'), 'utf8')).not.toContain('canary');
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

it('says so when the system has no key store', async () => {
  safeStorage.isAvailable = false;
  await expect(open().write('clinic-database-key', 'key')).rejects.toMatchObject({ code: 'unavailable' });
});

it('encrypts again what the system wants to be encrypted by its new key', async () => {
  await open().write('clinic-tls-key', 'key');
  const before = readFileSync(join(folder.path, 'secrets.json'), 'utf8');
  safeStorage.shouldReEncrypt = true;
  expect(await open().read('clinic-tls-key')).toBe('key');
  expect(readFileSync(join(folder.path, 'secrets.json'), 'utf8')).not.toBe(before);
});
