import { onTestFinished } from 'vitest';
import type { Store } from '../../server/storage/store.ts';
import { FAST } from './cluster-times.ts';
import { startFailoverProxy } from './failover-proxy.ts';
import { startTestServer, temporaryFolder, type Person, type TestConfig } from './server.ts';
import { connectClient } from './socket-client.ts';
import { openStoreInTests } from './store-threads.ts';

/** One store for several servers, as PostgreSQL is; closed when the test is over. */
export const openSharedStore = async (): Promise<Store> => {
  const store = await openStoreInTests({
    dataDir: await temporaryFolder(),
    databaseKey: null,
    disk: { floorBytes: 0, checkMs: 60_000 },
    onEvent: () => undefined,
  });
  onTestFinished(() => store.close());
  return { ...store, close: () => Promise.resolve() };
};

/** A server beside others of the same clinic. */
export const startNode = (store: Store, redisUrl: string, config: TestConfig = {}) =>
  startTestServer({ redisUrl, openStore: () => Promise.resolve(store), clusterTimes: FAST, ...config });

/** Two servers of one clinic, over one store and one Redis. */
export const startTwoNodes = async (redisUrl: string, config: TestConfig = {}) => {
  const store = await openSharedStore();
  const one = await startNode(store, redisUrl, config);
  const two = await startNode(store, redisUrl, config);
  return { store, one, two };
};

/** Somebody at the first of these addresses that answers, and who comes back by themselves. */
export const connectThrough = async (urls: readonly string[], person: Pick<Person, 'token'>) => {
  const { url } = await startFailoverProxy(urls);
  return connectClient(url, { token: person.token, reconnects: true });
};
