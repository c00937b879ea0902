import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSecrets } from '../../src-main/services/secrets.ts';
import { createTokens, type Tokens } from '../../src-main/services/tokens.ts';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

let folder: ReturnType<typeof makeTempFolder>;
let safeStorage: FakeSafeStorage;
let memory: ReturnType<typeof createMemoryLog>;

const open = (storage = safeStorage): Tokens => {
  const { log } = memory;
  return createTokens({
    secrets: createSecrets({ folder: folder.path, safeStorage: storage, log }),
    canKeep: () => storage.isAsyncEncryptionAvailable(),
    log,
  });
};

beforeEach(() => {
  folder = makeTempFolder();
  safeStorage = new FakeSafeStorage();
  memory = createMemoryLog();
});
afterEach(() => folder.remove());

it('keeps the token of each clinic over a restart', async () => {
  const tokens = open();
  expect(await tokens.write(null, 'own canary')).toBe('safe');
  expect(await tokens.write('other', 'other canary')).toBe('safe');
  await open().write(null, null);
  expect(await open().read(null)).toEqual({ token: null, keeping: 'safe' });
  expect(await open().read('other')).toEqual({ token: 'other canary', keeping: 'safe' });
});

it('keeps it in memory while the system has no key store, says so, and writes no token anywhere', async () => {
  safeStorage.isAvailable = false;
  const tokens = open();
  expect(await tokens.write('clinic', 'canary')).toBe('memory');
  expect(await tokens.read('clinic')).toEqual({ token: 'canary', keeping: 'memory' });
  expect(await open().read('clinic')).toEqual({ token: null, keeping: 'memory' });
  expect(JSON.stringify(memory.entries)).not.toContain('canary');
});

it('puts it into the key store as soon as that is open', async () => {
  safeStorage.isAvailable = false;
  const tokens = open();
  await tokens.write('clinic', 'token');
  safeStorage.isAvailable = true;
  expect(await tokens.read('clinic')).toEqual({ token: 'token', keeping: 'safe' });
  expect(await open().read('clinic')).toEqual({ token: 'token', keeping: 'safe' });
});

it('leaves no spent token behind when the new one could only be remembered', async () => {
  const tokens = open();
  await tokens.write('clinic', 'first');
  safeStorage.isAvailable = false;
  await tokens.write('clinic', 'second');
  safeStorage.isAvailable = true;
  expect(await open().read('clinic')).toEqual({ token: null, keeping: 'safe' });
});

it('has none of what another key encrypted, and takes the next one', async () => {
  await open().write('clinic', 'token');
  const tokens = open(new FakeSafeStorage());
  expect(await tokens.read('clinic')).toEqual({ token: null, keeping: 'memory' });
  expect(await tokens.write('clinic', 'new')).toBe('safe');
  expect(await tokens.read('clinic')).toEqual({ token: 'new', keeping: 'safe' });
});

it('loses none that the locked key store did not give out', async () => {
  await open().write('clinic', 'token');
  safeStorage.isAvailable = false;
  const tokens = open();
  expect(await tokens.read('clinic')).toEqual({ token: null, keeping: 'memory' });
  // The page takes this for being signed out, and says so.
  expect(await tokens.write('clinic', null)).toBe('memory');
  safeStorage.isAvailable = true;
  expect(await tokens.read('clinic')).toEqual({ token: 'token', keeping: 'safe' });
  await tokens.write('clinic', null);
  expect((await open().read('clinic')).token).toBeNull();
});

it('of two writes at once, the later one stays', async () => {
  const tokens = open();
  await Promise.all([tokens.write(null, 'first'), tokens.write(null, 'second')]);
  expect((await open().read(null)).token).toBe('second');
});
