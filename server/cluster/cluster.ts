import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../config.ts';
import type { Peers, SharedChange } from '../domain/peers.ts';
import { frameSchema, type Message } from './messages.ts';
import { createOutgoing } from './outgoing.ts';
import type { RedisStream } from './redis-stream.ts';
import type { SealedFrames } from './sealed-frames.ts';

/** Times of a cluster, in milliseconds. */
export type ClusterTimes = {
  /** A server says this often that it is there. */
  beatMs: number;
  /** One that has not for so long is gone. */
  goneMs: number;
};

export const CLUSTER_TIMES: ClusterTimes = { beatMs: 1_000, goneMs: 5_000 };

const CLAIM_MS = 60_000;
/** Who has the right to begin, if several servers start together. */
const START_CLAIM = 'start';
const ASK_AGAIN_MS = 50;

export type ClusterHandlers = {
  /** What another server says, in the order in which it says it. */
  onMessage(from: string, message: Message): void;
  snapshot(): { isReady: boolean; changes: SharedChange[] };
  /** Once in each beat. */
  onBeat(): void;
  /** Something that others said was lost: connections of this server may have missed it. */
  onMissed(): void;
  /** Redis is away, or back. */
  onRedis(isThere: boolean): void;
  /** A server is gone, with what it may not have said. */
  onGone(): void;
};

export type ClusterWatch = {
  onJoined(nodeId: string): void;
  onGone(nodeId: string): void;
  /** Redis is away, or back. */
  onRedis(isThere: boolean): void;
  /** Frames that no server of this clinic has made. */
  onForeignFrame(): void;
  /** What another server has said could not be carried out. */
  onFailed(error: unknown): void;
};

type Peer = { lastHeard: number; number: number };

/**
 * Who else serves the clinic, over a stream that all read in the same order. A server is gone when it has been silent
 * for `goneMs`, as heard by one that hears itself all that time: whoever is cut off from Redis judges nobody.
 */
export const createCluster = (deps: {
  stream: RedisStream;
  frames: SealedFrames;
  hide: (name: string) => string;
  version: string;
  watch: ClusterWatch;
  times?: ClusterTimes;
}) => {
  const { stream, frames, hide, version, watch, times = CLUSTER_TIMES } = deps;
  const { beatMs, goneMs } = times;
  const nodeId = randomUUID();
  const entry = `${nodeId}@${version}`;
  const peers = new Map<string, Peer>();
  /** Servers that have said what they have since this one has asked. */
  const answered = new Map<string, { isReady: boolean }>();
  let handlers: ClusterHandlers | null = null;
  let lastEcho = performance.now();
  let wellSince = performance.now();
  let beat: NodeJS.Timeout | null = null;

  const outgoing = createOutgoing({
    append: stream.append,
    seal: (number, messages) => frames.seal(JSON.stringify({ from: nodeId, number, messages })),
    onRedis(isThere) {
      watch.onRedis(isThere);
      handlers?.onRedis(isThere);
    },
  });
  const { say } = outgoing;

  const take = (message: Message, from: string): void => {
    switch (message.kind) {
      case 'hello':
        if (handlers !== null) say({ kind: 'snapshot', ...handlers.snapshot() });
        return;
      case 'beat':
        return;
      case 'snapshot':
        answered.set(from, { isReady: message.isReady });
        break;
      default:
    }
    handlers?.onMessage(from, message);
  };

  const onFrame = (sealed: Buffer): void => {
    const text = frames.open(sealed);
    const parsed = text === null ? null : frameSchema.safeParse(JSON.parse(text));
    if (parsed?.success !== true) return watch.onForeignFrame();
    const { from, number, messages } = parsed.data;
    const now = performance.now();
    if (from === nodeId) {
      if (now - lastEcho > beatMs * 2) wellSince = now;
      lastEcho = now;
      return;
    }
    const peer = peers.get(from);
    if (peer === undefined) {
      peers.set(from, { lastHeard: now, number });
      watch.onJoined(from);
      // It may have been there before: what it has, it says when it is asked.
      say({ kind: 'hello' });
    } else {
      peer.lastHeard = now;
      if (number <= peer.number) return;
      if (number > peer.number + 1) {
        say({ kind: 'hello' });
        handlers?.onMissed();
      }
      peer.number = number;
    }
    for (const message of messages) {
      try {
        take(message, from);
      } catch (error) {
        watch.onFailed(error);
      }
    }
  };

  const lookAround = (): void => {
    const now = performance.now();
    const isWell = now - lastEcho <= beatMs * 2 && now - wellSince > goneMs;
    if (!isWell) return;
    for (const [id, { lastHeard }] of peers) {
      if (now - lastHeard <= goneMs) continue;
      peers.delete(id);
      answered.delete(id);
      watch.onGone(id);
      handlers?.onGone();
    }
  };

  const onBeat = async (): Promise<void> => {
    say({ kind: 'beat' });
    outgoing.retry();
    lookAround();
    handlers?.onBeat();
    await stream.join(entry, goneMs * 2).catch(outgoing.failed);
  };

  const isAnybodyReady = (): boolean => [...answered.values()].some(({ isReady }) => isReady);

  /** Of several that start together, one begins, and the others wait for it, unless it takes too long. */
  const waitForFirst = async (): Promise<boolean> => {
    while (!isAnybodyReady()) {
      const first = await stream.claim(START_CLAIM, nodeId, goneMs);
      if (first === nodeId) return true;
      await delay(ASK_AGAIN_MS);
      say({ kind: 'hello' });
    }
    return false;
  };

  const requireSameVersion = (entries: readonly string[]): string[] =>
    entries
      .filter((other) => other !== entry)
      .map((other) => {
        const [id = '', itsVersion = ''] = other.split('@');
        if (itsVersion === version) return id;
        throw new ConfigError(
          `REDIS_URL: a server of this clinic runs version ${itsVersion}, this one is ${version}: stop it first`,
        );
      });

  const peerPort: Peers = {
    // Also while nobody is heard: a server that is cut off reads it when it is back.
    tell: (change) => say({ kind: 'change', change }),
    isLeader: () => [...peers.keys()].every((id) => nodeId < id),
    // Without Redis, whoever asks is the first: as in a server that is the only one.
    async claim(name, value) {
      const sealed = frames.seal(value).toString('base64');
      const first = await stream.claim(hide(name), sealed, CLAIM_MS).catch(() => sealed);
      return frames.open(Buffer.from(first, 'base64')) ?? value;
    },
  };

  return {
    nodeId,
    peers: peerPort,

    /** Connects and asks who is there. @throws ConfigError. @returns whether nobody has begun before this one */
    async start(its: ClusterHandlers): Promise<{ isFirst: boolean }> {
      handlers = its;
      await stream.open(onFrame);
      const expected = requireSameVersion(await stream.join(entry, goneMs * 2));
      wellSince = lastEcho = performance.now();
      say({ kind: 'hello' });
      const deadline = performance.now() + goneMs;
      while (expected.some((id) => !answered.has(id)) && performance.now() < deadline) await delay(10);
      beat = setInterval(() => void onBeat(), beatMs);
      return { isFirst: await waitForFirst().catch(() => !isAnybodyReady()) };
    },

    say,

    /** Of `outgoing`: what was said outlives this server. */
    carried: outgoing.carried,
    isRedisThere: outgoing.isThere,
    /** For those who watch. */
    servers: () => ({ count: peers.size + 1, isRedisThere: outgoing.isThere() }),
    /** The others hear what is said; as far as there are any. */
    areReached: (): boolean => outgoing.isThere() || peers.size === 0,

    isAlive: (id: string): boolean => peers.has(id),

    /** After its last word; the others find it gone when they have not heard of it for a while. */
    async stop(): Promise<void> {
      if (beat !== null) clearInterval(beat);
      await outgoing.carried();
      await stream.leave(entry).catch(() => undefined);
      outgoing.stop();
      stream.close();
      await stream.ended();
    },
  };
};

export type Cluster = ReturnType<typeof createCluster>;
