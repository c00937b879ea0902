/**
 * Loaded into each server process before its own code (`node --import`): answers what the process used. The
 * same for ours and for the bare library.
 */

export type ProbeAnswer = { cpuMicroseconds: number } | { rss: number; heap: number };

const collect = (globalThis as { gc?: () => void }).gc;

process.on('message', (question: 'cpu' | 'memory') => {
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system } satisfies ProbeAnswer);
    return;
  }
  // Twice: what the first collection finalises, the second one frees.
  collect?.();
  collect?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heap: heapUsed + external } satisfies ProbeAnswer);
});
// It must not keep the server alive.
process.channel?.unref();
