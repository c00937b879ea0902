import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1_000_000;

/** How long the process was too busy to answer anybody: the longest pause since the last reading began. */
export const createEventLoopLag = () => {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    /** Milliseconds beyond the interval at which it is measured. */
    longest: (): number =>
      delays.count === 0 ? 0 : Math.max(0, delays.max / NANOSECONDS_PER_MS - RESOLUTION_MS),
    /** What comes now is a new reading. */
    restart(): void {
      delays.reset();
    },
    stop(): void {
      delays.disable();
    },
  };
};

export type EventLoopLag = ReturnType<typeof createEventLoopLag>;
