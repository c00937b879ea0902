import { errorFields, type Log } from '../log.ts';
import { createCluster, type ClusterTimes } from './cluster.ts';
import { createRedisStream } from './redis-stream.ts';
import { createHiddenNames, createSealedFrames } from './sealed-frames.ts';

/** The servers of one clinic that share a Redis. Nothing is connected before it starts. */
export const openCluster = (options: {
  redisUrl: string;
  secret: string;
  clinicId: string;
  version: string;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  times?: ClusterTimes;
}) => {
  const { redisUrl, secret, clinicId, version, log, times } = options;
  const prefix = `anteroom:${clinicId}`;
  const stream = createRedisStream({ url: redisUrl, prefix });
  const hide = createHiddenNames(secret, clinicId);
  const cluster = createCluster({
    stream,
    hide,
    frames: createSealedFrames(secret, clinicId),
    version,
    ...(times && { times }),
    watch: {
      onJoined: (name) => log.info('node-joined', { name }),
      onGone: (name) => log.warn('node-gone', { name }),
      onRedis: (isThere) => (isThere ? log.info('redis-back', {}) : log.error('redis-away', {})),
      onForeignFrame: () => log.warn('foreign-frame', {}),
      onFailed: (error) => log.error('shared-change-failed', errorFields(error)),
    },
  });
  return { ...cluster, counters: { client: stream.client, prefix, hide } };
};

export type OpenedCluster = ReturnType<typeof openCluster>;
