import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../support/free-port.ts';

const entry = join(process.cwd(), 'out/node/server.js');
const probe = join(import.meta.dirname, 'lag-probe.ts');
const START_TIMEOUT_MS = 60_000;
/** Of the log, only the end is kept: it is for people who look for a reason. */
const KEPT_LINES = 400;

/** One sample of the server's event loop: the longest lag, and the 99th percentile, since the sample before. */
export type LagSample = { at: number; p99: number; max: number };

/** The built stand-alone server, with a data folder and a port that outlive its processes. */
export type ServerProcess = {
  readonly url: string;
  readonly dataDir: string;
  /** The end of what it printed, over all its lives. */
  readonly lines: readonly string[];
  /** Of the process that lives now. */
  pid(): number;
  /** Resolves when it listens. @throws if it ends before */
  start(): Promise<void>;
  /** Starts a process and kills it after so many milliseconds, wherever it is by then. */
  killWhileStarting(afterMs: number): Promise<void>;
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** True while a process lives that nobody ended. */
  lives(): boolean;
  /** Lag of the event loop since the latest start, a sample each half second. */
  lag(): Promise<LagSample[]>;
  /** Kills it and removes its data. */
  dispose(): Promise<void>;
};

export type ServerProcessOptions = {
  /** Settings beside PORT, HOST and DATA_DIR. */
  environment?: Record<string, string>;
  /** Left alone by `dispose`; without it the server has a folder of its own. */
  dataDir?: string;
};

type Life = { process: ChildProcess; exited: Promise<number | null>; ready: Promise<void> };

export const createServerProcess = async (options: ServerProcessOptions = {}): Promise<ServerProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'anteroom-chaos-'));
  const dataDir = options.dataDir ?? join(folder, 'data');
  const lagFile = join(folder, 'lag.jsonl');
  const port = await freePort();
  const lines: string[] = [];
  let life: Life | null = null;

  const spawnLife = (): Life => {
    const child = spawn(process.execPath, ['--import', probe, entry], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        LAG_FILE: lagFile,
        ...options.environment,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const keep = (line: string) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    };
    createInterface({ input: child.stderr }).on('line', keep);
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the server did not start in time')), START_TIMEOUT_MS);
      createInterface({ input: child.stdout }).on('line', (line) => {
        keep(line);
        if (!line.includes('"event":"listening"')) return;
        clearTimeout(timer);
        resolve();
      });
      void exited.then((code) => {
        clearTimeout(timer);
        const end = lines.slice(-5).join('\n');
        reject(new Error(`the server ended with ${String(code)} before it listened: ${end}`));
      });
    });
    // Whoever kills it while it starts does not wait for it.
    ready.catch(() => undefined);
    return { process: child, exited, ready };
  };

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (life === null) return null;
    const { process: child, exited } = life;
    life = null;
    child.kill(signal);
    return exited;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    lines,
    pid: () => {
      if (life?.process.pid === undefined) throw new Error('the server does not run');
      return life.process.pid;
    },
    start: async () => {
      await rm(lagFile, { force: true });
      life ??= spawnLife();
      await life.ready;
    },
    killWhileStarting: async (afterMs) => {
      const doomed = spawnLife();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      doomed.process.kill('SIGKILL');
      await doomed.exited;
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    lives: () => life !== null && life.process.exitCode === null && life.process.signalCode === null,
    lag: async () => {
      const text = await readFile(lagFile, 'utf8').catch(() => '');
      // A kill may have cut the last line.
      return text
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as LagSample);
    },
    dispose: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
