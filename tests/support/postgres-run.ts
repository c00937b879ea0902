import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's PostgreSQL is, once a test has started it, and the process that it ends with. */
    postgres: { place: string; ownerPid: number };
  }
}

const MEMORY = '/dev/shm';

/**
 * A place for the one PostgreSQL of a run of tests: the first test that needs it starts it there. Not in the folder of
 * the run, into which nobody but its owner may look.
 */
export const setup = ({ provide }: TestProject): (() => void) => {
  const place = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'anteroom-pg-'));
  chmodSync(place, 0o755);
  provide('postgres', { place, ownerPid: process.pid });
  return () => endCluster(place);
};
