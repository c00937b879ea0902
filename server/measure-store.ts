import type { Metrics } from './metrics.ts';
import { OPERATION_KINDS } from './storage/shared/operation-kinds.ts';
import type { MessageRefusal, StoredMessage } from './storage/ports/conversations.ts';
import type { Store } from './storage/store.ts';

type AnyMethod = (...args: unknown[]) => Promise<unknown>;

/** Those of the port whose work is one answer of the store. */
const isMeasured = (name: string): name is keyof typeof OPERATION_KINDS =>
  Object.hasOwn(OPERATION_KINDS, name);

const isNew = (stored: StoredMessage | MessageRefusal): boolean =>
  typeof stored !== 'string' && !stored.duplicate;

/** Looks at an answer beside its way: who waits for it must not wait for this. Refusals are not counted. */
const counting = <T>(answer: Promise<T>, count: (stored: T) => void): Promise<T> => {
  answer.then(count, () => undefined);
  return answer;
};

/** The same store, whose calls are timed and whose stored messages are counted. */
export const measureStore = (store: Store, metrics: Metrics): Store => {
  const measured: Store = {
    ...store,
    appendMessage: (message) =>
      counting(store.appendMessage(message), (stored) => {
        if (isNew(stored)) metrics.messagesStored(1);
      }),
    raiseEmergency: (input) =>
      counting(store.raiseEmergency(input), (raised) => {
        if (typeof raised !== 'string' && isNew(raised.stored)) metrics.messagesStored(1);
      }),
    appendMessages: (input) =>
      counting(store.appendMessages(input), (stored) => metrics.messagesStored(stored.filter(isNew).length)),
  };
  const timed = Object.entries(measured as Record<string, AnyMethod>).map(
    ([name, method]): [string, AnyMethod] => {
      if (!isMeasured(name)) return [name, method];
      const kind = OPERATION_KINDS[name];
      return [
        name,
        (...args) => {
          const answered = metrics.storeCall(kind);
          const answer = method(...args);
          answer.then(answered, answered);
          return answer;
        },
      ];
    },
  );
  return Object.fromEntries(timed) as Store;
};
