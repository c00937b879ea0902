import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Without the triggers, one of which keeps the audit log as it is. */
const EACH_TABLE = (does: string): string => `SET session_replication_role = replica;
  DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP ${does} END LOOP;
  END $$`;
const KEEP = `CREATE SCHEMA kept; ${EACH_TABLE(`EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', t);`)}`;
const RESET = EACH_TABLE(`
  EXECUTE format('DELETE FROM public.%1$I', t);
  EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%1$I', t);`);

/** Databases of one PostgreSQL. */
export type TestPostgres = {
  /** The address of a database that is not there. */
  urlOf: (database: string) => string;
  /** A new, empty database. @returns its address */
  createDatabase: (options?: string) => Promise<string>;
  /** Notes what is in a database, so that `reset` brings it back to that. */
  keep: (url: string) => Promise<void>;
  /** Takes out what was added since: much quicker than another database. Nobody may be connected to it. */
  reset: (url: string) => Promise<void>;
  /** Asks as the superuser, in this database or the first one. */
  admin: (sql: string, url?: string) => Promise<Record<string, unknown>[]>;
};

/** @param folder where its socket is */
export const databasesIn = (folder: string): TestPostgres => {
  const urlOf = (database: string): string =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const admin: TestPostgres['admin'] = async (sql, url = urlOf('postgres')) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    urlOf,
    admin,
    keep: async (url) => void (await admin(KEEP, url)),
    reset: async (url) => void (await admin(RESET, url)),
    createDatabase: async (options = '') => {
      const name = `clinic_${randomBytes(6).toString('hex')}`;
      await admin(`CREATE DATABASE ${name} ${options}`);
      return urlOf(name);
    },
  };
};
