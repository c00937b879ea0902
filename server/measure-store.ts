import type { Metrics } from './metrics.ts';
import { OPERATION_KINDS } from './storage/sqlite/operations/kinds.ts';
import type { Store } from './storage/store.ts';

type AnyMethod = (...args: unknown[]) => Promise<unknown>;

/** Those of the port whose work is one answer of the store. */
const isMeasured = (name: string): name is keyof typeof OPERATION_KINDS =>
  Object.hasOwn(OPERATION_KINDS, name);

const isNew = ({ duplicate }: { duplicate: boolean }): boolean => !duplicate;

/** The same store, whose calls are timed and whose stored messages are counted. */
export const measureStore = (store: Store, metrics: Metrics): Store => {
  const measured: Store = {
    ...store,
    appendMessage: async (message) => {
      const stored = await store.appendMessage(message);
      if (isNew(stored)) metrics.messagesStored(1);
      return stored;
    },
    appendMessages: async (input) => {
      const stored = await store.appendMessages(input);
      metrics.messagesStored(stored.filter(isNew).length);
      return stored;
    },
  };
  const timed = Object.entries(measured as Record<string, AnyMethod>).map(
    ([name, method]): [string, AnyMethod] => {
      if (!isMeasured(name)) return [name, method];
      const kind = OPERATION_KINDS[name];
      return [
        name,
        (...args) => {
          const answered = metrics.storeCall(kind);
          return method(...args).finally(answered);
        },
      ];
    },
  );
  return Object.fromEntries(timed) as Store;
};
