import { Pool, type PoolClient } from 'pg';
import { StoreUnavailableError } from '../store.ts';
import { createConnection, VALUE_TYPES } from './database.ts';
import { isConnectionLost } from './errors.ts';
import { createOperations } from './operations/index.ts';
import type { Operations } from './operations/types.ts';
import type { Link } from './link.ts';
import type { Seal } from './seal.ts';

/** One connection with the operations on it, for as long as somebody has it. */
export type Session = { client: PoolClient; operations: Operations };

/** Connections that are opened when they are needed and kept. */
export type Sessions = {
  /**
   * @param work must end its transaction, whatever happens
   * @throws StoreUnavailableError if no connection is to be had for as long as calls wait
   */
  use<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

const RETRY_MS = 100;
const UNREACHABLE = 'the database cannot be reached';
const LIMITS = {
  connectionTimeoutMillis: 5000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  // A node that stands still must not keep the others from writing.
  idle_in_transaction_session_timeout: 5_000,
  idleTimeoutMillis: 300_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/** By which others of a database know that a server uses it. */
export const APPLICATION_NAME = 'anteroom';

export const CONNECTION_OPTIONS = {
  ...LIMITS,
  application_name: APPLICATION_NAME,
  types: VALUE_TYPES,
} as const;

/** What is answered has to last, also where the cluster is set to be quick. */
const KEEP_DURABLE = `SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') = 'off'`;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Lets so many in at once; the others wait in their order, however long it takes. */
const createSlots = (count: number) => {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    take: (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (free === 0) return;
        free -= 1;
        waiting.shift()?.();
      }),
    give: (): void => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
};

export const createSessions = (options: {
  url: string;
  max: number;
  seal: Seal;
  /** How long a call waits for a database that cannot be reached. */
  maxWaitMs: number;
  link: Link;
}): Sessions => {
  const { url, max, seal, maxWaitMs, link } = options;
  const pool = new Pool({ ...CONNECTION_OPTIONS, connectionString: url, max, pipeline: true });
  const known = new WeakMap<PoolClient, Operations>();
  // A connection that nobody uses is gone: the next call opens another one, or says that it cannot.
  pool.on('error', () => undefined);

  const open = async (): Promise<Session> => {
    const client = await pool.connect();
    let operations = known.get(client);
    if (operations === undefined) {
      operations = createOperations(createConnection(client), seal);
      known.set(client, operations);
      try {
        await client.query(KEEP_DURABLE);
      } catch (error) {
        client.release(true);
        throw error;
      }
    }
    return { client, operations };
  };

  const openUntil = async (deadline: number): Promise<Session> => {
    for (;;) {
      // Who waited in the queue for that long has waited enough.
      if (link.isLost() && performance.now() > deadline) throw new StoreUnavailableError(UNREACHABLE);
      try {
        const session = await open();
        link.found();
        return session;
      } catch (error) {
        link.lost(error);
        if (performance.now() + RETRY_MS > deadline) {
          throw new StoreUnavailableError(UNREACHABLE, { cause: error });
        }
        await pause(RETRY_MS);
      }
    }
  };

  const slots = createSlots(max);
  const useOne = async <Result>(
    work: (session: Session) => Promise<Result>,
    deadline: number,
  ): Promise<Result> => {
    const session = await openUntil(deadline);
    // Said by the work that fails of it.
    const ignore = (): void => undefined;
    session.client.on('error', ignore);
    let isLost = false;
    try {
      return await work(session);
    } catch (error) {
      isLost = isConnectionLost(error);
      throw error;
    } finally {
      session.client.off('error', ignore);
      session.client.release(isLost);
    }
  };

  return {
    use: async (work) => {
      const deadline = performance.now() + maxWaitMs;
      await slots.take();
      try {
        return await useOne(work, deadline);
      } finally {
        slots.give();
      }
    },
    close: () => pool.end(),
  };
};
