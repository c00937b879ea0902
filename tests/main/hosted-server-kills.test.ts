import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { lockDataDir } from '../../server/storage/sqlite/data-dir-lock.ts';
import { queryDatabase } from '../support/database.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { entryFile } from '../support/server-entry.ts';

/** What a hosted clinic keeps when its server, or the app above it, is killed while people write. */

const FIXTURE = fileURLToPath(new URL('../support/desktop/supervisor-fixture.ts', import.meta.url));
const ACKED_BEFORE_KILL = 12;

let folder: ReturnType<typeof makeTempFolder>;
beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

/** The app's supervisor as a process, and what it says. */
const startApp = (dataDir: string, port: number) => {
  const app = spawn(process.execPath, [FIXTURE, entryFile('child'), dataDir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids: number[] = [];
  const states: HostedServerState[] = [];
  createInterface({ input: app.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { pid: number } | HostedServerState;
    if ('pid' in said) pids.push(said.pid);
    else states.push(said);
  });
  return {
    app,
    states,
    childPid: () => pids.at(-1) ?? Number.NaN,
    /** Runs after so many starts. */
    running: (starts = 1) =>
      vi.waitFor(
        () => {
          const urls = states.flatMap((state) => (state.status === 'running' ? [state.url] : []));
          if (urls.length < starts) throw new Error(JSON.stringify(states));
          return urls.at(-1) ?? '';
        },
        { timeout: 20_000, interval: 20 },
      ),
  };
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const post = async (url: string, path: string, body: object, token?: string): Promise<unknown> => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${path} answered ${response.status}`);
  return response.json();
};

/** Two people who add patients until the server is gone, and remember which were acknowledged. */
const writeUntilGone = (url: string, token: string, acked: string[]) => {
  let isWriting = true;
  const write = async (who: string): Promise<void> => {
    for (let number = 0; isWriting; number += 1) {
      const fullname = `Patient ${who} ${number} of ${acked.length}`;
      try {
        await post(url, '/api/patients', { fullname }, token);
        acked.push(fullname);
      } catch {
        return;
      }
    }
  };
  const before = acked.length;
  const done = Promise.all([write('A'), write('B')]);
  return {
    done,
    /** Writing goes on when so many were acknowledged. */
    flows: () =>
      vi.waitFor(() => expect(acked.length).toBeGreaterThan(before + ACKED_BEFORE_KILL), {
        timeout: 20_000,
        interval: 10,
      }),
    stop: () => {
      isWriting = false;
    },
  };
};

it(
  'keeps all that was acknowledged when server and app are killed, and leaves no server behind',
  { timeout: 60_000 },
  async () => {
    const dataDir = join(folder.path, 'clinic');
    const port = await freePort();
    const acked: string[] = [];

    const first = startApp(dataDir, port);
    const url = await first.running();
    const { token } = (await post(url, '/auth/setup', {
      clinicName: 'Clinic',
      fullname: 'Dr. Ada',
      email: 'ada@clinic.example',
      password: 'a long enough password',
    })) as { token: string };

    // The server alone: the app starts it again, at the same address.
    const beforeCrash = writeUntilGone(url, token, acked);
    await beforeCrash.flows();
    process.kill(first.childPid(), 'SIGKILL');
    await beforeCrash.done;
    expect(await first.running(2)).toBe(url);
    expect(first.states.find(({ status }) => status === 'restarting')).toMatchObject({
      attempt: 1,
      cause: 'signal SIGKILL',
    });

    // The app: its server notices, finishes what it has accepted, and gives the data folder back.
    const orphan = first.childPid();
    const beforeEnd = writeUntilGone(url, token, acked);
    await beforeEnd.flows();
    const ended = once(first.app, 'exit');
    first.app.kill('SIGKILL');
    await ended;
    await beforeEnd.done;
    await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), { timeout: 15_000 });
    lockDataDir(dataDir).release();

    // Both at once, as when the power goes.
    const second = startApp(dataDir, port);
    await second.running();
    const beforeCut = writeUntilGone(url, token, acked);
    await beforeCut.flows();
    process.kill(second.childPid(), 'SIGKILL');
    second.app.kill('SIGKILL');
    await beforeCut.done;

    const third = startApp(dataDir, port);
    await third.running();
    const stopped = once(third.app, 'exit');
    third.app.kill('SIGTERM');
    expect(await stopped).toEqual([0, null]);

    const accounts = queryDatabase<{ fullname: string }>(dataDir, 'SELECT fullname FROM accounts');
    const kept = accounts.map(({ fullname }) => fullname);
    expect(acked.length).toBeGreaterThan(3 * ACKED_BEFORE_KILL);
    expect(acked.filter((name) => !kept.includes(name))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
  },
);
