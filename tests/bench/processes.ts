import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RATE_LIMIT_DEFAULTS } from '../../server/transport/rate-limits.ts';
import { JWT_SECRET, type Clinic } from './clinic.ts';
import { onServerCore } from './machine.ts';
import type { ProbeAnswer } from './probe.ts';

/** Server processes, ours and bare, each on the servers' core and with the probe. */

const here = import.meta.dirname;
/** A database of 1,000,000 messages is read from end to end first. */
const START_MS = 120_000;

export type ServerProcess = {
  url: string;
  pid: number;
  /** Microseconds of processor time since the start, of all threads. */
  cpu(): Promise<number>;
  /** Bytes after a full collection of garbage. */
  memory(): Promise<{ rss: number; heap: number }>;
  stop(): Promise<void>;
};

const readyUrl = (log: string): string | null => {
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    if (!line.includes('"listening"')) continue;
    const { event, url } = JSON.parse(line) as { event?: string; url?: string };
    if (event === 'listening' && url !== undefined) return url;
  }
  return null;
};

/**
 * Starts a program that prints the line `{"event":"listening","url":…}` when it is ready.
 * @param nodeOptions before the program's own file, as `--cpu-prof`
 */
export const startProcess = async (
  file: string,
  environment: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-bench-'));
  // A file, as a service's log would be: a pipe would make this process work on every line.
  const log = join(folder, 'log');
  const [command, args] = onServerCore(process.execPath, [
    '--expose-gc',
    '--import',
    join(here, 'probe.ts'),
    ...nodeOptions,
    file,
  ]);
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', openSync(log, 'w'), 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const deadline = performance.now() + START_MS;
  let url = readyUrl(log);
  while (url === null) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${file} did not start: ${readFileSync(log, 'utf8').slice(-500)}`);
    }
    await delay(20);
    url = readyUrl(log);
  }
  const ask = async (question: 'cpu' | 'memory'): Promise<ProbeAnswer> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [ProbeAnswer];
    return answer;
  };
  return {
    url,
    pid: child.pid ?? 0,
    async cpu() {
      const answer = await ask('cpu');
      if (!('cpuMicroseconds' in answer)) throw new Error('the probe answered another question');
      return answer.cpuMicroseconds;
    },
    async memory() {
      const answer = await ask('memory');
      if (!('rss' in answer)) throw new Error('the probe answered another question');
      return answer;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Every limit in force, and none in the way. */
export const RAISED_LIMITS = JSON.stringify(
  Object.fromEntries(
    Object.entries(RATE_LIMIT_DEFAULTS).map(([name, { seconds }]) => [name, { points: 1e9, seconds }]),
  ),
);

const startOnClinic = async (
  file: string,
  clinic: Clinic,
  environment: Record<string, string>,
  nodeOptions: readonly string[],
): Promise<ServerProcess> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-bench-data-'));
  await cp(clinic.dataDir, dataDir, { recursive: true });
  const server = await startProcess(
    file,
    { PORT: '0', DATA_DIR: dataDir, JWT_SECRET, RATE_LIMITS: 'off', ...environment },
    nodeOptions,
  );
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/**
 * Starts the built server as `npm run server` does, on a copy of a prepared clinic.
 * @param environment beside what a start needs; the log is at its default level
 */
export const startOurs = (
  clinic: Clinic,
  environment: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> =>
  startOnClinic(join(here, '../../out/node/server.js'), clinic, environment, nodeOptions);

/** Starts ours with a commit for each message (one-commit-server.ts). */
export const startOneCommit = (
  clinic: Clinic,
  environment: Record<string, string> = {},
): Promise<ServerProcess> => startOnClinic(join(here, 'one-commit-server.ts'), clinic, environment, []);

/** Starts the bare library (bare-server.ts). */
export const startBare = (): Promise<ServerProcess> => startProcess(join(here, 'bare-server.ts'));
