import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatFile } from '../../server/protocol/index.ts';
import type { KeptDraft, KeptLetter } from '../../src-preload/contract.ts';
import { codeOf, type ApiErrorCode } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { OutboxKeep } from './conversation-copy.ts';
import { createLetterOrder, entryOf, letterOf } from './kept-letters.ts';

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

/** A message that was shown before, while its file was on its way perhaps: it goes on under the same id. */
export type ShownBefore = Pick<OutboxEntry, 'clientId' | 'createdAt'> & { file?: ChatFile };

export type OutboxState = {
  entries: readonly OutboxEntry[];
  /** What is being written, by room or person: it goes along from the waiting room into the call. */
  drafts: Readonly<Partial<Record<string, string>>>;
};

/**
 * Messages on their way, in memory: nothing stays on a borrowed machine. In the app those to people are on the disk
 * before they are sent. Each is resent with the same
 * `clientId` until the server confirms or refuses it; to each room or person one at a time, so that their order stays.
 */
export type Outbox<Stored> = {
  readonly state: StoreApi<OutboxState>;
  /** Keeps what is being written to this room or person; an empty text forgets it. */
  write(to: string, draft: string): void;
  /** Queues a message and sends it as soon as possible. */
  send(to: string, message: string, replyTo?: number, shown?: ShownBefore): void;
  /** Tries a refused message again, behind those that wait. */
  retry(clientId: string): void;
  /** Gives a refused message up. */
  discard(clientId: string): void;
  /** The way to the server (to this room or person) is open: sends what waits. */
  flush(to?: string): void;
  /** Takes back what was waiting when the app ended, before what was written since. */
  restore(letters: readonly KeptLetter[], drafts: readonly KeptDraft[]): void;
  /** Called with each message as the server stored it. Returns the unsubscribe function. */
  onStored(listener: (message: Stored) => void): () => void;
  /** Forgets everything: another person may sign in here. */
  clear(): void;
};

export type OutboxOptions<Stored> = {
  /** Hands one message over; resolves with it as stored. @throws ApiError */
  deliver: (entry: Pick<OutboxEntry, 'clientId' | 'to' | 'message' | 'replyTo' | 'file'>) => Promise<Stored>;
  /** Where it outlives the app. */
  keep?: OutboxKeep | undefined;
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
  keep,
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
  const order = createLetterOrder(now);
  /** Letters on their way to the disk: none is sent before it is there. */
  const keeping = new Map<string, Promise<void>>();
  let epoch = 0;

  const entries = () => state.getState().entries;
  const replace = (clientId: string, change: (entry: OutboxEntry) => OutboxEntry[]) =>
    state.setState({
      entries: entries().flatMap((entry) => (entry.clientId === clientId ? change(entry) : [entry])),
    });
  const keepEntry = (entry: OutboxEntry) => {
    if (keep !== undefined)
      keeping.set(entry.clientId, keep.write(letterOf(entry, order.of(entry.clientId))));
  };
  const forget = (clientId: string) => {
    keeping.delete(clientId);
    order.forget(clientId);
    keep?.remove(clientId);
  };
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
      // Older ones may come back from the disk, and go first.
      if (keep !== undefined) await keep.ready();
      if (startedIn !== epoch) return;
      for (let entry = nextOf(to); entry !== undefined; entry = nextOf(to)) {
        flushedMeanwhile.delete(to);
        const { clientId, message, replyTo, file } = entry;
        const isKept = keeping.get(clientId);
        if (isKept !== undefined) await isKept;
        if (startedIn !== epoch) return;
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
          forget(clientId);
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
          keepEntry({ ...entry, status: 'failed', code });
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
      keep?.draft(to, draft);
    },
    send(to, message, replyTo, shown) {
      const entry: OutboxEntry = {
        clientId: newId(),
        createdAt: now(),
        ...shown,
        to,
        message,
        ...(replyTo !== undefined && { replyTo }),
        status: 'sending',
      };
      state.setState({ entries: [...entries(), entry] });
      keepEntry(entry);
      // A wait after a failure holds for all that goes there: the order must stay.
      if (!timers.has(to)) void pump(to);
    },
    retry(clientId) {
      const found = entries().find((entry) => entry.clientId === clientId && entry.status === 'failed');
      if (found === undefined) return;
      const others = entries().filter((other) => other !== found);
      const again: OutboxEntry = { ...found, status: 'sending' };
      state.setState({ entries: [...others, again] });
      order.last(clientId);
      keepEntry(again);
      void pump(found.to);
    },
    discard(clientId) {
      const found = entries().find((entry) => entry.clientId === clientId);
      if (found?.status !== 'failed') return;
      replace(clientId, () => []);
      forget(clientId);
    },
    flush(to) {
      const targets = to === undefined ? new Set(entries().map((entry) => entry.to)) : [to];
      for (const target of targets) void pump(target);
    },
    restore(letters, drafts) {
      const before = entries();
      const known = new Set(before.map(({ clientId }) => clientId));
      const back = letters.filter(({ clientId }) => !known.has(clientId));
      for (const letter of back) order.restore(letter);
      // Written while there was no disk for it.
      const onDisk = new Set(letters.map(({ clientId }) => clientId));
      for (const entry of before) if (!onDisk.has(entry.clientId)) keepEntry(entry);
      state.setState({
        entries: [...back.map(entryOf), ...before],
        drafts: {
          ...Object.fromEntries(drafts.map(({ to, text }) => [to, text])),
          ...state.getState().drafts,
        },
      });
      for (const to of new Set(back.map((letter) => letter.to))) if (!timers.has(to)) void pump(to);
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
      keeping.clear();
      for (const to of [...timers.keys()]) cancelTimer(to);
      state.setState({ entries: [], drafts: {} });
    },
  };
};
