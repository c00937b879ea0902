import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDesktopApp } from '../../src-main/desktop-app.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import type { IpcSource } from '../../src-main/ipc.ts';
import { bridgeCalls, type BridgeAnswer, type HostedServerState } from '../../src-preload/contract.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The composed app over the fake Electron, with a real child process. */

const CHILD = fileURLToPath(new URL('../support/desktop/fixture-child.ts', import.meta.url));

let folder: ReturnType<typeof makeTempFolder>;
let electron: FakeElectron;

const start = (): void =>
  startDesktopApp({
    // Whatever is called here: no issuer on the internet is asked.
    acmeDirectory: 'http://127.0.0.1:9/directory',
    electron: electron as unknown as ElectronParts,
    ipc: electron.ipcMain as unknown as IpcSource,
    paths: {
      renderer: join(folder.path, 'renderer'),
      preload: join(folder.path, 'preload.cjs'),
      serverChild: CHILD,
      cacheWorker: join(folder.path, 'cache-worker.js'),
      resources: folder.path,
    },
  });

const call = async (channel: string, input?: unknown): Promise<unknown> => {
  const event = { senderFrame: { url: 'app://anteroom/', parent: null } };
  const answer = (await electron.ipcMain.invoke(event, channel, input)) as BridgeAnswer<unknown>;
  if (answer.error) throw new Error(answer.error.code);
  return answer.result;
};

const firstWindow = () => {
  const [window] = electron.windows;
  if (window === undefined) throw new Error('no window is open');
  return window;
};

const startReady = async () => {
  start();
  electron.becomeReady();
  await vi.waitFor(firstWindow);
};

const ended = () => vi.waitFor(() => expect(electron.app.ended).not.toBeNull(), { timeout: 10_000 });

beforeEach(() => {
  folder = makeTempFolder();
  mkdirSync(join(folder.path, 'renderer'));
  writeFileSync(join(folder.path, 'renderer', 'index.html'), '<p>page</p>');
  electron = createFakeElectron({ userData: join(folder.path, 'user') });
});
afterEach(async () => {
  electron.app.quit();
  await ended();
  folder.remove();
});

describe('the desktop app', () => {
  it('settles sandbox and scheme before it is ready, and opens nothing until then', () => {
    start();
    expect(electron.app.sandboxed).toBe(true);
    expect(electron.protocol.schemes.map(({ scheme }) => scheme)).toEqual(['app']);
    expect(electron.windows).toEqual([]);
  });

  it('opens one secure window on its own page', async () => {
    await startReady();
    expect(electron.windows).toHaveLength(1);
    const window = firstWindow();
    expect(window.webContents.getURL()).toBe('app://anteroom/');
    expect(window.options).toMatchObject({ show: false, minWidth: 360, minHeight: 640 });
    expect(window.options.webPreferences).toEqual({
      preload: join(folder.path, 'preload.cjs'),
      devTools: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      safeDialogs: true,
    });
    expect(window.visible).toBe(true);
    expect(window.webContents.openWindow('https://example.org')).toBe('deny');
    expect(await electron.session.defaultSession.request('media', 'https://evil.example/')).toBe(false);
  });

  it('serves its page and every call of the bridge', async () => {
    await startReady();
    const response = await electron.protocol.handlers.get('app')?.(new Request('app://anteroom/'));
    expect(await response?.text()).toBe('<p>page</p>');
    expect(electron.ipcMain.channels.toSorted()).toEqual(Object.keys(bridgeCalls).toSorted());
    expect(await call('app:info')).toMatchObject({ name: 'Anteroom', version: '0.0.0-test' });
  });

  it('opens an outside address only if it is https: or mailto:', async () => {
    await startReady();
    await call('shell:open-external', { url: 'https://example.org/' });
    await expect(call('shell:open-external', { url: 'file:///etc/passwd' })).rejects.toThrow('forbidden');
    await expect(call('shell:open-external', { url: 'not an address' })).rejects.toThrow('bad_request');
    expect(electron.shell.opened).toEqual(['https://example.org/']);
  });

  it('keeps settings and pushes their change to the window', async () => {
    await startReady();
    const pushed: unknown[] = [];
    firstWindow().webContents.onSend = (...message) => pushed.push(message);
    const settings = await call('settings:update', { theme: 'dark' });
    expect(await call('settings:get')).toEqual(settings);
    expect(pushed).toEqual([['settings:changed', settings]]);
  });

  it('starts and stops the hosted server and pushes each state', async () => {
    await startReady();
    expect(electron.children).toEqual([]);
    const statuses: string[] = [];
    firstWindow().webContents.onSend = (channel, payload) => {
      if (channel === 'hosted-server:changed') statuses.push((payload as HostedServerState).status);
    };
    const state = (await call('hosted-server:start')) as HostedServerState;
    if (state.status !== 'running') throw new Error(state.status);
    expect(new URL(state.url).hostname).toBe('127.0.0.1');
    expect(await (await fetch(state.url)).text()).toBe('here');
    expect(await call('hosted-server:state')).toEqual(state);
    expect(await call('hosted-server:stop')).toEqual({ status: 'stopped' });
    expect(statuses).toEqual(['starting', 'running', 'stopped']);
  });

  it('hosts again at the next start what it hosted when it quit, and not what was stopped', async () => {
    await startReady();
    await call('hosted-server:start');
    electron.app.quit();
    await ended();
    electron = createFakeElectron({
      userData: electron.app.userData,
      safeStorage: electron.safeStorage,
    });
    await startReady();
    await vi.waitFor(
      async () => expect(await call('hosted-server:state')).toMatchObject({ status: 'running' }),
      { timeout: 10_000 },
    );
    await call('hosted-server:stop');
    expect(await call('settings:get')).toMatchObject({ hostOnStart: false });
  });

  it('stops the hosted server before it quits', async () => {
    await startReady();
    const { url } = (await call('hosted-server:start')) as { url: string };
    electron.app.quit();
    expect(electron.app.ended).toBeNull();
    await ended();
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('starts without its window at login, where it hosts a clinic, and shows it when it is asked for', async () => {
    await startReady();
    await call('hosted-server:start');
    electron.app.quit();
    await ended();
    process.argv.push('--hidden');
    try {
      electron = createFakeElectron({ userData: electron.app.userData });
      await startReady();
    } finally {
      process.argv.pop();
    }
    expect(firstWindow().visible).toBe(false);
    // Its page is there all the same: it rings when a patient comes.
    expect(firstWindow().webContents.getURL()).toBe('app://anteroom/');
    electron.app.emit('second-instance', {}, []);
    expect(firstWindow().visible).toBe(true);
    expect(electron.windows).toHaveLength(1);
    await call('hosted-server:stop');
  });

  it('answers the clinic panel: no numbers from a server that says nothing, but its log', async () => {
    await startReady();
    await call('hosted-server:start');
    const report = (await call('hosted-server:report', { linesAfter: 1 })) as { lines: { event: string }[] };
    expect(report).toMatchObject({ numbers: null, lines: [{ event: 'server-running' }] });
    expect(await call('autostart:set', { enabled: true })).toBe(await call('autostart:state'));
    expect(await call('autostart:set', { enabled: false })).toBe('off');
    expect(await call('clinic-backups:list')).toEqual([]);
    expect(await call('clinic-backups:choose')).toEqual({ status: 'cancelled' });
    expect(electron.dialog.opened).toHaveLength(1);
  });

  it('remembers where the window was', async () => {
    await startReady();
    firstWindow().bounds = { x: 40, y: 50, width: 1000, height: 700 };
    firstWindow().close();
    electron.app.quit();
    await ended();
    electron = createFakeElectron({ userData: electron.app.userData });
    await startReady();
    expect(firstWindow().options).toMatchObject({ x: 40, y: 50, width: 1000, height: 700 });
  });

  it('brings its window to the front when it is started again', async () => {
    await startReady();
    firstWindow().minimized = true;
    electron.app.emit('second-instance', {}, ['anteroom']);
    expect(firstWindow()).toMatchObject({ minimized: false, focused: 1 });
    expect(electron.windows).toHaveLength(1);
  });

  it('ends at once when it runs already', async () => {
    electron.app.isFirstInstance = false;
    start();
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    electron.becomeReady();
    expect(electron.windows).toEqual([]);
  });
});
