import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NodeHttpExecutor } from 'builder-util';
import { configureRequestUrl, type DownloadOptions } from 'builder-util-runtime';
import electronUpdater, { CancellationToken } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Timers } from '../../src-main/timers.ts';
import { updateSource } from '../../src-main/services/update-source.ts';
import { createUpdates, type Updates } from '../../src-main/services/updates.ts';
import type { UpdateState } from '../../src-preload/contract.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/**
 * The real AppImage updater of electron-updater against a real feed on this machine. Only the network is Node's
 * instead of Electron's, and the app that quits is the test's.
 */

const NEW_APP = '#!/bin/sh\n# the new version\nexit 0\n';

let folder: ReturnType<typeof makeTempFolder>;
let feed: Server;
let files: Record<string, string>;
/** What holds the download back. */
let gate: Promise<void> | null;
let states: UpdateState[];
let entries: Record<string, unknown>[];
let isBusy: boolean;
let quits: number;
let updates: Updates;
let time: number;
let due: { at: number; action: () => void }[];

const timers: Timers = {
  now: () => time,
  after: (milliseconds, action) => {
    const timer = { at: time + milliseconds, action };
    due.push(timer);
    return { cancel: () => void (due = due.filter((other) => other !== timer)) };
  },
};
/** Lets so much time go by. */
const pass = (milliseconds: number): void => {
  const until = time + milliseconds;
  for (;;) {
    const [next] = due.filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at);
    if (next === undefined) break;
    due = due.filter((other) => other !== next);
    time = next.at;
    next.action();
  }
  time = until;
};

/** Electron's own one, with Node's requests below it. */
class LoopbackExecutor extends NodeHttpExecutor {
  async download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const requestOptions = { headers: options.headers ?? {}, redirect: 'manual' as const };
      configureRequestUrl(url, requestOptions);
      this.doDownload(
        requestOptions,
        {
          destination,
          options,
          onCancel,
          callback: (error: Error | null | undefined) => (error ? reject(error) : resolve(destination)),
          responseHandler: null,
        },
        0,
      );
    });
  }
}

const appImage = (): string => join(folder.path, 'Anteroom.AppImage');
const reached = (status: UpdateState['status']) =>
  vi.waitFor(() => expect(updates.state().status).toBe(status), { timeout: 5_000 });

const announce = (version: string, changes: { sha512?: string; releaseNotes?: string } = {}): void => {
  const sha512 = changes.sha512 ?? createHash('sha512').update(NEW_APP).digest('base64');
  files['/latest-linux.yml'] = [
    `version: ${version}`,
    'files:',
    `  - url: Anteroom-${version}.AppImage`,
    `    sha512: ${sha512}`,
    `    size: ${NEW_APP.length}`,
    `path: Anteroom-${version}.AppImage`,
    `sha512: ${sha512}`,
    `releaseNotes: ${JSON.stringify(changes.releaseNotes ?? '<p>Calls <b>ring</b> louder</p>')}`,
    "releaseDate: '2027-03-01T00:00:00.000Z'",
    '',
  ].join('\n');
  files[`/Anteroom-${version}.AppImage`] = NEW_APP;
};

const serve: RequestListener = (request, response) => {
  const path = new URL(request.url ?? '/', 'http://feed').pathname;
  const file = files[path];
  if (file === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-length': file.length });
  if (!path.endsWith('.AppImage') || gate === null) return void response.end(file);
  response.write(file.slice(0, 4));
  void gate.then(() => response.end(file.slice(4)));
};

const make = (url: string): void => {
  const updater = new electronUpdater.AppImageUpdater(null, {
    version: '1.0.0',
    name: 'anteroom',
    isPackaged: true,
    appUpdateConfigPath: join(folder.path, 'app-update.yml'),
    userDataPath: folder.path,
    baseCachePath: join(folder.path, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => {},
    quit: () => void (quits += 1),
    onQuit: () => {},
  });
  updater.disableDifferentialDownload = true;
  Object.assign(updater, { httpExecutor: new LoopbackExecutor() });
  updater.setFeedURL({ provider: 'generic', url });
  const memory = createMemoryLog();
  entries = memory.entries;
  updates = createUpdates({
    source: { updater, createCancel: () => new CancellationToken() },
    mayRestart: () => !isBusy,
    onState: (state) => states.push(state),
    timers,
    policy: { firstCheck: 1_000, betweenChecks: 60_000, look: 1_000 },
    log: memory.log,
  });
};

beforeEach(async () => {
  folder = makeTempFolder();
  mkdirSync(join(folder.path, 'cache'));
  writeFileSync(join(folder.path, 'app-update.yml'), 'updaterCacheDirName: anteroom-updater\n');
  writeFileSync(appImage(), 'the old version', { mode: 0o755 });
  vi.stubEnv('APPIMAGE', appImage());
  files = {};
  gate = null;
  states = [];
  isBusy = false;
  quits = 0;
  time = Date.UTC(2027, 2, 9);
  due = [];
  feed = createServer(serve);
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  make(`http://127.0.0.1:${(feed.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  feed.closeAllConnections();
  await new Promise((resolve) => feed.close(resolve));
  folder.remove();
});

describe('updates', () => {
  it('are found, loaded, and installed by a click, with their notes as text', async () => {
    announce('1.1.0');
    await updates.check();
    await reached('ready');
    expect(updates.state()).toEqual({
      status: 'ready',
      version: '1.1.0',
      notes: 'Calls ring louder',
      restarts: false,
    });
    expect(states.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['checking', 'available', 'downloading', 'ready']),
    );
    expect(readFileSync(appImage(), 'utf8')).toBe('the old version');
    updates.install();
    await vi.waitFor(() => expect(quits).toBe(1));
    expect(readFileSync(appImage(), 'utf8')).toBe(NEW_APP);
  });

  it('are none where the feed has nothing newer', async () => {
    announce('0.9.0');
    expect(await updates.check()).toEqual({ status: 'idle', checkedAt: new Date(time).toISOString() });
  });

  it('wait with the restart until nobody waits and no call runs', async () => {
    announce('1.1.0');
    await updates.check();
    await reached('ready');
    isBusy = true;
    updates.start();
    expect(updates.install()).toMatchObject({ status: 'ready', restarts: true });
    pass(60_000);
    expect(quits).toBe(0);
    expect(readFileSync(appImage(), 'utf8')).toBe('the old version');
    // Taken back, it does not come afterwards either.
    expect(updates.postpone()).toMatchObject({ restarts: false });
    isBusy = false;
    pass(5_000);
    expect(quits).toBe(0);
    isBusy = true;
    updates.install();
    isBusy = false;
    pass(5_000);
    await vi.waitFor(() => expect(quits).toBe(1));
  });

  it('take nothing from the line of a visit: neither looked for nor loaded while one goes on', async () => {
    announce('1.1.0');
    isBusy = true;
    updates.start();
    pass(30_000);
    expect(states).toEqual([]);
    // A person may look; loading waits.
    await updates.check();
    await reached('available');
    pass(30_000);
    expect(updates.state().status).toBe('available');
    isBusy = false;
    pass(1_000);
    await reached('ready');
  });

  it('stop loading when a visit begins, and go on after it', async () => {
    announce('1.1.0');
    let open: () => void = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    updates.start();
    pass(1_000);
    await reached('downloading');
    isBusy = true;
    pass(1_000);
    expect(updates.state()).toMatchObject({ status: 'available', version: '1.1.0' });
    pass(10_000);
    expect(updates.state().status).toBe('available');
    gate = null;
    open();
    isBusy = false;
    await vi.waitFor(() => {
      pass(1_000);
      expect(updates.state().status).toBe('ready');
    });
    expect(states.map(({ status }) => status)).not.toContain('failed');
  });

  it('are looked for again by the calendar, also after a failure', async () => {
    updates.start();
    pass(1_000);
    await reached('failed');
    expect(updates.state()).toMatchObject({ failure: 'no-feed' });
    announce('1.1.0');
    pass(30_000);
    expect(updates.state().status).toBe('failed');
    pass(40_000);
    await reached('ready');
  });

  it('are refused when what came is not what was announced', async () => {
    announce('1.1.0', { sha512: createHash('sha512').update('another').digest('base64') });
    await updates.check();
    await reached('failed');
    expect(updates.state()).toMatchObject({ failure: 'damaged' });
    expect(updates.install()).toMatchObject({ status: 'failed' });
    expect(readFileSync(appImage(), 'utf8')).toBe('the old version');
  });

  it('fail in words of ours when the feed is away, and log no address', async () => {
    const { port } = feed.address() as AddressInfo;
    feed.closeAllConnections();
    await new Promise((resolve) => feed.close(resolve));
    expect(await updates.check()).toMatchObject({ status: 'failed', failure: 'offline' });
    expect(states.filter(({ status }) => status === 'failed')).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain(String(port));
    feed = createServer(serve);
    await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  });

  it('are off, and say why, where the package names no channel', async () => {
    expect(updateSource({ isPackaged: false })).toEqual({ off: 'not-packaged' });
    expect(updateSource({ isPackaged: true, resources: join(folder.path, 'nowhere') })).toEqual({
      off: 'no-channel',
    });
    const off = createUpdates({
      source: { off: 'no-channel' },
      mayRestart: () => true,
      onState: (state) => states.push(state),
      timers,
      log: createMemoryLog().log,
    });
    off.start();
    const state = { status: 'off', reason: 'no-channel' };
    expect([await off.check(), off.install(), off.postpone(), off.state()]).toEqual([
      state,
      state,
      state,
      state,
    ]);
    expect(states).toEqual([]);
  });
});
