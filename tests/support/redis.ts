import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';

const START_MS = 10_000;

/** Debian's package `redis-server`; a machine that checks everything must have it. */
export const hasRedis = (): boolean => {
  const isThere = spawnSync('redis-server', ['--version']).status === 0;
  if (!isThere && process.env['CI'] === 'true') throw new Error('redis-server is missing: install it');
  return isThere;
};

export const NO_REDIS = 'redis-server is not installed';

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG') || data.toString().startsWith('-NOAUTH'));
    });
    socket.once('connect', () => socket.write('PING\r\n'));
  });

export type TestRedis = Awaited<ReturnType<typeof startRedis>>;

/** A Redis of its own, in memory alone, on a free port of this machine. */
export const startRedis = async (options: { port?: number; password?: string } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'anteroom-redis-'));
  const port = options.port ?? (await freePort());
  const child = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', `${port}`, '--save', '', '--appendonly', 'no', '--dir', folder].concat(
      options.password === undefined ? [] : ['--requirepass', options.password],
    ),
    { stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    onTestFinished(stop);
  } catch {
    // Before all tests of a file: whoever has asked for it stops it after them.
  }
  const deadline = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (performance.now() > deadline) throw new Error('redis-server does not answer');
    await delay(20);
  }
  const ask = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)('redis-cli', ['-p', `${port}`, ...words])).stdout;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    ask,
    /** It keeps its connections and answers nothing, as on a machine that hangs. */
    hang: (): void => void child.kill('SIGSTOP'),
    goOn: (): void => void child.kill('SIGCONT'),
    /** The names of all that is in it, one a line. */
    keys: (): Promise<string> => ask('--scan'),
    stop,
  };
};
