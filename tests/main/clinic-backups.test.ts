import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostedServer, type HostedServer } from '../../src-main/hosted-server.ts';
import { createClinicBackups } from '../../src-main/services/clinic-backups.ts';
import { createMaintenance } from '../../src-main/services/clinic-maintenance.ts';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { FakeDialog } from '../fakes/fake-dialog.ts';
import { queryDatabase } from '../support/database.ts';
import { forkNode } from '../support/desktop/fork-node.ts';
import { testConfig } from '../support/desktop/hosted-server-config.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { entryFile } from '../support/server-entry.ts';

/** Backups as a person handles them: real server processes, and a person who has chosen in the system's dialogs. */

const FIXTURE = fileURLToPath(new URL('../support/desktop/fixture-child.ts', import.meta.url));

let folder: ReturnType<typeof makeTempFolder>;
let dialog: FakeDialog;
let hostedServer: HostedServer;
let keyIsThere: boolean;

const dataDir = () => join(folder.path, 'clinic');
const elsewhere = (name: string) => join(folder.path, 'stick', name);

const setUp = (modulePath = entryFile('child')) => {
  const states: HostedServerState['status'][] = [];
  const { log, entries } = createMemoryLog();
  hostedServer = createHostedServer({
    fork: () => forkNode(modulePath),
    config: async () => {
      if (!keyIsThere) throw new Error('the secrets of this computer are locked');
      return testConfig({ dataDir: dataDir() });
    },
    onState: ({ status }) => states.push(status),
    log,
  });
  const clinicBackups = createClinicBackups({
    dataDir: dataDir(),
    hostedServer,
    maintain: createMaintenance({ fork: () => forkNode(modulePath) }),
    dialog,
    window: () => null,
    log,
  });
  return { clinicBackups, states, entries };
};

const post = async (path: string, body: object, token?: string): Promise<{ token: string }> => {
  const state = hostedServer.state();
  if (state.status !== 'running') throw new Error(state.status);
  const response = await fetch(state.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return response.json() as Promise<{ token: string }>;
};

const people = () =>
  queryDatabase<{ fullname: string }>(dataDir(), 'SELECT fullname FROM accounts ORDER BY fullname').map(
    ({ fullname }) => fullname,
  );

beforeEach(() => {
  folder = makeTempFolder();
  mkdirSync(join(folder.path, 'stick'));
  dialog = new FakeDialog();
  keyIsThere = true;
});
afterEach(async () => {
  await hostedServer.stop();
  folder.remove();
});

describe('with the real server', () => {
  it('saves a backup elsewhere, leaves everything as it was if it breaks, and brings back what was in it', async () => {
    const { clinicBackups, states } = setUp();
    await hostedServer.start();
    const { token } = await post('/auth/setup', {
      clinicName: 'Clinic',
      fullname: 'Dr. Ada',
      email: 'ada@clinic.example',
      password: 'a long enough password',
    });
    await post('/api/patients', { fullname: 'Pat Alpha' }, token);

    expect(await clinicBackups.export()).toEqual({ status: 'cancelled' });
    dialog.answer(elsewhere('mine.sqlite'));
    const exported = await clinicBackups.export();
    expect(exported).toEqual({
      status: 'exported',
      name: 'mine.sqlite',
      bytes: readFileSync(elsewhere('mine.sqlite')).byteLength,
    });
    expect(dialog.opened[1]).toMatchObject({
      defaultPath: expect.stringMatching(/^anteroom-.*Z\.sqlite$/),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    const [automatic] = clinicBackups.list();
    expect(automatic?.bytes).toBe(exported.status === 'exported' ? exported.bytes : -1);

    await post('/api/patients', { fullname: 'Sam Beta' }, token);
    expect(await clinicBackups.restore()).toEqual({ status: 'refused', code: 'failed' });
    expect(await clinicBackups.choose()).toEqual({ status: 'cancelled' });
    dialog.answer(elsewhere('mine.sqlite'));
    expect(await clinicBackups.choose()).toMatchObject({
      status: 'inspected',
      name: 'mine.sqlite',
      missing: { messages: 0, auditRows: 1 },
    });
    // Nothing has happened yet: the clinic goes on until it is confirmed.
    expect(hostedServer.state().status).toBe('running');
    expect(people()).toEqual(['Dr. Ada', 'Pat Alpha', 'Sam Beta']);
    states.length = 0;
    // It breaks between the look and the restore.
    const whole = readFileSync(elsewhere('mine.sqlite'));
    writeFileSync(elsewhere('mine.sqlite'), whole.subarray(0, whole.byteLength / 2));
    expect(await clinicBackups.restore()).toEqual({ status: 'refused', code: 'damaged' });
    expect(states.splice(0)).toEqual(['stopped', 'starting', 'running']);
    expect(people()).toEqual(['Dr. Ada', 'Pat Alpha', 'Sam Beta']);
    expect(readdirSync(dataDir()).filter((name) => name.includes('restor'))).toEqual([]);

    writeFileSync(elsewhere('mine.sqlite'), whole);
    const restored = await clinicBackups.restore();
    expect(restored).toMatchObject({ status: 'restored', endedSessions: 1 });
    expect(states).toEqual(['stopped', 'starting', 'running']);
    expect(people()).toEqual(['Dr. Ada', 'Pat Alpha']);
    const kept = restored.status === 'restored' ? restored.kept : null;
    expect(existsSync(join(dataDir(), kept ?? ''))).toBe(true);
    // Once: another restore needs another look.
    expect(await clinicBackups.restore()).toEqual({ status: 'refused', code: 'failed' });
  });

  it('saves a backup of a stopped clinic, and says so when its key cannot be had', async () => {
    const { clinicBackups } = setUp();
    await hostedServer.start();
    await hostedServer.stop();
    dialog.answer(elsewhere('mine.sqlite'));
    expect(await clinicBackups.export()).toMatchObject({ status: 'exported' });
    const [automatic] = clinicBackups.list();
    keyIsThere = false;
    const noKey = { status: 'refused', code: 'no_key' };
    dialog.answer(elsewhere('another.sqlite'));
    expect(await clinicBackups.export()).toEqual(noKey);
    expect(await clinicBackups.inspect(automatic?.name ?? '')).toEqual(noKey);
    keyIsThere = true;
    expect(await clinicBackups.inspect(automatic?.name ?? '')).toMatchObject({ status: 'inspected' });
    keyIsThere = false;
    expect(await clinicBackups.restore()).toEqual(noKey);
    expect(hostedServer.state().status).toBe('stopped');
    expect(readdirSync(join(folder.path, 'stick'))).toEqual(['mine.sqlite']);
  });
});

describe('whatever the server says', () => {
  it("never writes into the clinic's own folder, by whatever way it is named", async () => {
    const { clinicBackups } = setUp(FIXTURE);
    mkdirSync(dataDir());
    symlinkSync(dataDir(), join(folder.path, 'other way'));
    for (const place of [
      join(dataDir(), 'anteroom.sqlite'),
      join(dataDir(), 'backups', 'x.sqlite'),
      join(folder.path, 'stick', '..', 'clinic', 'x.sqlite'),
      join(folder.path, 'other way', 'x.sqlite'),
    ]) {
      dialog.answer(place);
      expect(await clinicBackups.export()).toEqual({ status: 'refused', code: 'inside_clinic' });
    }
  });

  it('inspects by name only what is in the list', async () => {
    const { clinicBackups } = setUp(FIXTURE);
    const backups = join(dataDir(), 'backups');
    mkdirSync(backups, { recursive: true });
    const names = ['anteroom-2030-01-01T10-00-00Z.sqlite', 'anteroom-2030-01-01T11-00-00Z.sqlite'];
    for (const name of [...names, 'anteroom-2030-01-01T12-00-00Z.sqlite.unfinished', 'notes.txt']) {
      writeFileSync(join(backups, name), name);
    }
    mkdirSync(join(backups, 'anteroom-2030-01-01T13-00-00Z.sqlite'));
    expect(clinicBackups.list()).toEqual([
      { name: names[1], at: Date.UTC(2030, 0, 1, 11), bytes: 36 },
      { name: names[0], at: Date.UTC(2030, 0, 1, 10), bytes: 36 },
    ]);
    for (const name of [
      'notes.txt',
      '../anteroom.sqlite',
      '/etc/passwd',
      'anteroom-2030-01-01T13-00-00Z.sqlite',
    ])
      expect(await clinicBackups.inspect(name)).toEqual({ status: 'refused', code: 'no_access' });
    // The fixture's answer.
    expect(await clinicBackups.inspect(names[0] ?? '')).toEqual({ status: 'refused', code: 'no_room' });
  });

  it('passes the reason of a running server on, and writes no name of a file into the log', async () => {
    const { clinicBackups, entries } = setUp(FIXTURE);
    await hostedServer.start();
    dialog.answer(elsewhere('Zoe Patient.sqlite'));
    expect(await clinicBackups.export()).toEqual({ status: 'refused', code: 'no_room' });
    expect(entries.at(-1)).toMatchObject({ event: 'clinic-backup', status: 'not-exported', code: 'no_room' });
    expect(JSON.stringify(entries)).not.toContain('Zoe');
  });

  it('has no answer from a process that ends without one', async () => {
    const maintain = createMaintenance({
      fork: () => {
        const handle = forkNode(FIXTURE);
        handle.process.once('spawn', () => handle.kill());
        return handle;
      },
    });
    setUp(FIXTURE);
    const question = { about: 'inspect', file: '/x', dataDir: '/y', databaseKey: null } as const;
    expect(await maintain(question)).toEqual({ about: 'refused', code: 'failed' });
  });
});
