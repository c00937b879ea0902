import type { Config } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import { createLog } from '../../server/log.ts';
import type { Store } from '../../server/storage/store.ts';
import { FAST } from './cluster-times.ts';

/**
 * A server in a process of its own, which can be killed. Its store is the one of the test: each call goes there and
 * comes back by message.
 */

export type FromNode =
  | { type: 'call'; id: number; name: string; args: unknown[] }
  | { type: 'listening'; url: string };
export type ToNode =
  | { type: 'start'; config: Config; operations: string[] }
  | { type: 'answer'; id: number; value?: unknown; error?: string };

const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let calls = 0;
const send = (message: FromNode): void => void process.send?.(message);

const ask =
  (name: string) =>
  (...args: unknown[]): Promise<unknown> => {
    calls += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(calls, answer);
    send({ type: 'call', id: calls, name, args });
    return answer.promise;
  };

process.on('message', (message: ToNode) => {
  if (message.type === 'answer') {
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) answer?.resolve(message.value);
    else answer?.reject(new Error(message.error));
    return;
  }
  const store = Object.fromEntries(message.operations.map((name) => [name, ask(name)]));
  const server = createServer({
    config: message.config,
    log: createLog('silent'),
    openStore: () => Promise.resolve(store as unknown as Store),
    openPasswords: () =>
      Promise.resolve({
        hash: (password) => Promise.resolve(password),
        verify: () => Promise.resolve(false),
      }),
    clusterTimes: FAST,
  });
  void server.start().then(({ url }) => send({ type: 'listening', url }));
});
process.on('disconnect', () => process.exit());
