import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WaitingMessage } from '../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from './api-error.ts';
import { fullJitter } from './backoff.ts';

/** A message that the server has not confirmed yet. A confirmed one leaves the outbox: the history has it. */
export type OutboxEntry = {
  clientId: string;
  roomId: string;
  message: string;
  /** Milliseconds of this client's clock. */
  createdAt: number;
} & ({ status: 'sending' } | { status: 'failed'; code: ApiErrorCode });

export type OutboxState = {
  entries: readonly OutboxEntry[];
  /** What is being written, by room: it goes along from the waiting room into the call. */
  drafts: Readonly<Partial<Record<string, string>>>;
};

/**
 * Messages on their way, in memory: nothing stays on a borrowed machine. Each is resent with the same
 * `clientId` until the server confirms or refuses it; within a room one at a time, so that their order stays.
 */
export type Outbox = {
  readonly state: StoreApi<OutboxState>;
  /** Keeps what is being written in this room; an empty text forgets it. */
  write(roomId: string, draft: string): void;
  /** Queues a message and sends it as soon as possible. */
  send(roomId: string, message: string): void;
  /** Tries a refused message again, behind those that wait. */
  retry(clientId: string): void;
  /** Gives a refused message up. */
  discard(clientId: string): void;
  /** The way to the server (to this room) is open: sends what waits. */
  flush(roomId?: string): void;
  /** Called with each message as the server stored it. Returns the unsubscribe function. */
  onStored(listener: (message: WaitingMessage) => void): () => void;
  /** Forgets everything: another person may sign in here. */
  clear(): void;
};

export type OutboxOptions = {
  /** Hands one message over; resolves with it as stored. @throws ApiError */
  deliver: (entry: Pick<OutboxEntry, 'clientId' | 'roomId' | 'message'>) => Promise<WaitingMessage>;
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

export const createOutbox = ({
  deliver,
  newId = () => crypto.randomUUID(),
  now = Date.now,
  random = Math.random,
}: OutboxOptions): Outbox => {
  const state = createStore<OutboxState>(() => ({ entries: [], drafts: {} }));
  const listeners = new Set<(message: WaitingMessage) => void>();
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
  const nextOf = (roomId: string) =>
    entries().find((entry) => entry.roomId === roomId && entry.status === 'sending');

  const cancelTimer = (roomId: string) => {
    const timer = timers.get(roomId);
    if (timer !== undefined) clearTimeout(timer);
    timers.delete(roomId);
  };

  const later = (roomId: string) => {
    const count = (failures.get(roomId) ?? 0) + 1;
    failures.set(roomId, count);
    cancelTimer(roomId);
    timers.set(
      roomId,
      setTimeout(() => void pump(roomId), fullJitter(count, random)),
    );
  };

  const pump = async (roomId: string): Promise<void> => {
    if (busy.has(roomId)) {
      flushedMeanwhile.add(roomId);
      return;
    }
    const startedIn = epoch;
    busy.add(roomId);
    cancelTimer(roomId);
    try {
      for (let entry = nextOf(roomId); entry !== undefined; entry = nextOf(roomId)) {
        flushedMeanwhile.delete(roomId);
        const { clientId, message } = entry;
        try {
          const stored = await deliver({ clientId, roomId, message });
          if (startedIn !== epoch) return;
          failures.delete(roomId);
          // Told first: for a moment it is in both places, never in none.
          for (const listener of [...listeners]) listener(stored);
          replace(clientId, () => []);
        } catch (error) {
          if (startedIn !== epoch) return;
          const code = codeOf(error);
          if (WAITS_FOR_FLUSH.has(code)) {
            // The way may have opened while this attempt was failing.
            if (flushedMeanwhile.has(roomId)) continue;
            return;
          }
          if (PASSES.has(code)) {
            later(roomId);
            return;
          }
          replace(clientId, (failed) => [{ ...failed, status: 'failed', code }]);
        }
      }
    } finally {
      if (startedIn === epoch) busy.delete(roomId);
    }
  };

  return {
    state,
    write(roomId, draft) {
      const { [roomId]: _, ...others } = state.getState().drafts;
      state.setState({ drafts: draft === '' ? others : { ...others, [roomId]: draft } });
    },
    send(roomId, message) {
      const entry: OutboxEntry = { clientId: newId(), roomId, message, createdAt: now(), status: 'sending' };
      state.setState({ entries: [...entries(), entry] });
      // A wait after a failure holds for the whole room: the order must stay.
      if (!timers.has(roomId)) void pump(roomId);
    },
    retry(clientId) {
      const found = entries().find((entry) => entry.clientId === clientId && entry.status === 'failed');
      if (found === undefined) return;
      const { roomId, message, createdAt } = found;
      const others = entries().filter((entry) => entry !== found);
      state.setState({ entries: [...others, { clientId, roomId, message, createdAt, status: 'sending' }] });
      void pump(roomId);
    },
    discard(clientId) {
      replace(clientId, (entry) => (entry.status === 'failed' ? [] : [entry]));
    },
    flush(roomId) {
      const rooms = roomId === undefined ? new Set(entries().map((entry) => entry.roomId)) : [roomId];
      for (const room of rooms) void pump(room);
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
      for (const roomId of [...timers.keys()]) cancelTimer(roomId);
      state.setState({ entries: [], drafts: {} });
    },
  };
};
