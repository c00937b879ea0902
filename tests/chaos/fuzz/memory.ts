import type { ProbedServer } from './probed-server.ts';

const MB = 1024 * 1024;

export type MemorySample = { seconds: number; rssMb: number; heapMb: number };

/** Least squares: by how much `value` rises in an hour. */
export const slopePerHour = (
  samples: readonly MemorySample[],
  value: (sample: MemorySample) => number,
): number => {
  const count = samples.length;
  if (count < 2) return 0;
  const meanX = samples.reduce((sum, { seconds }) => sum + seconds, 0) / count;
  const meanY = samples.reduce((sum, sample) => sum + value(sample), 0) / count;
  let above = 0;
  let below = 0;
  for (const sample of samples) {
    above += (sample.seconds - meanX) * (value(sample) - meanY);
    below += (sample.seconds - meanX) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 3_600;
};

/** Looks at the server's memory, each time after a collection of garbage, until it is stopped. */
export const watchMemory = (server: ProbedServer, everyMs: number) => {
  const startedAt = performance.now();
  const samples: MemorySample[] = [];
  const sample = async (): Promise<void> => {
    const { rss, heapUsed, external } = await server.look();
    samples.push({
      seconds: (performance.now() - startedAt) / 1000,
      rssMb: rss / MB,
      heapMb: (heapUsed + external) / MB,
    });
  };
  const timer = setInterval(() => void sample().catch(() => undefined), everyMs);
  return {
    samples,
    sample,
    /** The second half: what came first is warming up. */
    settled: (): MemorySample[] => samples.slice(Math.floor(samples.length / 2)),
    stop: (): void => clearInterval(timer),
  };
};
