/** The clock and what waits for it, in the place of which tests put their own. */

export type Timer = { cancel(): void };

export type Timers = {
  /** Milliseconds since the epoch. */
  now(): number;
  after(milliseconds: number, action: () => void): Timer;
};

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};
