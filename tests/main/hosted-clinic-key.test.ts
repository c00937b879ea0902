import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

const startApp = async (): Promise<void> => {
  electron = createFakeElectron({ userData: userData() });
  startDesktopApp({
    electron: electron as unknown as ElectronParts,
    ipc: electron.ipcMain as unknown as IpcSource,
    paths: {
      renderer: join(folder.path, 'renderer'),
      preload: join(folder.path, 'preload.cjs'),
      serverChild: entryFile('child'),
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
  const { jwtSecret, databaseKey } = electron.children[0]!.configs[0]!;
  expect(databaseKey).toMatch(/^raw:/);
  const secrets = [databaseKey, databaseKey.slice(4), jwtSecret, onPaper];
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
  expect(filesWith(userData(), [...secrets, 'waiting_messages'])).toEqual([]);
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
