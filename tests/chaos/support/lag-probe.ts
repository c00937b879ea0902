import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the server's process before the server (node --import): writes down how far its event loop lags.
 * From outside, the lag could not be told from that of whoever measures.
 */
const file = process.env['LAG_FILE'];
const SAMPLE_MS = 500;
const RESOLUTION_MS = 5;

if (isMainThread && file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  setInterval(() => {
    const sample = {
      at: performance.timeOrigin + performance.now(),
      p99: delay.percentile(99) / 1e6 - RESOLUTION_MS,
      max: delay.max / 1e6 - RESOLUTION_MS,
    };
    delay.reset();
    appendFileSync(file, `${JSON.stringify(sample)}\n`);
  }, SAMPLE_MS).unref();
}
