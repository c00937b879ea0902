import type { Timers } from '../../../src-main/timers.ts';

/** Time that passes when a test says so. */
export const createManualTimers = (start = Date.now()) => {
  let now = start;
  let waiting: { at: number; action: () => void }[] = [];
  const timers: Timers = {
    now: () => now,
    after: (milliseconds, action) => {
      const entry = { at: now + milliseconds, action };
      waiting.push(entry);
      return {
        cancel: () => {
          waiting = waiting.filter((other) => other !== entry);
        },
      };
    },
  };
  return {
    timers,
    pending: () => waiting.length,
    /** Everything that falls due meanwhile happens, in its order. */
    pass: (milliseconds: number) => {
      const until = now + milliseconds;
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.action();
      }
      now = until;
    },
  };
};
