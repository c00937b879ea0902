import type { Attention, Monitoring, MonitoringCheck } from '../protocol/index.ts';

/** From here on, somebody should look at it. */
export const THRESHOLDS = {
  /** Refusals in a minute: one broken program makes more, a clinic full of people less. */
  refusals: 60,
  /** Errors in an hour: there should be none. */
  errors: 1,
  /** Milliseconds in which nobody was answered: people notice. */
  lagMs: 1_000,
  /** Milliseconds of a slow write: a message is felt to hang. */
  storeWriteMs: 500,
  storeReadMs: 500,
  /** Calls that the store has not answered. */
  storeQueue: 1_000,
  /** Bytes of memory: five times what a busy clinic takes. */
  memory: 1024 * 1024 * 1024,
  /** Milliseconds: backups are made each hour, and one may fail. */
  backupAgeMs: 3 * 3_600_000,
} as const;

const look = (needed: boolean): Attention => (needed ? 'look' : 'good');

/** What of these numbers needs somebody. */
export const checksOf = (
  now: Monitoring['now'],
  { at, startedAt }: { at: number; startedAt: number },
): Record<MonitoringCheck, Attention> => {
  const { waiting } = now;
  const here = waiting === null ? 0 : waiting.ready + waiting.preparing;
  // A server that has just started, on a new data folder or an old one, gets the same time for its backup.
  const lastBackup = now.backupAt === null ? startedAt : Date.parse(now.backupAt);
  return {
    waiting: look(waiting === null || (here > 0 && now.doctors === 0)),
    refusals: look(now.refusals >= THRESHOLDS.refusals),
    errors: look(now.errors >= THRESHOLDS.errors),
    lag: look(now.lag >= THRESHOLDS.lagMs),
    store: look(
      (now.storeWrite ?? 0) >= THRESHOLDS.storeWriteMs ||
        (now.storeRead ?? 0) >= THRESHOLDS.storeReadMs ||
        now.storeQueue >= THRESHOLDS.storeQueue,
    ),
    memory: look(now.memory >= THRESHOLDS.memory),
    backup: look(now.ownBackups !== false && at - lastBackup >= THRESHOLDS.backupAgeMs),
    disk: look(!now.writable),
  };
};
