import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { entryFile } from './server-entry.ts';

const entry = entryFile('main');

/** A process of the stand-alone server; killed when the test finishes. */
export const spawnServer = (
  environment: Record<string, string>,
  /** As npm starts the server of its script: signals go to the shell. */
  { inShell = false } = {},
) => {
  // With a command behind it: some shells become the last one that they are given.
  const inside = ['-c', '"$0" "$1"; exit', process.execPath, entry];
  const [command, parameters] = inShell ? ['sh', inside] : [process.execPath, [entry]];
  const child = spawn(command, parameters, {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const output: string[] = [];
  const errors: string[] = [];
  const stdout = createInterface({ input: child.stdout });
  stdout.on('line', (line) => output.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const closed = once(child, 'close');
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    stdout.on('line', (line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      if (parsed['event'] === 'listening') resolve(parsed);
    });
    void closed.then(() => reject(new Error(`the server ended: ${errors.join('\n')}`)));
  });
  // Tests of servers that refuse to start never look at it.
  ready.catch(() => undefined);

  return {
    child,
    /** Lines of the standard output so far. */
    output,
    /** Lines of the standard error so far. */
    errors,
    /** The parsed line that says that the server is ready; rejects if the process ends before. */
    ready,
    /** The exit code, once all output was read. */
    ended: async (): Promise<number | null> => {
      await closed;
      return exited;
    },
    stop: async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
      child.kill(signal);
      await closed;
      return exited;
    },
  };
};

export type StandAlone = ReturnType<typeof spawnServer>;

/** The address of a server once it is ready. */
export const urlOf = async (server: StandAlone): Promise<string> => {
  const { url } = await server.ready;
  if (typeof url !== 'string') throw new Error('the ready line has no url');
  return url;
};
