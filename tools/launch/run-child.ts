import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type ChildEnd = {
  /** For this process to end with, as a shell would report the child's end. */
  exitCode: number;
  /** In milliseconds. */
  lived: number;
};

/**
 * Runs a program until it ends, in this process's environment, and hands on the signals that this process gets.
 * @param onLine sees each line of its standard output, which is handed on as it is
 */
export const runChild = (
  command: string,
  parameters: readonly string[],
  {
    cwd,
    environment = process.env,
    onLine,
  }: { cwd: string; environment?: NodeJS.ProcessEnv; onLine?: (line: string) => void },
): Promise<ChildEnd> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, parameters, {
      cwd,
      env: environment,
      stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'],
    });
    if (child.stdout && onLine) {
      child.stdout.pipe(process.stdout, { end: false });
      createInterface({ input: child.stdout }).on('line', onLine);
    }
    const forward = FORWARDED.map((signal) => ({ signal, listener: () => void child.kill(signal) }));
    for (const { signal, listener } of forward) process.on(signal, listener);
    const finish = (): void => {
      for (const { signal, listener } of forward) process.off(signal, listener);
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code) => {
      finish();
      resolve({ exitCode: code ?? 1, lived: performance.now() - begun });
    });
  });
