import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../server/storage/sqlite/database.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { startDesktopApp } from '../../src-main/desktop-app.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import type { IpcSource } from '../../src-main/ipc.ts';
import type { BridgeAnswer, HostedServerState } from '../../src-preload/contract.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { createVisit } from '../storage/support/fixtures.ts';
import { filesWith } from '../storage/support/run-node.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { entryFile } from '../support/server-entry.ts';

/** The composed app with the real server in a process of its own: where the clinic's key goes, and where not. */

vi.setConfig({ testTimeout: 60_000 });

const CANARY = 'Canary-5e90 of a visit';

let folder: ReturnType<typeof makeTempFolder>;
let electron: FakeElectron;

const userData = (): string => join(folder.path, 'user');
const dataDir = (): string => join(userData(), 'clinic');

/** @param keyStore of the same computer, whose secrets it can read */
const startApp = async (keyStore?: FakeElectron['safeStorage']): Promise<void> => {
  electron = createFakeElectron({ userData: userData(), ...(keyStore && { safeStorage: keyStore }) });
  startDesktopApp({
    electron: electron as unknown as ElectronParts,
    ipc: electron.ipcMain as unknown as IpcSource,
    paths: {
      renderer: join(folder.path, 'renderer'),
      preload: join(folder.path, 'preload.cjs'),
      serverChild: entryFile('child'),
      cacheWorker: entryFile('cache-worker'),
      resources: folder.path,
    },
  });
  electron.becomeReady();
  await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
};

const quitApp = async (): Promise<void> => {
  electron.app.quit();
  await vi.waitFor(() => expect(electron.app.ended).not.toBeNull(), { timeout: 15_000 });
};

const call = async <T>(channel: string, input?: unknown): Promise<T> => {
  const event = { senderFrame: { url: 'app://anteroom/', parent: null } };
  const answer = (await electron.ipcMain.invoke(event, channel, input)) as BridgeAnswer<T>;
  if (answer.error) throw new Error(answer.error.code);
  return answer.result;
};

const startClinic = (): Promise<HostedServerState> => call('hosted-server:start');

const recoveryKey = async (): Promise<string> =>
  (await call<{ recoveryKey: string }>('clinic-key:show')).recoveryKey;

/** Of the clinic's first account; its certificate is its own, and other tests are about that. @returns the status */
const setUp = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      clinicName: 'Clinic',
      fullname: 'Dr. Ada',
      email: 'ada@clinic.example',
      password: 'a long enough password',
    });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request(`${url}/auth/setup`, { method: 'POST', headers, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end(body);
  });

beforeEach(() => {
  folder = makeTempFolder();
  mkdirSync(join(folder.path, 'renderer'));
  writeFileSync(join(folder.path, 'renderer', 'index.html'), '<p>page</p>');
});
afterEach(async () => {
  await quitApp();
  folder.remove();
});

it('hosts an encrypted clinic whose key no other process can see', async () => {
  await startApp();
  expect(await startClinic()).toMatchObject({ status: 'running' });
  expect(await call('clinic-key:state')).toMatchObject({ status: 'protected', isKept: false });
  const onPaper = await recoveryKey();
  const { jwtSecret, databaseKey, tls } = electron.children[0]!.configs[0]!;
  expect(databaseKey).toMatch(/^raw:/);
  // Of the key of TLS one line: how the others are broken is not for sure.
  const tlsKey = tls.main.key.split('\n')[1] ?? '';
  expect(tlsKey).toMatch(/^[\w+/]{64}$/);
  const secrets = [databaseKey, databaseKey.slice(4), jwtSecret, onPaper, tlsKey];
  // On Linux everybody's processes show their command line, and one's own their environment.
  if (process.platform === 'linux') {
    for (const child of electron.children) {
      for (const part of ['cmdline', 'environ']) {
        const shown = readFileSync(`/proc/${child.pid}/${part}`, 'latin1');
        for (const secret of secrets) expect([part, shown.includes(secret)]).toEqual([part, false]);
      }
    }
  }
  await call('hosted-server:stop');
  // Neither in the clinic's folder, nor in the app's own files and logs.
  expect(filesWith(userData(), [...secrets, 'messages'])).toEqual([]);
});

it('encrypts a clinic of an earlier version before it starts it', async () => {
  const store = await openSqliteStore({ dataDir: dataDir(), databaseKey: null });
  await createVisit(store, { appointment: { reason: CANARY } });
  await store.close();
  expect(filesWith(dataDir(), [CANARY])).toHaveLength(1);
  await startApp();
  expect(await call('clinic-key:state')).toMatchObject({ status: 'plain' });
  expect(await startClinic()).toMatchObject({ status: 'running' });
  expect(filesWith(dataDir(), [CANARY])).toEqual([]);
  const { databaseKey } = electron.children.at(-1)!.configs[0]!;
  await call('hosted-server:stop');
  const encrypted = await openSqliteStore({ dataDir: dataDir(), databaseKey });
  expect(await encrypted.hasAccounts()).toBe(true);
  await encrypted.close();
});

it('opens on another computer with the recovery key alone, and never as an empty clinic', async () => {
  await startApp();
  const started = await startClinic();
  if (started.status !== 'running') throw new Error(JSON.stringify(started));
  expect(await setUp(started.url)).toBe(201);
  const onPaper = await recoveryKey();
  await quitApp();

  // Another computer has another user and other secrets; only the clinic's folder is carried over.
  renameSync(userData(), `${userData()}-old`);
  mkdirSync(userData());
  cpSync(`${userData()}-old/clinic`, dataDir(), { recursive: true });
  await startApp();
  expect(await startClinic()).toMatchObject({ status: 'failed', code: 'key_missing' });
  expect(await call('clinic-key:recover', { recoveryKey: 'not a key' })).toMatchObject({ status: 'refused' });
  expect(await call('clinic-key:recover', { recoveryKey: onPaper.toLowerCase() })).toEqual({
    status: 'recovered',
  });
  const state = await call<HostedServerState>('hosted-server:state');
  if (state.status !== 'running') throw new Error(JSON.stringify(state));
  // The key that invitations name came along, too.
  expect(state.pin).toBe(started.pin);
  expect(await call('certificates:state')).toMatchObject({ pin: started.pin, keyReplacedAt: null });
  // It is set up already: this is that clinic.
  expect(await setUp(state.url)).toBe(409);
  await call('hosted-server:stop');

  // Somebody puts another clinic's files in its place.
  rmSync(dataDir(), { recursive: true });
  const stranger = await openSqliteStore({
    dataDir: dataDir(),
    databaseKey: `raw:${'00'.repeat(32)}`,
  });
  await stranger.close();
  expect(await startClinic()).toMatchObject({ status: 'failed', code: 'wrong_key' });
});

const running = async (): Promise<Extract<HostedServerState, { status: 'running' }>> => {
  const state = await startClinic();
  if (state.status !== 'running') throw new Error(JSON.stringify(state));
  return state;
};

/** The system's key store has lost this one secret. */
const loseSecret = (name: string): void => {
  const file = join(userData(), 'secrets.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as {
    value: { secrets: Record<string, { by: string; value: string }> };
  };
  kept.value.secrets[name] = { by: 'system', value: Buffer.from('damaged').toString('base64') };
  writeFileSync(file, JSON.stringify(kept));
};

/** The app is started again on the same computer, where something has happened meanwhile. */
const restartApp = async (happened: () => void): Promise<void> => {
  const { safeStorage } = electron;
  await quitApp();
  happened();
  await startApp(safeStorage);
};

it('is on a new computer, from a backup alone, still the clinic that invitations name', async () => {
  await startApp();
  const { pin, url } = await running();
  expect(await setUp(url)).toBe(201);
  const onPaper = await recoveryKey();
  const backup = join(folder.path, 'stick.sqlite');
  electron.dialog.answer(backup);
  expect(await call('clinic-backups:export')).toMatchObject({ status: 'exported' });
  await quitApp();

  // Somebody has hosted a clinic there already, which is put aside.
  renameSync(userData(), `${userData()}-old`);
  mkdirSync(userData());
  await startApp();
  expect((await running()).pin).not.toBe(pin);
  electron.dialog.answer(backup);
  expect(await call('clinic-key:choose-backup', { recoveryKey: onPaper })).toMatchObject({
    status: 'inspected',
    replaces: true,
  });
  expect(await call('clinic-key:restore')).toMatchObject({ status: 'restored' });
  const restored = await call<HostedServerState>('hosted-server:state');
  expect(restored).toMatchObject({ status: 'running', pin });
  expect(await call('certificates:state')).toMatchObject({ pin, keyReplacedAt: null });
  expect(await setUp(restored.status === 'running' ? restored.url : '')).toBe(409);
});

it('shows the key that invitations name again when the system has lost it', async () => {
  await startApp();
  const { pin } = await running();
  await restartApp(() => loseSecret('clinic-tls-key'));
  expect((await running()).pin).toBe(pin);
});

it('does not make a new key by itself where the clinic carries none, and says so', async () => {
  await startApp();
  const { pin } = await running();
  const { databaseKey } = electron.children[0]!.configs[0]!;
  await restartApp(() => {
    loseSecret('clinic-tls-key');
    const db = openDatabase({ file: join(dataDir(), 'anteroom.sqlite'), databaseKey });
    db.exec('DELETE FROM tls_key');
    db.close();
  });
  expect(await startClinic()).toMatchObject({ status: 'failed', code: 'tls_key_unreadable' });
  expect(await call('certificates:replace-key')).toEqual({ status: 'replaced' });
  const state = await running();
  expect(state.pin).not.toBe(pin);
  expect(await call('certificates:state')).toMatchObject({
    pin: state.pin,
    keyReplacedAt: expect.any(String),
  });
  await call('certificates:key-announced');
  expect(await call('certificates:state')).toMatchObject({ keyReplacedAt: null });
});
