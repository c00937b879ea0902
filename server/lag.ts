import { performance } from 'node:perf_hooks';

const EVERY_MS = 200;
/** Turns in a row that must be late: one is a pause, or a storm that is being worked off. */
const TURNS = 3;

/** How late the event loop is. */
export type LagMeter = {
  /** The lag that it does not get rid of, in milliseconds: the least of the last turns. */
  current(): number;
  stop(): void;
};

/**
 * Measures the lag of the event loop by a timer: how much later than asked for it comes. The least of the last
 * three counts, so that a single long turn is nothing, and a loop that has caught up has recovered at once.
 */
export const startLagMeter = (): LagMeter => {
  const last = Array.from({ length: TURNS }, () => 0);
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    last.shift();
    last.push(Math.max(0, now - due));
    due = now + EVERY_MS;
  }, EVERY_MS);
  timer.unref();
  return {
    current: () => Math.round(Math.min(...last)),
    stop: () => clearInterval(timer),
  };
};
