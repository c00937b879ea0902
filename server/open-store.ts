import type { Config } from './config.ts';
import type { PostgresStoreEvent } from './storage/postgres/events.ts';
import { startBackups, type Backups } from './storage/sqlite/backups.ts';
import {
  openSqliteStore,
  type SqliteStoreEvent,
  type SqliteStoreOptions,
} from './storage/sqlite/sqlite-store.ts';
import type { Store } from './storage/store.ts';

/** What a store of either kind tells. */
export type StoreEvent = SqliteStoreEvent | PostgresStoreEvent;

export type OpenSqliteStore = (options: SqliteStoreOptions) => Promise<Store>;

type OpeningOptions = {
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'databaseKey' | 'limits'>;
  onEvent?: (event: StoreEvent) => void;
};

/**
 * Opens the database that the configuration names: PostgreSQL, or SQLite in the data folder.
 * @throws StoreOpenError
 */
export const openStoreOf = async (
  { config, onEvent = () => undefined }: OpeningOptions,
  openSqlite: OpenSqliteStore = openSqliteStore,
): Promise<Store> => {
  const { databaseUrl, dataDir, databaseKey, limits } = config;
  const { diskFloorBytes: floorBytes, diskCheckMs: checkMs } = limits;
  if (databaseUrl === null) {
    return openSqlite({ dataDir, databaseKey, disk: { floorBytes, checkMs }, onEvent });
  }
  // Not read at all where the database is SQLite.
  const { openPostgresStore } = await import('./storage/postgres/postgres-store.ts');
  return openPostgresStore({ url: databaseUrl, databaseKey, checkMs, onEvent });
};

/** The backup of each hour; null with PostgreSQL, whose own tools make them. */
export const startBackupsOf = (
  { config: { databaseUrl, dataDir, databaseKey }, onEvent = () => undefined }: OpeningOptions,
  now: () => number,
): Backups | null => (databaseUrl === null ? startBackups({ dataDir, databaseKey, onEvent, now }) : null);
