import { openSqliteStore, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import { OPERATION_KINDS } from '../../server/storage/shared/operation-kinds.ts';
import { StoreFullError, type Store } from '../../server/storage/store.ts';

type AnyMethod = (...args: unknown[]) => Promise<unknown>;

/**
 * A real store that a test declares to be full, and not: it refuses writes and says so like one on a full disk,
 * without needing such a disk (tests/support/small-disk.ts).
 */
export const createFullableStore = ({ isFull = false } = {}) => {
  let full = isFull;
  let tell: NonNullable<SqliteStoreOptions['onEvent']> = () => undefined;
  const refused: string[] = [];

  const open = async (options: SqliteStoreOptions): Promise<Store> => {
    const { onEvent = () => undefined } = options;
    tell = onEvent;
    const store = await openSqliteStore(options);
    // What the thread says when it opens comes first, as from a store that is really full.
    if (full) tell({ type: 'read-only', reason: 'SQLITE_FULL' });
    const isWrite = (name: string): boolean => (OPERATION_KINDS as Record<string, string>)[name] === 'write';
    const methods = Object.entries(store as Record<string, AnyMethod>).map(
      ([name, method]): [string, AnyMethod] => [
        name,
        (...args) => {
          if (!full || !isWrite(name)) return method(...args);
          refused.push(name);
          return Promise.reject(new StoreFullError('the disk is full'));
        },
      ],
    );
    return Object.fromEntries(methods) as unknown as Store;
  };

  return {
    open,
    fill(): void {
      full = true;
      tell({ type: 'read-only', reason: 'SQLITE_FULL' });
    },
    empty(): void {
      full = false;
      tell({ type: 'writable' });
    },
    /** Names of the writes that were refused. */
    refused,
  };
};
