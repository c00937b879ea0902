import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postgresPrograms, postgresUser } from './postgres-programs.ts';

/** A PostgreSQL of the tests: its data and its socket are in one place, and it listens nowhere else. */

const run = promisify(execFile);
const SETTINGS = {
  listen_addresses: "''",
  // It need not survive a power cut.
  fsync: 'off',
  full_page_writes: 'off',
  // Else a crash leaves it in the system's folder.
  dynamic_shared_memory_type: 'mmap',
  max_connections: '200',
  shared_buffers: '32MB',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};

export type ClusterSettings = Partial<typeof SETTINGS>;
const START_MS = 20_000;
const LOOK_MS = 50;

const folderIn = (place: string): string => join(place, 'run');
const readyIn = (place: string): string => join(place, 'ready');
const failedIn = (place: string): string => join(place, 'failed');
const asOwner = (place: string) => ({ ...postgresUser, cwd: folderIn(place) });

const program = (name: string): string => join(postgresPrograms ?? '', name);

const processOf = (place: string): number | null => {
  const file = join(folderIn(place), 'data', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
};

/** Ends it with the process that it belongs to, however that ends. */
const watch = (place: string, ownerPid: number): void => {
  const script = `while kill -0 "$1" && kill -0 "$2"; do sleep 1; done
    kill -0 "$1" || { kill -QUIT "$2"; rm -rf "$3"; }`;
  const parameters = ['-c', script, 'sh', String(ownerPid), String(processOf(place)), place];
  spawn('sh', parameters, { detached: true, stdio: 'ignore' }).unref();
};

const control = async (place: string, ...parameters: string[]): Promise<void> => {
  await run(
    program('pg_ctl'),
    ['-D', join(folderIn(place), 'data'), '-w', '-s', ...parameters],
    asOwner(place),
  );
};

export const startAgain = async (
  place: string,
  ownerPid: number,
  wanted: ClusterSettings = {},
): Promise<void> => {
  const settings = Object.entries({ ...SETTINGS, ...wanted, unix_socket_directories: folderIn(place) });
  const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  await control(place, '-l', join(folderIn(place), 'log'), '-o', options, 'start');
  watch(place, ownerPid);
};

/** As a crash ends it. */
export const crash = (place: string): Promise<void> => control(place, '-m', 'immediate', 'stop');

const start = async (place: string, ownerPid: number, wanted: ClusterSettings): Promise<void> => {
  if (postgresUser !== null) chownSync(folderIn(place), postgresUser.uid, postgresUser.gid);
  const data = join(folderIn(place), 'data');
  const choices = [
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N',
    '--wal-segsize=4',
  ];
  await run(program('initdb'), ['-D', data, ...choices], asOwner(place));
  await startAgain(place, ownerPid, wanted);
};

/**
 * Starts it in this folder, unless another process has done so or is just doing it.
 * @param ownerPid the process that it ends with
 * @param wanted what is to be otherwise than the tests have it
 * @returns where its socket is
 */
export const ensureCluster = async (
  place: string,
  ownerPid: number,
  wanted: ClusterSettings = {},
): Promise<string> => {
  if (!existsSync(folderIn(place))) {
    try {
      mkdirSync(folderIn(place));
      await start(place, ownerPid, wanted);
      writeFileSync(readyIn(place), '');
    } catch (error) {
      const isOther = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isOther) {
        writeFileSync(failedIn(place), error instanceof Error ? error.message : String(error));
        throw error;
      }
    }
  }
  const deadline = performance.now() + START_MS;
  while (!existsSync(readyIn(place))) {
    if (existsSync(failedIn(place))) throw new Error(readFileSync(failedIn(place), 'utf8'));
    if (performance.now() > deadline) throw new Error('PostgreSQL did not start in time');
    await delay(LOOK_MS);
  }
  return folderIn(place);
};

/** Ends it, and leaves nothing of it. */
export const endCluster = (place: string): void => {
  const pid = processOf(place);
  if (pid !== null) {
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(place, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
};
