import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts';
import { crash, endCluster, ensureCluster } from '../support/postgres-cluster.ts';
import { databasesIn } from '../support/postgres-databases.ts';
import { prepareClinic, type Clinic } from './clinic.ts';

/** As PostgreSQL comes: a message that is acked is on the disk. The tests' own forgets it in a power cut. */
const AS_IT_COMES = {
  fsync: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  min_wal_size: '80MB',
} as const;

export type ClinicPostgres = {
  /** A clinic in a database that nobody serves: servers are given copies of it. */
  prepare(counts: Parameters<typeof prepareClinic>[0]): Promise<{
    clinic: Clinic;
    /** @returns the address of a copy */
    copy(): Promise<string>;
  }>;
  stop(): Promise<void>;
};

/** A PostgreSQL of this run's own; it ends with this process, however that ends. */
export const startClinicPostgres = async (): Promise<ClinicPostgres> => {
  const place = mkdtempSync(join(tmpdir(), 'anteroom-bench-pg-'));
  // PostgreSQL may run as another user.
  chmodSync(place, 0o755);
  const databases = databasesIn(await ensureCluster(place, process.pid, AS_IT_COMES));
  return {
    async prepare(counts) {
      const url = await databases.createDatabase();
      const clinic = await prepareClinic(counts, () => openPostgresStore({ url, databaseKey: null }));
      const name = new URL(url).pathname.slice(1);
      return { clinic, copy: () => databases.createDatabase(`TEMPLATE ${name}`) };
    },
    async stop() {
      // Its folder goes when it has ended: it writes there until then.
      await crash(place);
      endCluster(place);
    },
  };
};
