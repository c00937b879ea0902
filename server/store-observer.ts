import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { StoreEvent } from './open-store.ts';
import type { StorageState } from './transport/storage-state.ts';

/** What the store reports goes to the log and to the metrics: counts and codes, never contents. Who is connected learns whether it stores. */
export const createStoreObserver = ({
  log,
  metrics,
  storage,
}: {
  log: Log;
  metrics: Metrics;
  storage: Pick<StorageState, 'change'>;
}): ((event: StoreEvent) => void) => {
  let isWritable = true;
  let isReached = true;
  const tell = (): void => storage.change(isWritable && isReached);
  return (event) => {
    switch (event.type) {
      case 'opened':
        log.debug('store-opened', {});
        return;
      case 'batch':
        metrics.storeBatch(event);
        if (event.failure !== null) log.error('store-batch-refused', { reason: event.failure });
        return;
      case 'read-only':
        metrics.storeWritable(false);
        isWritable = false;
        tell();
        log.error('store-read-only', { reason: event.reason });
        return;
      case 'writable':
        metrics.storeWritable(true);
        isWritable = true;
        tell();
        log.warn('store-writable', {});
        return;
      case 'worker-died':
        metrics.storeDied();
        log.error('store-worker-died', { count: event.unanswered });
        return;
      case 'worker-restarted':
        log.warn('store-worker-restarted', { attempt: event.attempt });
        return;
      case 'restart-failed':
        log.error('store-restart-failed', { attempt: event.attempt });
        return;
      case 'connection-lost':
        isReached = false;
        tell();
        log.error('store-connection-lost', { code: event.code });
        return;
      case 'connection-back':
        isReached = true;
        tell();
        log.warn('store-connection-back', {});
        return;
      case 'backup-found':
        metrics.backup(event);
        return;
      case 'backup-made':
        metrics.backup(event);
        log.info('backup-made', { name: event.name, milliseconds: event.milliseconds });
        if (event.files.missing > 0) log.warn('backup-files-missing', { count: event.files.missing });
        return;
      case 'backup-failed':
        metrics.backupFailed();
        log.error('backup-failed', { code: event.code });
    }
  };
};
