import type { ClusterTimes } from './cluster/cluster.ts';
import type { Message } from './cluster/messages.ts';
import type { OpenedCluster } from './cluster/open-cluster.ts';
import type { Config } from './config.ts';
import type { Clinic } from './domain/clinic.ts';
import type { DomainEvent } from './domain/events.ts';
import { errorFields, type Log } from './log.ts';
import type { FanOut, OtherServers } from './transport/fan-out.ts';
import type { RateLimits } from './transport/rate-limits.ts';
import { VERSION } from './version.ts';

/**
 * @param undo what is to be done when the server stops
 * @returns null for a server that is the only one: then nothing of it is even read
 */
export const openClusterOf = async (
  options: {
    config: Pick<Config, 'redisUrl'>;
    secret: string;
    clinicId: string;
    log: Log;
    times: ClusterTimes | undefined;
  },
  undo: (() => Promise<void> | void)[],
): Promise<OpenedCluster | null> => {
  const { config, secret, clinicId, log, times } = options;
  const { redisUrl } = config;
  if (redisUrl === null) return null;
  const { openCluster } = await import('./cluster/open-cluster.ts');
  const cluster = openCluster({ redisUrl, secret, clinicId, version: VERSION, log, ...(times && { times }) });
  undo.push(() => cluster.stop());
  return cluster;
};

/**
 * Brings a clinic's memory, its connections and the other servers together: what they tell is applied and told here,
 * and whoever was connected to a server that is gone is disconnected by one of those that are left.
 */
export const createJoinedCluster = (deps: {
  cluster: OpenedCluster;
  clinic: Clinic;
  log: Pick<Log, 'error' | 'warn'>;
}) => {
  const { cluster, clinic, log } = deps;
  const { shared } = clinic;
  if (shared === null) throw new Error('a clinic in a cluster shares its memory');
  let fanOut: FanOut | null = null;
  let rates: RateLimits | null = null;
  let isReady = false;
  /** Servers whose people are being disconnected. */
  const leaving = new Set<string>();
  const loading = new Set<Promise<unknown>>();

  const track = (work: Promise<DomainEvent[]>): void => {
    const done = work
      .then((events) => {
        if (events.length > 0) fanOut?.publish({ events });
      })
      .catch((error: unknown) => log.error('shared-change-failed', errorFields(error)))
      .finally(() => loading.delete(done));
    loading.add(done);
  };

  const onMessage = (from: string, message: Message): void => {
    switch (message.kind) {
      case 'snapshot':
        track(shared.replace(from, message.changes));
        return;
      case 'change': {
        const { change } = message;
        track(shared.apply(from, change));
        // This server was taken for dead: where the person is has been forgotten everywhere.
        if (change.kind === 'disconnected' && shared.isOwn(change.connection)) {
          fanOut?.resync([change.connection.id]);
        }
        return;
      }
      case 'told':
        fanOut?.hear.publish(message.told, message.told.origin);
        return;
      case 'session-ended':
        fanOut?.hear.endSession(message.session);
        return;
      case 'connections-replaced':
        fanOut?.hear.replaceConnections(message.sessionId);
        return;
      case 'used':
        rates?.takeElsewhere(message.points);
        return;
      case 'hello':
      case 'beat':
    }
  };

  const sendAway = async (nodeId: string): Promise<void> => {
    if (leaving.has(nodeId)) return;
    leaving.add(nodeId);
    try {
      const gone = shared.others().find((other) => other.nodeId === nodeId);
      for (const connection of gone?.connections ?? []) fanOut?.publish(await clinic.disconnect(connection));
      shared.forgetNode(nodeId);
    } finally {
      leaving.delete(nodeId);
    }
  };

  const onBeat = (): void => {
    for (const points of rates?.newlyUsed() ?? []) cluster.say({ kind: 'used', points });
    // Nobody tells of them now: the store knows.
    if (!cluster.isRedisThere()) clinic.doubtEmergencies();
    if (fanOut === null || !cluster.peers.isLeader()) return;
    for (const { nodeId } of shared.others()) {
      if (cluster.isAlive(nodeId)) continue;
      sendAway(nodeId).catch((error: unknown) => log.error('node-not-cleared', errorFields(error)));
    }
  };

  const others: OtherServers = {
    publish: (publication, origin) =>
      cluster.say({ kind: 'told', told: { ...publication, ...(origin !== undefined && { origin }) } }),
    endSession: (session) => cluster.say({ kind: 'session-ended', session }),
    carried: cluster.carried,
    areReached: cluster.areReached,
    replaceConnections: (sessionId) => cluster.say({ kind: 'connections-replaced', sessionId }),
  };

  return {
    others,

    /** Before the clinic begins: resolves when all is known that the other servers know. @throws ConfigError */
    async start(): Promise<{ isFirst: boolean }> {
      const started = await cluster.start({
        onMessage,
        snapshot: () => ({ isReady, changes: shared.snapshot() }),
        onBeat,
        onMissed: () => fanOut?.resync(fanOut.connectionIds()),
        onRedis() {
          clinic.doubtEmergencies();
          fanOut?.tellTogether(cluster.areReached());
        },
        onGone: clinic.doubtEmergencies,
      });
      await Promise.all(loading);
      return started;
    },

    /** From now on there are connections. */
    serve(its: FanOut, limits: RateLimits): void {
      fanOut = its;
      rates = limits;
      isReady = true;
    },
  };
};
