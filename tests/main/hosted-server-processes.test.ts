import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../server/config.ts';
import { findFreePort } from '../../src-main/hosted-config.ts';
import { createHostedServer, type HostedServer } from '../../src-main/hosted-server.ts';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { forkNode } from '../support/desktop/fork-node.ts';
import { testConfig } from '../support/desktop/hosted-server-config.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { entryFile } from '../support/server-entry.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The same supervisor with real processes, started by Node's own fork. */

const FIXTURE = fileURLToPath(new URL('../support/desktop/fixture-child.ts', import.meta.url));
const SERVER = entryFile('child');

let folder: ReturnType<typeof makeTempFolder>;
let servers: HostedServer[];

const setUp = (modulePath: string, overrides: Partial<Config> = {}) => {
  const processes: ReturnType<typeof forkNode>['process'][] = [];
  const states: HostedServerState[] = [];
  const waiting: { status: string; resolve: (state: HostedServerState) => void }[] = [];
  const server = createHostedServer({
    fork: () => {
      const handle = forkNode(modulePath);
      processes.push(handle.process);
      return handle;
    },
    config: async () => testConfig({ dataDir: join(folder.path, 'clinic'), ...overrides }),
    onState: (state) => {
      states.push(state);
      for (const { status, resolve } of waiting) if (status === state.status) resolve(state);
    },
    log: createMemoryLog().log,
    policy: { firstDelay: 20, maxDelay: 100, healthyAfter: 60_000, startTimeout: 15_000, stopGrace: 500 },
  });
  servers.push(server);
  return {
    server,
    processes,
    states,
    /** The next time that the server gets there. */
    next: (status: HostedServerState['status']) =>
      new Promise<HostedServerState>((resolve) => {
        waiting.push({ status, resolve });
      }),
    lastProcess: () => {
      const last = processes.at(-1);
      if (last === undefined) throw new Error('no process was started');
      return last;
    },
  };
};

const urlOf = (state: HostedServerState): string => {
  if (state.status !== 'running') throw new Error(JSON.stringify(state));
  return state.url;
};

beforeEach(() => {
  folder = makeTempFolder();
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  folder.remove();
});

describe('with a small child', () => {
  it('runs, stops and leaves no process behind', async () => {
    const { server, lastProcess } = setUp(FIXTURE);
    const url = urlOf(await server.start());
    expect(await (await fetch(url)).text()).toBe('here');
    expect(await server.stop()).toEqual({ status: 'stopped' });
    expect(lastProcess().exitCode).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('restarts a child that crashes at each start, with the cause', async () => {
    const { server, processes, next } = setUp(FIXTURE, { healthStatus: 'crash' });
    const first = await server.start();
    expect(first).toMatchObject({ status: 'restarting', attempt: 1, cause: 'exit code 7' });
    expect(await next('restarting')).toMatchObject({ attempt: 2, cause: 'exit code 7' });
    await server.stop();
    expect(processes.length).toBeGreaterThanOrEqual(2);
  });

  it('shows a final failure and ends the child', async () => {
    const { server, lastProcess } = setUp(FIXTURE, { healthStatus: 'fail' });
    expect(await server.start()).toEqual({ status: 'failed', code: 'wrong_key', cause: 'wrong key' });
    await server.stop();
    expect(lastProcess().signalCode ?? lastProcess().exitCode).toBe('SIGKILL');
  });

  it('kills a child that ignores the wish to stop', async () => {
    const { server, lastProcess } = setUp(FIXTURE, { healthStatus: 'deaf' });
    await server.start();
    expect(await server.stop()).toEqual({ status: 'stopped' });
    expect(lastProcess().signalCode).toBe('SIGKILL');
  });

  it('passes over messages that it does not know', async () => {
    const { server } = setUp(FIXTURE, { healthStatus: 'nonsense' });
    expect((await server.start()).status).toBe('running');
  });
});

describe('with the real server', () => {
  const setUpClinic = (url: string): Promise<Response> =>
    fetch(`${url}/auth/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        clinicName: 'Clinic',
        fullname: 'Dr. Ada',
        email: 'ada@clinic.example',
        password: 'a long enough password',
      }),
    });

  it('serves a clinic, and after SIGKILL the same clinic at the same address', async () => {
    const { server, lastProcess, next, states } = setUp(SERVER, { port: await findFreePort(45_000) });
    const url = urlOf(await server.start());
    expect((await setUpClinic(url)).status).toBe(201);
    const restarting = next('restarting');
    const running = next('running');
    lastProcess().kill('SIGKILL');
    expect(await restarting).toMatchObject({ attempt: 1, cause: 'signal SIGKILL' });
    expect(urlOf(await running)).toBe(url);
    expect((await setUpClinic(url)).status).toBe(409);
    expect(states.map(({ status }) => status)).toEqual([
      'starting',
      'running',
      'restarting',
      'starting',
      'running',
    ]);
  });

  it('stops cleanly', async () => {
    const { server, lastProcess } = setUp(SERVER);
    const url = urlOf(await server.start());
    await server.stop();
    expect(lastProcess().exitCode).toBe(0);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('fails for good when the port is in use', async () => {
    const first = setUp(FIXTURE);
    const port = Number(new URL(urlOf(await first.server.start())).port);
    const { server } = setUp(SERVER, { port });
    expect(await server.start()).toEqual({
      status: 'failed',
      code: 'port_in_use',
      cause: `port ${port} is in use`,
    });
  });

  it('fails for good when the key is wrong', async () => {
    const before = setUp(SERVER, { databaseKey: 'the right key of the clinic' });
    await before.server.start();
    await before.server.stop();
    const { server } = setUp(SERVER, { databaseKey: 'a wrong key of the clinic' });
    expect(await server.start()).toMatchObject({ status: 'failed', code: 'wrong_key' });
  });

  it('ends when the app is gone', async () => {
    const { server, lastProcess } = setUp(SERVER);
    const url = urlOf(await server.start());
    const child = lastProcess();
    const gone = once(child, 'exit');
    child.disconnect();
    expect(await gone).toEqual([0, null]);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('says so when it does not understand the app', async () => {
    const child = forkNode(SERVER).process;
    const exited = once(child, 'exit');
    child.send({ type: 'dance' });
    const [message] = (await once(child, 'message')) as [unknown];
    expect(message).toMatchObject({ type: 'failed' });
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });
});
