import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What the numbers were made on, and how processes are kept out of each other's way. */

const GIB = 1024 ** 3;

export type Machine = { cores: number; processor: string; memory: string; system: string; node: string };

export const thisMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memory: `${Math.round(totalmem() / GIB)} GiB`,
  system: `${type()} ${release()}`,
  node: process.version,
});

const hasTaskset = (() => {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Whether servers and the generator of the load can each have a core of their own. */
export const canPin = hasTaskset && cpus().length >= 2;

const SERVER_CORE = '0';
const GENERATOR_CORE = '1';

/** The command line that starts a server on the servers' core. */
export const onServerCore = (command: string, args: readonly string[]): [string, string[]] =>
  canPin ? ['taskset', ['-c', SERVER_CORE, command, ...args]] : [command, [...args]];

const setCores = (cores: string): void => {
  execFileSync('taskset', ['-a', '-p', '-c', cores, String(process.pid)], { stdio: 'ignore' });
};

/** Keeps all threads of this process on the generator's core while `work` runs. */
export const onGeneratorCore = async <T>(work: () => Promise<T>): Promise<T> => {
  if (!canPin) return work();
  setCores(GENERATOR_CORE);
  try {
    return await work();
  } finally {
    setCores(`0-${cpus().length - 1}`);
  }
};
