import { FILE_MAX_BYTES } from './protocol/files.ts';
import { z } from './protocol/zod.ts';

/**
 * What the server bears, by name as in the environment variable `LIMITS`: sizes, counts and patience. How often
 * somebody may do something is in `RATE_LIMITS` (server/transport/rate-limits.ts).
 */
export const DEFAULT_LIMITS = {
  /** Bytes of one frame of a socket; a larger one closes the socket. */
  frameBytes: 64 * 1024,
  /** Bytes of one JSON body. Files have routes, and limits, of their own. */
  bodyBytes: 64 * 1024,
  /** Bytes of one file of a conversation. */
  fileBytes: FILE_MAX_BYTES,
  /** Bytes of all files of conversations together; beyond, one more is refused (`files_full`). */
  filesQuotaBytes: 10 * 1024 * 1024 * 1024,
  /** Pixels of one picture of a conversation. */
  imagePixels: 50_000_000,
  /** Messages that wait in the server for one socket that does not read; one more ends it with `resync`. */
  queueMessages: 256,
  /**
   * Bytes that wait in the server for one socket that does not read; more end it with `resync`. An answer that
   * alone is larger counts as half of it.
   */
  queueBytes: 1024 * 1024,
  /** Events of one socket that wait for the one before to be carried out; one more is refused. */
  pendingEvents: 256,
  /** Waiting rooms and calls that one socket may be in. */
  roomsPerSocket: 256,
  /** Open sockets of one session; one more is refused. */
  socketsPerSession: 32,
  /** Milliseconds from the opening of a connection until it has said who it is. */
  connectTimeoutMs: 10_000,
  /** Open connections to one port, of whatever kind; one more is dropped. */
  connections: 10_000,
  /** Bytes of the head of a request. */
  headerBytes: 16 * 1024,
  /** Milliseconds for the head of a request. */
  headersTimeoutMs: 10_000,
  /** Milliseconds for a whole request. For its answer, twice as many without a byte moving. */
  requestTimeoutMs: 60_000,
  /** Milliseconds that a connection without a request is kept. */
  idleTimeoutMs: 10_000,
  /** Milliseconds that the event loop may lag before newcomers are sent away for a moment (`overloaded`). */
  lagMs: 2_000,
  /** Bytes that must be free for the data folder; below, nothing more is stored until twice as much is free. */
  diskFloorBytes: 32 * 1024 * 1024,
  /** Milliseconds between two looks at what is free, and between two attempts to store again. */
  diskCheckMs: 2_000,
  /** Milliseconds that answers under way, and sockets that say goodbye, may take when the server stops. */
  stopMs: 5_000,
} as const;

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type Limits = Record<LimitName, number>;

const isLimitName = (name: string): name is LimitName => Object.hasOwn(DEFAULT_LIMITS, name);

/** A timer that is to take longer runs at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Some of the limits, as the environment changes them. */
export const limitsSchema = z.record(z.string(), z.int().positive()).transform((given, context) => {
  const limits: Partial<Limits> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isLimitName(name)) {
      context.addIssue(`"${name}" is none of ${Object.keys(DEFAULT_LIMITS).join(', ')}`);
    } else if (name.endsWith('Ms') && value > LONGEST_TIMER_MS) {
      context.addIssue({ code: 'custom', path: [name], message: `at most ${LONGEST_TIMER_MS}` });
    } else {
      limits[name] = value;
    }
  }
  return limits;
});
