import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, getCACertificates, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Pin } from '../../server/protocol/join-link.ts';
import { pinOf } from './certificate-pin.ts';

/**
 * TLS of the main process itself, which knows nothing of what a session's verify proc accepts: the same rule once
 * more, over Node's own sockets. A server with another key gets no byte of a request.
 */

/** The server shows another key than the pinned one. */
export class PinMismatchError extends Error {
  override readonly name = 'PinMismatchError';
  readonly code = 'ERR_PIN_MISMATCH';

  constructor() {
    super('the server shows another key than the pinned one');
  }
}

/** For what is asked of whoever answers, and tells nothing: whether somebody does. */
export const ANY_KEY = Symbol('any key');

/** What a server has to show: this key, a certificate that this computer trusts (null), or anything. */
export type ExpectedKey = Pin | null | typeof ANY_KEY;

/** More than a clinic answers to anything that the main process asks. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** What Node brings along, and what this computer trusts besides: the nearest to what Chromium does. */
const readTrustedRoots = (): string[] => [...getCACertificates('default'), ...getCACertificates('system')];
let roots: readonly string[] | null = null;
/** Read once: it may take half a second. */
const trustedRoots = (): string[] => [...(roots ??= readTrustedRoots())];

const shownKey = (socket: TLSSocket): Pin | null => {
  const raw = socket.getPeerX509Certificate()?.raw;
  return raw === undefined ? null : pinOf(new X509Certificate(raw));
};

const isExpected = (socket: TLSSocket, pin: ExpectedKey): boolean =>
  pin === null || pin === ANY_KEY || shownKey(socket) === pin;

/**
 * Connects by TLS and calls back with a socket whose server has proven to own the pinned key.
 * @param pin null: the certificate must be trusted by this computer and made out to the host
 */
const connectPinned = (
  options: ConnectionOptions,
  pin: ExpectedKey,
  callback: (error: Error | null, socket?: TLSSocket) => void,
): TLSSocket => {
  const socket = connect({
    ...options,
    // A resumed session shows no certificate.
    session: undefined,
    ...(pin === null
      ? { rejectUnauthorized: true, ca: trustedRoots() }
      : // Issuer, dates and names are those of a certificate that nobody signed: the key is compared below.
        { rejectUnauthorized: false, checkServerIdentity: () => undefined }),
  });
  let isDone = false;
  const done = (error: Error | null): void => {
    if (isDone) return;
    isDone = true;
    if (error === null) callback(null, socket);
    else {
      socket.destroy();
      callback(error);
    }
  };
  socket.once('secureConnect', () => done(isExpected(socket, pin) ? null : new PinMismatchError()));
  socket.once('error', done);
  socket.once('close', () => done(new Error('the server closed the connection')));
  return socket;
};

class PinnedAgent extends Agent {
  readonly #pin: ExpectedKey;

  constructor(pin: ExpectedKey, options: AgentOptions) {
    // No cached sessions, for the same reason as above.
    super({ keepAlive: false, ...options, maxCachedSessions: 0 });
    this.#pin = pin;
  }

  /** Hands the socket over when it has been checked, so that the request waits for that. */
  override createConnection(
    options: ConnectionOptions,
    callback: (error: Error | null, stream?: Duplex) => void,
  ): undefined {
    connectPinned(options, this.#pin, callback);
  }
}

/** For `https.request`: an agent that reaches a server with this key alone. */
export const createPinnedAgent = (pin: ExpectedKey, options: AgentOptions = {}): Agent =>
  new PinnedAgent(pin, options);

/** @throws RangeError the answer has more than this; nothing more of it is read then */
export const readAnswer = async (
  answer: IncomingMessage,
  maxBytes = MAX_BYTES,
): Promise<Buffer<ArrayBuffer>> => {
  const chunks: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer<ArrayBuffer>>) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

export type PinnedRequest = {
  /** Null: a server whose certificate this computer trusts. */
  pin: Pin | null;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  timeoutMs?: number;
  maxBytes?: number;
};

/**
 * One request over a pinned connection; redirects are not followed.
 * @throws PinMismatchError before anything is sent, if the server has another key; Node's own errors else
 */
export const pinnedFetch = (
  url: string | URL,
  { pin, method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES }: PinnedRequest,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const agent = createPinnedAgent(pin);
    const request = httpsRequest(
      url,
      { method, headers, agent, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        readAnswer(answer, maxBytes).then((body) => {
          const status = answer.statusCode ?? 0;
          const type = answer.headers['content-type'];
          resolve(
            new Response([204, 304].includes(status) ? null : body, {
              status,
              headers: type === undefined ? {} : { 'content-type': type },
            }),
          );
        }, reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
