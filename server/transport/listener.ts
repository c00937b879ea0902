import { createServer as createHttpServer, STATUS_CODES, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Limits } from '../limits.ts';
import type { TlsIdentity } from '../tls-identity.ts';
import { HTTP_STATUS, type ErrorCode, type RestFailure } from '../protocol/index.ts';

/** The default of 511 doubles the time of a storm of reconnections. */
const BACKLOG = 4096;
/** How often connections are looked for that became idle after `dropIdle`. */
const SWEEP_EVERY_MS = 50;

/** A poll of Engine.IO is answered after 25 s if there is nothing to say: no answer may be cut before. */
const SHORTEST_STALL_MS = 60_000;

type HttpLimits = Pick<
  Limits,
  'connections' | 'headerBytes' | 'headersTimeoutMs' | 'requestTimeoutMs' | 'idleTimeoutMs'
>;

/** What Node's parser says of a request that never became one. */
const parserRefusal = (code: string | undefined): { status: number; code: ErrorCode; message: string } => {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, code: 'too_large', message: 'The head of the request is too large' };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'bad_request', message: 'The request did not arrive in time' };
  }
  return { status: HTTP_STATUS.bad_request, code: 'bad_request', message: 'The request cannot be read' };
};

/** One HTTP or HTTPS listener. */
export type Listener = {
  server: HttpServer;
  /** @returns the port, which the system chooses for 0 */
  listen(port: number, host: string): Promise<number>;
  /** Takes no new connections; resolves when the last one is gone, by force after `graceMs`. */
  close(graceMs: number): Promise<void>;
  /** For after `close`: drops connections that are only kept alive, now and as soon as they are no more than that. */
  dropIdle(): void;
};

/** @param onRefused called for each connection that is refused before there is a request */
export const createListener = (
  tls: Pick<TlsIdentity, 'options' | 'contextFor' | 'onReplaced'> | null,
  limits: HttpLimits,
  onRefused: (code: ErrorCode) => void,
): Listener => {
  const { headersTimeoutMs, requestTimeoutMs } = limits;
  const options = {
    maxHeaderSize: limits.headerBytes,
    // Node refuses a shorter time for the whole than for its head.
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    // Node looks for those who are late every 30 s by default.
    connectionsCheckingInterval: Math.ceil(Math.min(headersTimeoutMs, requestTimeoutMs) / 4),
  };
  const server =
    tls === null
      ? createHttpServer(options)
      : createHttpsServer({
          ...options,
          ...tls.options(),
          SNICallback: (servername, answer) => answer(null, tls.contextFor(servername)),
          handshakeTimeout: headersTimeoutMs,
        });
  if (tls !== null && server instanceof HttpsServer) {
    tls.onReplaced(() => server.setSecureContext(tls.options()));
  }
  server.maxConnections = limits.connections;
  server.on('drop', () => onRefused('overloaded'));
  // For each request, not for each connection: a WebSocket would keep the timer that ws switches off.
  const stallMs = Math.max(2 * requestTimeoutMs, SHORTEST_STALL_MS);
  server.on('request', (_request, response) => response.setTimeout(stallMs));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, code, message } = parserRefusal(error.code);
    onRefused(code);
    const body = JSON.stringify({ success: false, code, message } satisfies RestFailure);
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  });
  // Node forgets connections that became WebSockets, yet waits for them when it closes.
  const connections = new Set<Socket>();
  // One for all: each WebSocket keeps its listeners for as long as it is open.
  const forget = function (this: Socket): void {
    connections.delete(this);
  };
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', forget);
  });
  let sweep: NodeJS.Timeout | undefined;
  let isClosed = false;
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host, backlog: BACKLOG }, () => {
          server.off('error', reject);
          // A connection that could not be taken, for want of open files: the others go on.
          server.on('error', () => onRefused('overloaded'));
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          for (const socket of connections) socket.destroy();
        }, graceMs);
        server.close(() => {
          isClosed = true;
          clearTimeout(force);
          clearInterval(sweep);
          resolve();
        });
      }),
    dropIdle: () => {
      // With nobody there, it was closed long before.
      if (isClosed) return;
      server.closeIdleConnections();
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
    },
  };
};
