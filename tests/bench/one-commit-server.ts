import { resolve } from 'node:path';
import { parseEnvironment } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../server/storage/store.ts';

/** Ours with one difference: each message has a commit of its own, because no message is given to the store before the last one is on disk. */

const oneAtATime = (store: Store): Store => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...store,
    appendMessage: (message) => {
      const appended = last.then(() => store.appendMessage(message));
      last = appended.catch(() => undefined);
      return appended;
    },
  };
};

const server = createServer({
  config: parseEnvironment(process.env, { resolve, webRoot: null }),
  openStore: async (options) => oneAtATime(await openSqliteStore(options)),
});
const { url } = await server.start();
process.stdout.write(`${JSON.stringify({ event: 'listening', url })}\n`);
process.on('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
