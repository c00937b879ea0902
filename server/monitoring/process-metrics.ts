import { collectDefaultMetrics, Registry } from 'prom-client';

/** Coarser than the library's 10 ms: half the wake-ups of a laptop that hosts a clinic. */
const EVENT_LOOP_RESOLUTION_MS = 20;

let shared: Registry | null = null;

/**
 * CPU, memory, garbage collection, event loop and open files of the process. One registry a process, however
 * many servers run in it: the observers behind it cannot be taken down again.
 */
export const processMetrics = (): Registry => {
  if (shared === null) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared, eventLoopMonitoringPrecision: EVENT_LOOP_RESOLUTION_MS });
  }
  return shared;
};
