import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, chmodSync, chownSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** Where PostgreSQL's programs are; null where it is not installed. */
const findPrograms = (): string | null => {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).sort((one, next) => Number(next) - Number(one))
    : [];
  return (
    versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ??
    null
  );
};

const programs = findPrograms();

/** Without the triggers, one of which keeps the audit log as it is. */
const EACH_TABLE = (does: string): string => `SET session_replication_role = replica;
  DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP ${does} END LOOP;
  END $$`;
const KEEP = `CREATE SCHEMA kept; ${EACH_TABLE(`EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', t);`)}`;
const RESET = EACH_TABLE(`
  EXECUTE format('DELETE FROM public.%1$I', t);
  EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%1$I', t);`);

/** Why tests with PostgreSQL cannot run here; null if they can. */
export const postgresMissing: string | null =
  programs === null ? 'PostgreSQL is not installed (Debian: apt-get install postgresql)' : null;

if (postgresMissing !== null) {
  if (process.env['CI'] === 'true') throw new Error(postgresMissing);
  console.warn(`skipped: ${postgresMissing}`);
}

/** PostgreSQL refuses to run as root, and then runs as the user that its package has made. */
const owner = ((): { uid: number; gid: number } | null => {
  if (process.getuid?.() !== 0) return null;
  const idOf = (option: string): number =>
    Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
})();

export type TestCluster = {
  /** A new, empty database. @returns its address */
  createDatabase: (options?: string) => Promise<string>;
  /** Notes what is in a database, so that `reset` brings it back to that. */
  keep: (url: string) => Promise<void>;
  /** Takes out what was added since: much quicker than another database. Nobody may be connected to it. */
  reset: (url: string) => Promise<void>;
  /** Asks as the superuser, in this database or the first one. */
  admin: (sql: string, url?: string) => Promise<Record<string, unknown>[]>;
  /** Restarts it at once, as after a crash. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts PostgreSQL in a folder of its own, on a socket in that folder; it need not survive a power cut. */
export const startPostgres = async (): Promise<TestCluster> => {
  if (programs === null) throw new Error(postgresMissing ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-pg-'));
  if (owner !== null) {
    chownSync(folder, owner.uid, owner.gid);
    chmodSync(folder, 0o755);
  }
  const data = join(folder, 'data');
  const as = { ...owner, cwd: folder };
  const initdb = join(programs, 'initdb');
  const control = join(programs, 'pg_ctl');
  await run(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
    as,
  );
  const settings =
    `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c full_page_writes=off
    -c max_connections=200 -c shared_buffers=32MB`.replaceAll(/\s+/g, ' ');
  const start = async (): Promise<void> => {
    await run(control, ['-D', data, '-w', '-s', '-l', join(folder, 'log'), '-o', settings, 'start'], as);
  };
  await start();
  const urlOf = (database: string): string =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const admin: TestCluster['admin'] = async (sql, url = urlOf('postgres')) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  let databases = 0;
  return {
    admin,
    keep: async (url) => void (await admin(KEEP, url)),
    reset: async (url) => void (await admin(RESET, url)),
    createDatabase: async (options = '') => {
      const name = `clinic_${(databases += 1)}`;
      await admin(`CREATE DATABASE ${name} ${options}`);
      return urlOf(name);
    },
    crash: async () => {
      await run(control, ['-D', data, '-w', '-s', '-m', 'immediate', 'stop'], as);
      await start();
    },
    stop: async () => {
      await run(control, ['-D', data, '-w', '-s', '-m', 'immediate', 'stop'], as);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
