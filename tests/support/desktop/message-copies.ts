import { createMessageCache } from '../../../src-main/services/message-cache/message-cache.ts';
import type { CopyLimits } from '../../../src-main/services/message-cache/conversations.ts';
import { entryFile } from '../server-entry.ts';
import { createManualTimers } from './manual-timers.ts';
import { createMemoryLog } from './memory-log.ts';
import { createMemorySecrets } from './memory-secrets.ts';
import { makeTempFolder } from './temp-folder.ts';

export * from './copy-samples.ts';

/** The copies of conversations of one computer, for the tests: real threads and files, a key store in memory. */

/** A computer with its key store and its disk; the app may end and start on it. */
export const createCopyComputer = (limits?: CopyLimits) => {
  const folder = makeTempFolder();
  const keyStore = createMemorySecrets();
  const timers = createManualTimers();
  const { log, entries } = createMemoryLog();
  const token: { value: string | null } = { value: 'token' };
  const started: ReturnType<typeof createMessageCache>[] = [];
  return {
    path: folder.path,
    ...keyStore,
    timers,
    entries,
    token,
    start: () => {
      const cache = createMessageCache({
        folder: folder.path,
        workerFile: entryFile('cache-worker'),
        secrets: keyStore.secrets,
        tokens: { read: async () => ({ token: token.value, keeping: 'safe' }) },
        timers: timers.timers,
        ...(limits && { limits }),
        log,
      });
      started.push(cache);
      return cache;
    },
    dispose: async () => {
      for (const cache of started) await cache.stop();
      folder.remove();
    },
  };
};
export type CopyComputer = ReturnType<typeof createCopyComputer>;
