import { createLog, type Log } from '../../../src-main/services/logs.ts';

/** The app's real log, written to memory. */
export const createMemoryLog = (): { log: Log; entries: Record<string, unknown>[] } => {
  const entries: Record<string, unknown>[] = [];
  const log = createLog({
    write: (line) => {
      entries.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return { log, entries };
};
