import { openSqliteStore, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import { OPERATION_KINDS } from '../../server/storage/sqlite/operations/kinds.ts';
import { StoreFullError, type Store } from '../../server/storage/store.ts';

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
    return new Proxy(store, {
      get(target, name, receiver) {
        const kind = (OPERATION_KINDS as Record<string, string | undefined>)[String(name)];
        if (!full || kind !== 'write') return Reflect.get(target, name, receiver) as unknown;
        return () => {
          refused.push(String(name));
          return Promise.reject(new StoreFullError('the disk is full'));
        };
      },
    });
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
