import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { decodeStun, hasGoodFingerprint, stunLength, type StunMessage } from './stun-message.ts';

/** Ways to a STUN or TURN server: over UDP with retransmission, over TCP, and over TLS. */

export const STUN_TRANSPORTS = ['udp', 'tcp', 'tls'] as const;
export type StunTransport = (typeof STUN_TRANSPORTS)[number];

export type StunTarget = { host: string; port: number; transport: StunTransport };

/**
 * Why a STUN or TURN server is of no use: its name is not known, nothing answers there, its certificate is not
 * trusted, it refuses the credentials, it has no room left, or it answers what no such server would.
 */
export type StunFailure = 'name-unknown' | 'unreachable' | 'certificate' | 'refused' | 'full' | 'unexpected';

export class StunError extends Error {
  override readonly name = 'StunError';
  readonly code: StunFailure;

  constructor(code: StunFailure, options?: ErrorOptions) {
    super(`the STUN server is of no use: ${code}`, options);
    this.code = code;
  }
}

/** An answer, and its bytes as they came, for its signature. */
export type StunAnswer = { message: StunMessage; bytes: Buffer };

export type StunChannel = {
  /**
   * Resolves with the answer to this transaction; others, and what is no STUN, are passed over.
   * @throws StunError
   */
  ask(request: Buffer): Promise<StunAnswer>;
  close(): void;
};

const NAME_ERRORS: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
/** What Node's TLS reports of a certificate: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID` and the like. */
const CERTIFICATE_ERROR = /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY/;

const failureOf = (error: unknown): StunError => {
  if (error instanceof StunError) return error;
  const { code } = error as { code?: unknown };
  const name = typeof code === 'string' ? code : '';
  if (NAME_ERRORS.has(name)) return new StunError('name-unknown', { cause: error });
  if (CERTIFICATE_ERROR.test(name)) return new StunError('certificate', { cause: error });
  return new StunError('unreachable', { cause: error });
};

/** Who asks on a channel, by transaction. */
const createWaiting = () => {
  const waiting = new Map<
    string,
    { resolve: (answer: StunAnswer) => void; reject: (error: Error) => void }
  >();
  let failed: StunError | null = null;
  return {
    wait: (request: Buffer): Promise<StunAnswer> =>
      new Promise((resolve, reject) => {
        if (failed !== null) reject(failed);
        else waiting.set(request.toString('hex', 8, 20), { resolve, reject });
      }),
    answer: (bytes: Buffer): void => {
      const message = decodeStun(bytes);
      if (message === null || !hasGoodFingerprint(bytes)) return;
      const id = message.transactionId.toString('hex');
      const asker = waiting.get(id);
      waiting.delete(id);
      asker?.resolve({ message, bytes });
    },
    fail: (error: unknown): void => {
      failed ??= failureOf(error);
      for (const { reject } of waiting.values()) reject(failed);
      waiting.clear();
    },
  };
};

/** RFC 5389 advises 500 ms; in a check that somebody watches, a lost packet should cost less. */
const FIRST_RETRANSMISSION_MS = 250;

const openUdp = async ({ host, port }: StunTarget, signal: AbortSignal): Promise<StunChannel> => {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  const waiting = createWaiting();
  const timers = new Set<NodeJS.Timeout>();
  const close = () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    signal.removeEventListener('abort', close);
    waiting.fail(new StunError('unreachable'));
    socket.removeAllListeners('error').on('error', () => {});
    try {
      socket.close();
    } catch {
      // It was closed already.
    }
  };
  socket.on('message', waiting.answer);
  signal.addEventListener('abort', close, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      signal.addEventListener('abort', () => reject(new StunError('unreachable')), { once: true });
      // Without a callback: it would be called for a name without an address, too.
      socket.once('connect', resolve).connect(port, host);
    });
  } catch (error) {
    close();
    throw failureOf(error);
  }
  // Nobody listens on the port: the system tells it to a connected socket.
  socket.on('error', waiting.fail);
  const send = (request: Buffer, delay: number, isOver: () => boolean): void => {
    if (isOver() || signal.aborted) return;
    socket.send(request, (error) => {
      if (error) waiting.fail(error);
    });
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(request, delay * 2, isOver);
    }, delay);
    timers.add(timer);
  };
  return {
    ask: async (request) => {
      let over = false;
      send(request, FIRST_RETRANSMISSION_MS, () => over);
      try {
        return await waiting.wait(request);
      } finally {
        over = true;
      }
    },
    close,
  };
};

const connectStream = (
  { host, port, transport }: StunTarget,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const isTls = transport === 'tls';
    const socket = isTls
      ? connectTls({
          host,
          port,
          // An address has no name that a server could choose a certificate by.
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(ca === undefined ? {} : { ca }),
        })
      : connectTcp({ host, port });
    const give = () => {
      socket.destroy();
      reject(new StunError('unreachable'));
    };
    signal.addEventListener('abort', give, { once: true });
    socket.once('error', reject);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', give);
      socket.off('error', reject);
      resolve(socket);
    });
  });

const openStream = async (
  target: StunTarget,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<StunChannel> => {
  const socket = await connectStream(target, ca, signal).catch((error: unknown) => {
    throw failureOf(error);
  });
  const waiting = createWaiting();
  const close = () => {
    signal.removeEventListener('abort', close);
    waiting.fail(new StunError('unreachable'));
    socket.destroy();
  };
  signal.addEventListener('abort', close, { once: true });
  socket.on('error', waiting.fail);
  socket.on('close', () => waiting.fail(new StunError('unreachable')));
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const length = stunLength(received);
      if (length === undefined) return;
      if (length === null) {
        waiting.fail(new StunError('unexpected'));
        socket.destroy();
        return;
      }
      if (received.length < length) return;
      waiting.answer(received.subarray(0, length));
      received = received.subarray(length);
    }
  });
  return {
    ask: (request) => {
      socket.write(request);
      return waiting.wait(request);
    },
    close,
  };
};

/**
 * Opens the way to a server; it ends with the signal, and whoever waits is told that nothing is reachable.
 * @param ca what TLS trusts in the place of the built-in certificates; only for tests
 * @throws StunError
 */
export const openStunChannel = (
  target: StunTarget,
  { signal, ca }: { signal: AbortSignal; ca?: string | undefined },
): Promise<StunChannel> =>
  target.transport === 'udp' ? openUdp(target, signal) : openStream(target, ca, signal);
