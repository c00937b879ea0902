import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Compiles slow-fsync.c.
 * @returns the environment that makes each sync of a process take `milliseconds` more, or why there is none
 */
export const slowFsync = (
  milliseconds: number,
): { environment: Record<string, string> } | { reason: string } => {
  if (process.platform !== 'linux') return { reason: 'LD_PRELOAD is Linux’s' };
  const library = join(mkdtempSync(join(tmpdir(), 'anteroom-bench-shim-')), 'slow-fsync.so');
  try {
    const source = join(import.meta.dirname, 'slow-fsync.c');
    execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { stdio: 'pipe' });
  } catch {
    return { reason: 'there is no gcc to compile the slow disk with' };
  }
  return { environment: { LD_PRELOAD: library, SLOW_FSYNC_US: String(milliseconds * 1000) } };
};
