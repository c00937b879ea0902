import type { Message } from './messages.ts';

/** More wait for the next frame: one must not keep Redis for long. */
const MESSAGES_A_FRAME = 200;
/** Messages that wait for a Redis that is away; beyond that everybody starts afresh once it is back. */
const WAITING_MESSAGES = 20_000;

type Frame = { sealed: Buffer; messages: number };
type Waiter = { upTo: number; resolve: () => void };

/**
 * What this server says to the others, in frames with numbers without gaps. One is on its way at a time; what is said
 * meanwhile goes with the next.
 */
export const createOutgoing = (deps: {
  /** @throws if it may not have arrived; then the same frame is sent again. Twice is no harm: its number tells */
  append: (frame: Buffer) => Promise<void>;
  seal: (number: number, messages: readonly Message[]) => Buffer;
  /** Redis is away, or back; the first word is that it is away. */
  onRedis: (isThere: boolean) => void;
}) => {
  const { append, seal, onRedis } = deps;
  let waiting: Message[] = [];
  let current: Frame | null = null;
  let number = 0;
  let said = 0;
  let carried = 0;
  let waiters: Waiter[] = [];
  let isScheduled = false;
  let isWriting = false;
  let isThere = true;
  let isStopped = false;

  /** Whoever waits for what is carried, or for all that cannot be. */
  const release = (): void => {
    const isDue = ({ upTo }: Waiter): boolean => !isThere || isStopped || upTo <= carried;
    for (const { resolve } of waiters.filter(isDue)) resolve();
    waiters = waiters.filter((waiter) => !isDue(waiter));
  };

  const setThere = (now: boolean): void => {
    if (now !== isThere && !isStopped) {
      isThere = now;
      onRedis(now);
    }
    release();
  };

  const nextFrame = (): Frame | null => {
    if (current !== null || waiting.length === 0) return current;
    const messages = waiting.splice(0, MESSAGES_A_FRAME);
    number += 1;
    return (current = { sealed: seal(number, messages), messages: messages.length });
  };

  const write = async (): Promise<void> => {
    isScheduled = false;
    if (isWriting) return;
    isWriting = true;
    try {
      for (let frame = nextFrame(); frame !== null && !isStopped; frame = nextFrame()) {
        await append(frame.sealed);
        current = null;
        carried += frame.messages;
        setThere(true);
      }
    } catch {
      setThere(false);
    } finally {
      isWriting = false;
    }
  };

  const dropAll = (): void => {
    // The others find that a number is missing, and ask for everything.
    number += 1;
    carried += waiting.length;
    waiting = [];
  };

  return {
    say(message: Message): void {
      if (isStopped) return;
      if (waiting.length >= WAITING_MESSAGES) dropAll();
      waiting.push(message);
      said += 1;
      if (!isThere || isScheduled || isWriting) return;
      isScheduled = true;
      queueMicrotask(() => void write());
    },

    /** With each beat: what Redis has not taken is sent again. */
    retry: (): void => void write(),

    /** Redis does not answer, as found by something else. */
    failed: (): void => setThere(false),

    /**
     * All that has been said is in Redis, so that the end of this server cannot undo it; or Redis is away.
     * @returns undefined if there is nothing to wait for
     */
    carried: (): Promise<void> | undefined =>
      !isThere || isStopped || carried >= said
        ? undefined
        : new Promise((resolve) => waiters.push({ upTo: said, resolve })),

    isThere: (): boolean => isThere,

    stop(): void {
      isStopped = true;
      release();
    },
  };
};
