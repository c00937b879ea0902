import { mkdtempSync, chmodSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { crash, endCluster, ensureCluster, startAgain } from './postgres-cluster.ts';
import { databasesIn, type TestPostgres } from './postgres-databases.ts';
import { postgresPrograms } from './postgres-programs.ts';

/** Why tests with PostgreSQL cannot run here; null if they can. */
export const postgresMissing: string | null =
  postgresPrograms === null ? 'PostgreSQL is not installed (Debian: apt-get install postgresql)' : null;

if (postgresMissing !== null && process.env['CI'] === 'true') throw new Error(postgresMissing);
if (postgresMissing !== null) console.info(`Not tested here: the store in PostgreSQL: ${postgresMissing}`);

/** The PostgreSQL of this run of tests, started by who asks first. */
export const usePostgres = async (): Promise<TestPostgres> => {
  const { place, ownerPid } = inject('postgres');
  return databasesIn(await ensureCluster(place, ownerPid));
};

/** One of the caller's own, to crash and stop. */
export const startPostgres = async () => {
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anteroom-pg-'));
  chmodSync(place, 0o755);
  const databases = databasesIn(await ensureCluster(place, process.pid));
  return {
    ...databases,
    crash: () => crash(place),
    startAgain: () => startAgain(place, process.pid),
    stop: () => endCluster(place),
  };
};
