import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { performance } from 'node:perf_hooks';

/** A client of SNTP (RFC 5905 14): how far this machine's clock is from a time server's. */

export type TimeServer = { host: string; port: number };

const PACKET_BYTES = 48;
/** No leap warning, version 4, client. */
const CLIENT = (4 << 3) | 3;
const SERVER_MODE = 4;
const UNSYNCHRONISED = 3;
/** Seconds between the eras of NTP and of Unix. */
const UNIX_EPOCH_S = 2_208_988_800;
const TIMEOUT_MS = 3_000;
const ATTEMPTS = 2;

/**
 * Milliseconds since the Unix epoch. NTP counts seconds modulo 2^32, which ends in 2036: what is before 1968 means
 * the time after it (RFC 4330 3).
 */
export const readTimestamp = (packet: Buffer, at: number): number => {
  const seconds = packet.readUInt32BE(at);
  const era = seconds < 0x80000000 ? 2 ** 32 : 0;
  return (seconds + era - UNIX_EPOCH_S) * 1000 + (packet.readUInt32BE(at + 4) / 2 ** 32) * 1000;
};

/** @returns null if this is no answer to the request with this cookie, or one of a server that has no time itself */
const parseAnswer = (packet: Buffer, cookie: Buffer): { received: number; sent: number } | null => {
  if (packet.length < PACKET_BYTES) return null;
  const first = packet[0] ?? 0;
  const stratum = packet[1] ?? 0;
  const isTime = (first & 7) === SERVER_MODE && first >> 6 !== UNSYNCHRONISED && stratum > 0 && stratum < 16;
  if (!isTime || !packet.subarray(24, 32).equals(cookie)) return null;
  return { received: readTimestamp(packet, 32), sent: readTimestamp(packet, 40) };
};

const askOnce = ({ host, port }: TimeServer, now: () => number, signal: AbortSignal): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    // What comes back as "originate" is ours alone to know: an answer cannot be made up from afar.
    const cookie = randomBytes(8);
    const request = Buffer.alloc(PACKET_BYTES);
    request[0] = CLIENT;
    cookie.copy(request, 40);
    let sentAt = 0;
    let sentMark = 0;
    const timer = setTimeout(
      () => end(() => reject(new Error('the time server did not answer'))),
      TIMEOUT_MS,
    );
    const abort = () => end(() => reject(new Error('given up')));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners('error').on('error', () => {});
      try {
        socket.close();
      } catch {
        // It was closed already.
      }
      settle();
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('message', (packet) => {
      const answer = parseAnswer(packet, cookie);
      if (answer === null) return;
      // The clock itself may be put right meanwhile; what passed is measured by another.
      const receivedAt = sentAt + (performance.now() - sentMark);
      end(() => resolve((answer.received - sentAt + (answer.sent - receivedAt)) / 2));
    });
    // Without a callback: it would be called for a name without an address, too.
    socket.once('connect', () => {
      sentAt = now();
      sentMark = performance.now();
      socket.send(request);
    });
    socket.connect(port, host);
  });

/**
 * Milliseconds that this machine's clock would have to be put forward; negative if it is ahead.
 * @throws Error if no server answers with a time
 */
export const clockOffset = async (
  servers: readonly TimeServer[],
  { now = Date.now, signal }: { now?: () => number; signal: AbortSignal },
): Promise<number> => {
  let failure: unknown = new Error('no time server is known');
  for (const server of servers) {
    for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
      try {
        return await askOnce(server, now, signal);
      } catch (error) {
        failure = error;
      }
    }
  }
  throw failure;
};
