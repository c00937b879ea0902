import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Store } from '../../server/storage/store.ts';
import { FAST } from './cluster-times.ts';
import { startFailoverProxy } from './failover-proxy.ts';
import type { FromNode, ToNode } from './node-process.ts';
import { startTestServer, temporaryFolder, testConfig, type Person, type TestConfig } from './server.ts';
import { connectClient, type ClientOptions } from './socket-client.ts';
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

/** Another one in a process of its own, which can be killed. */
export const startNodeProcess = async (store: Store, redisUrl: string) => {
  const entry = fileURLToPath(new URL('./node-process.ts', import.meta.url));
  const child = fork(entry, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const send = (message: ToNode): void => void (child.connected && child.send(message));
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', () => reject(new Error('the server ended')));
  child.on('message', (message: FromNode) => {
    if (message.type === 'listening') return resolve(message.url);
    const { id, name, args } = message;
    const operation = store[name as keyof Store] as (...given: unknown[]) => unknown;
    Promise.resolve(operation(...args)).then(
      (value) => send({ type: 'answer', id, value }),
      (error: unknown) => send({ type: 'answer', id, error: String(error) }),
    );
  });
  const config = testConfig(await temporaryFolder(), { redisUrl });
  send({ type: 'start', config, operations: Object.keys(store) });
  const url = await listening;
  return {
    url,
    connect: (person: Pick<Person, 'token'>, options: ClientOptions = {}) =>
      connectClient(url, { token: person.token, ...options }),
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
