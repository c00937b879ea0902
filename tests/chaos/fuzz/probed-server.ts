import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onServerCore } from '../../bench/machine.ts';
import type { ProbeAnswer } from './probe.ts';

/** The built stand-alone server in a process of its own, with a probe beside it. */
export type ProbedServer = Awaited<ReturnType<typeof startProbedServer>>;

const root = join(import.meta.dirname, '../../..');
const entry = join(root, 'out/node/server.js');
const probe = join(import.meta.dirname, 'probe.ts');

/** Types know only that there may be none; there is, as it was asked for. */
const readable = (stream: Readable | null): Readable => {
  if (stream === null) throw new Error('the process has no output');
  return stream;
};

/** Lines of Prometheus' text format that have no labels, or all labels in one text. */
const parseMetrics = (text: string): Map<string, number> => {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line === '') continue;
    const end = line.lastIndexOf(' ');
    values.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return values;
};

/** @param pinned keeps it on a core of its own, where that can be done: for who measures times */
export const startProbedServer = async (
  environment: Record<string, string> = {},
  { pinned = false }: { pinned?: boolean } = {},
) => {
  if (!existsSync(entry)) throw new Error('The build is missing: run "npm run build" first.');
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-chaos-'));
  // Without rate limits, frames reach what is behind them; those have tests of their own.
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', '--import', probe, entry];
  const child = spawn(
    ...(pinned ? onServerCore(process.execPath, args) : ([process.execPath, args] as const)),
    {
      env: {
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: '0',
        DATA_DIR: dataDir,
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'error',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  /** What the server complained of. */
  const lines: string[] = [];
  let exit: string | null = null;
  const exited = once(child, 'exit').then(([code, signal]) => {
    exit = `code ${String(code)}, signal ${String(signal)}`;
  });
  createInterface({ input: readable(child.stderr) }).on('line', (line) => lines.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: readable(child.stdout) }).on('line', (line) => {
      const parsed = JSON.parse(line) as { event?: string; url?: string };
      if (parsed.event === 'listening' && parsed.url !== undefined) resolve(parsed.url);
      else lines.push(line);
    });
    void exited.then(() => reject(new Error(`the server ended (${String(exit)}): ${lines.join('\n')}`)));
  });
  let asking: Promise<unknown> = Promise.resolve();
  /** One question at a time. */
  const ask = <T>(question: 'look' | 'rss'): Promise<T> => {
    const asked = asking
      .catch(() => undefined)
      .then(async () => {
        if (exit !== null) throw new Error(`the server ended: ${exit}`);
        const answer = once(child, 'message');
        child.send(question);
        const [found] = (await Promise.race([answer, exited.then(() => [null])])) as [T | null];
        if (found === null) throw new Error(`the server ended: ${String(exit)}`);
        return found;
      });
    asking = asked;
    return asked;
  };
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    lines,
    /** How the process ended; null while it runs. */
    exit: () => exit,
    /** Memory, handles and prototypes of the process. */
    look: () => ask<ProbeAnswer>('look'),
    /** Bytes of memory of the process, at no cost to it: nothing is collected before. */
    rss: () => ask<number>('rss'),
    metrics: async (): Promise<Map<string, number>> =>
      parseMetrics(await (await fetch(`${url}/metrics`)).text()),
    /** Ends it by force and removes its data. */
    dispose: async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Sum of all lines of a metric whose labels contain all of `having`. */
export const sumOf = (metrics: Map<string, number>, name: string, having: readonly string[] = []): number => {
  let sum = 0;
  for (const [line, value] of metrics) {
    const isIt = line === name || line.startsWith(`${name}{`);
    if (isIt && having.every((label) => line.includes(label))) sum += value;
  }
  return sum;
};
