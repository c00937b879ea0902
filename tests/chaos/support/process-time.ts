import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of processor time that all threads of a process have used; null where nobody tells. */
export const processTimeMs = (pid: number): number | null => {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      const [nanoseconds = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      return sum + Number(nanoseconds) / 1e6;
    }, 0);
  } catch {
    return null;
  }
};
