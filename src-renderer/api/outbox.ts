import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatFile } from '../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from './api-error.ts';
import { fullJitter } from './backoff.ts';

/** A message that the server has not confirmed yet. A confirmed one leaves the outbox: the history has it. */
export type OutboxEntry = {
  clientId: string;
  /** The room or the person that it goes to. */
  to: string;
  message: string;
  /** The position of the message that it answers. */
  replyTo?: number;
  /** What goes with it, and has arrived already. */
  file?: ChatFile;
  /** Milliseconds of this client's clock. */
  createdAt: number;
} & ({ status: 'sending' } | { status: 'failed'; code: ApiErrorCode });

/** A file whose message was shown while it was on its way: the message goes on under the same id. */
export type AttachedFile = Pick<OutboxEntry, 'clientId' | 'createdAt'> & { file: ChatFile };

export type OutboxState = {
  entries: readonly OutboxEntry[];
  /** What is being written, by room or person: it goes along from the waiting room into the call. */
  drafts: Readonly<Partial<Record<string, string>>>;
};

/**
 * Messages on their way, in memory: nothing stays on a borrowed machine. Each is resent with the same
 * `clientId` until the server confirms or refuses it; to each room or person one at a time, so that their order stays.
 */
export type Outbox<Stored> = {
  readonly state: StoreApi<OutboxState>;
  /** Keeps what is being written to this room or person; an empty text forgets it. */
  write(to: string, draft: string): void;
  /** Queues a message and sends it as soon as possible. */
  send(to: string, message: string, replyTo?: number, attached?: AttachedFile): void;
  /** Tries a refused message again, behind those that wait. */
  retry(clientId: string): void;
  /** Gives a refused message up. */
  discard(clientId: string): void;
  /** The way to the server (to this room or person) is open: sends what waits. */
  flush(to?: string): void;
  /** Called with each message as the server stored it. Returns the unsubscribe function. */
  onStored(listener: (message: Stored) => void): () => void;
  /** Forgets everything: another person may sign in here. */
  clear(): void;
};

export type OutboxOptions<Stored> = {
  /** Hands one message over; resolves with it as stored. @throws ApiError */
  deliver: (entry: Pick<OutboxEntry, 'clientId' | 'to' | 'message' | 'replyTo' | 'file'>) => Promise<Stored>;
  newId?: () => string;
  now?: () => number;
  random?: () => number;
};

/** Not the message's fault, and something will tell when to try again: `flush`. */
const WAITS_FOR_FLUSH: ReadonlySet<ApiErrorCode> = new Set(['offline', 'not_in_room']);
/** Not the message's fault: tried again after a while. */
const PASSES: ReadonlySet<ApiErrorCode> = new Set([
  'timeout',
  'storage_unavailable',
  'storage_full',
  'rate_limited',
  'internal',
  'token_expired',
]);

export const createOutbox = <Stored>({
  deliver,
  newId = () => crypto.randomUUID(),
  now = Date.now,
  random = Math.random,
}: OutboxOptions<Stored>): Outbox<Stored> => {
  const state = createStore<OutboxState>(() => ({ entries: [], drafts: {} }));
  const listeners = new Set<(message: Stored) => void>();
  const busy = new Set<string>();
  const flushedMeanwhile = new Set<string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const failures = new Map<string, number>();
  let epoch = 0;

  const entries = () => state.getState().entries;
  const replace = (clientId: string, change: (entry: OutboxEntry) => OutboxEntry[]) =>
    state.setState({
      entries: entries().flatMap((entry) => (entry.clientId === clientId ? change(entry) : [entry])),
    });
  const nextOf = (to: string) => entries().find((entry) => entry.to === to && entry.status === 'sending');

  const cancelTimer = (to: string) => {
    const timer = timers.get(to);
    if (timer !== undefined) clearTimeout(timer);
    timers.delete(to);
  };

  const later = (to: string) => {
    const count = (failures.get(to) ?? 0) + 1;
    failures.set(to, count);
    cancelTimer(to);
    timers.set(
      to,
      setTimeout(() => void pump(to), fullJitter(count, random)),
    );
  };

  const pump = async (to: string): Promise<void> => {
    if (busy.has(to)) {
      flushedMeanwhile.add(to);
      return;
    }
    const startedIn = epoch;
    busy.add(to);
    cancelTimer(to);
    try {
      for (let entry = nextOf(to); entry !== undefined; entry = nextOf(to)) {
        flushedMeanwhile.delete(to);
        const { clientId, message, replyTo, file } = entry;
        try {
          const stored = await deliver({
            clientId,
            to,
            message,
            ...(replyTo !== undefined && { replyTo }),
            ...(file !== undefined && { file }),
          });
          if (startedIn !== epoch) return;
          failures.delete(to);
          // Told first: for a moment it is in both places, never in none.
          for (const listener of [...listeners]) listener(stored);
          replace(clientId, () => []);
        } catch (error) {
          if (startedIn !== epoch) return;
          const code = codeOf(error);
          if (WAITS_FOR_FLUSH.has(code)) {
            // The way may have opened while this attempt was failing.
            if (flushedMeanwhile.has(to)) continue;
            return;
          }
          if (PASSES.has(code)) {
            later(to);
            return;
          }
          replace(clientId, (failed) => [{ ...failed, status: 'failed', code }]);
        }
      }
    } finally {
      if (startedIn === epoch) busy.delete(to);
    }
  };

  return {
    state,
    write(to, draft) {
      const { [to]: _, ...others } = state.getState().drafts;
      state.setState({ drafts: draft === '' ? others : { ...others, [to]: draft } });
    },
    send(to, message, replyTo, attached) {
      const entry: OutboxEntry = {
        clientId: newId(),
        createdAt: now(),
        ...attached,
        to,
        message,
        ...(replyTo !== undefined && { replyTo }),
        status: 'sending',
      };
      state.setState({ entries: [...entries(), entry] });
      // A wait after a failure holds for all that goes there: the order must stay.
      if (!timers.has(to)) void pump(to);
    },
    retry(clientId) {
      const found = entries().find((entry) => entry.clientId === clientId && entry.status === 'failed');
      if (found === undefined) return;
      const others = entries().filter((other) => other !== found);
      state.setState({ entries: [...others, { ...found, status: 'sending' }] });
      void pump(found.to);
    },
    discard(clientId) {
      replace(clientId, (entry) => (entry.status === 'failed' ? [] : [entry]));
    },
    flush(to) {
      const targets = to === undefined ? new Set(entries().map((entry) => entry.to)) : [to];
      for (const target of targets) void pump(target);
    },
    onStored(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      epoch += 1;
      busy.clear();
      flushedMeanwhile.clear();
      failures.clear();
      for (const to of [...timers.keys()]) cancelTimer(to);
      state.setState({ entries: [], drafts: {} });
    },
  };
};
