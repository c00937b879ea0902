import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ConfigError } from '../config.ts';

/** Frames that Redis keeps for a server that was cut off from it; some minutes of a busy clinic. */
const KEPT_FRAMES = 20_000;
/** Frames taken at once. */
const READ_AT_ONCE = 500;
/** A question for new frames is asked again after this time, so that a lost connection is noticed. */
const WAIT_FOR_FRAMES_MS = 2_000;
const RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;
/** Nobody is told of what a server says without an answer of Redis for longer. */
const ANSWER_MS = 2_000;
const START_MS = 10_000;

/** Puts a server on the list, by the clock of Redis, and answers who else is on it. */
const JOIN = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`;

const CLAIM = `
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
`;

/** By the time and the number in them. */
const isBefore = (one: string, other: string): boolean => {
  const [time = 0, count = 0] = one.split('-').map(Number);
  const [otherTime = 0, otherCount = 0] = other.split('-').map(Number);
  return time === otherTime ? count < otherCount : time < otherTime;
};

/** One line that names the setting; never the password in its address. */
const inWords = (url: string, error: unknown): ConfigError => {
  const { host } = new URL(url);
  const words = error instanceof Error ? error.message : String(error);
  const reason = /WRONGPASS|NOAUTH|invalid password/i.test(words)
    ? 'it refuses the user or the password'
    : ((error as { code?: string }).code ?? words);
  return new ConfigError(`REDIS_URL: Redis at ${host} cannot be used: ${reason}`);
};

/**
 * One Redis: a stream that all servers of a clinic append to and read in the same order, who of them is there, and a
 * connection for limits. Reading goes on where it was after a connection that was lost.
 * @throws ConfigError from `open` if Redis cannot be used
 */
export const createRedisStream = ({ url, prefix }: { url: string; prefix: string }) => {
  const streamKey = `${prefix}:frames`;
  const nodesKey = `${prefix}:nodes`;
  const options = {
    lazyConnect: true,
    // What cannot be said now is not said later, in another state of things: callers decide.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_MS,
    retryStrategy: (times: number) => Math.min(times * RETRY_MS, MAX_RETRY_MS),
  };
  // A connection that nobody has closed and on which nothing comes is given up: packets may be lost for ever.
  const writer = new Redis(url, { ...options, commandTimeout: ANSWER_MS, socketTimeout: ANSWER_MS });
  const reader = new Redis(url, { ...options, socketTimeout: WAIT_FOR_FRAMES_MS + ANSWER_MS });
  let lastError: unknown = null;
  // Each failed attempt to connect again is one; whoever uses the connection sees what matters.
  for (const redis of [writer, reader]) redis.on('error', (error: unknown) => (lastError = error));
  let isClosed = false;
  let position = '0-0';
  /** How often the stream has begun anew. */
  let beginnings = 0;
  let reading: Promise<void> = Promise.resolve();

  const connectAll = async (): Promise<void> => {
    const late = new AbortController();
    try {
      await Promise.race([
        Promise.all([writer.connect(), reader.connect()]),
        delay(START_MS, undefined, { signal: late.signal }).then(() => {
          throw new Error(`no answer within ${START_MS / 1000} s`);
        }),
      ]);
    } finally {
      late.abort();
    }
  };

  const read = async (onFrame: (frame: Buffer) => void): Promise<void> => {
    while (!isClosed) {
      const begun = beginnings;
      try {
        const answer = await reader.xreadBuffer(
          'COUNT',
          READ_AT_ONCE,
          'BLOCK',
          WAIT_FOR_FRAMES_MS,
          'STREAMS',
          streamKey,
          position,
        );
        const entries = answer?.[0]?.[1] ?? [];
        for (const [id, fields] of entries) {
          // What was asked before it began anew leads nowhere.
          if (begun === beginnings) position = id.toString();
          const frame = fields[1];
          if (frame !== undefined) onFrame(frame);
        }
      } catch {
        if (!isClosed) await delay(RETRY_MS);
      }
    }
  };

  return {
    /** The connection for whoever counts in Redis. */
    client: writer,

    /** Connects, and hears every frame from now on. */
    async open(onFrame: (frame: Buffer) => void): Promise<void> {
      try {
        await connectAll();
        const last = await writer.xrevrange(streamKey, '+', '-', 'COUNT', 1);
        position = last[0]?.[0] ?? '0-0';
      } catch (error) {
        this.close();
        throw inWords(url, lastError ?? error);
      }
      reading = read(onFrame);
    },

    /** @throws if it may not have been said */
    async append(frame: Buffer): Promise<void> {
      const read = position;
      const id = await writer.xadd(streamKey, 'MAXLEN', '~', KEPT_FRAMES, '*', 'f', frame);
      // It has begun anew, by a clock that is behind: nothing would ever come after what was read before.
      if (id !== null && isBefore(id, read)) {
        position = '0-0';
        beginnings += 1;
      }
    },

    /** @returns all servers that have said so within `forgetMs` */
    async join(nodeId: string, forgetMs: number): Promise<string[]> {
      return (await writer.eval(JOIN, 1, nodesKey, nodeId, forgetMs)) as string[];
    },

    async leave(nodeId: string): Promise<void> {
      await writer.zrem(nodesKey, nodeId);
    },

    async claim(name: string, value: string, forMs: number): Promise<string> {
      return (await writer.eval(CLAIM, 1, `${prefix}:claim:${name}`, value, forMs)) as string;
    },

    close(): void {
      isClosed = true;
      writer.disconnect();
      reader.disconnect();
    },

    /** Resolves when nothing is heard any more. */
    ended: (): Promise<void> => reading,
  };
};

export type RedisStream = ReturnType<typeof createRedisStream>;
