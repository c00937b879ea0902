import type { X509Certificate } from 'node:crypto';
import { Agent, request as startRequest, type ClientRequestArgs } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { pinOf } from './tls-look.ts';

/**
 * Requests of the main process to one clinic, over a line that stays open. Before the first byte is sent, the
 * server has shown the key that is expected of it.
 */

export type ClinicTarget = {
  /** Base address without a trailing slash. */
  url: string;
  /** The key that the server has to show; null: a certificate that this machine trusts. */
  pin: string | null;
};

/** Whether to speak to the server with this certificate. */
export type Accepts = (certificate: X509Certificate, isTrusted: boolean) => boolean;

export type ClinicAnswer = {
  status: number;
  body: Buffer;
  /** From the request to the whole answer. */
  tookMs: number;
};

export type ClinicHttp = {
  /** Rejects if no answer comes. */
  request(options: {
    method: 'GET' | 'POST';
    path: string;
    token?: string | undefined;
    body?: Buffer | undefined;
    signal: AbortSignal;
  }): Promise<ClinicAnswer>;
  close(): void;
};

export const acceptsPin =
  (pin: string | null): Accepts =>
  (certificate, isTrusted) =>
    pin === null ? isTrusted : pinOf(certificate) === pin;

/** Larger than any answer that is asked for. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const connectChecked = (
  { hostname, port }: { hostname: string; port: number },
  accepts: Accepts,
  settle: (error: Error | null, socket: Socket) => void,
): void => {
  const socket = connectTls({
    host: hostname,
    port,
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    // Decided below, before anything is sent.
    rejectUnauthorized: false,
  });
  socket.once('error', (error: Error) => settle(error, socket));
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate !== undefined && accepts(certificate, socket.authorized)) {
      settle(null, socket);
      return;
    }
    socket.destroy();
    settle(new Error('the server shows another key than it should'), socket);
  });
};

export const createClinicHttp = (target: ClinicTarget, accepts = acceptsPin(target.pin)): ClinicHttp => {
  const base = new URL(target.url);
  const secure = base.protocol === 'https:';
  const hostname = base.hostname.replace(/^\[|\]$/g, '');
  const port = base.port === '' ? (secure ? 443 : 80) : Number(base.port);
  // One line, as the figures that are measured over it are those of one.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = (
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null => {
    if (!secure) return connectTcp({ host: hostname, port });
    connectChecked({ hostname, port }, accepts, (error, socket) => callback?.(error, socket));
    return null;
  };
  return {
    request: ({ method, path, token, body, signal }) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const request = startRequest(
          {
            agent,
            method,
            path,
            signal,
            headers: {
              host: base.host,
              ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
              ...(body === undefined
                ? {}
                : { 'content-type': 'application/octet-stream', 'content-length': body.length }),
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            let bytes = 0;
            response.on('data', (chunk: Buffer) => {
              chunks.push(chunk);
              bytes += chunk.length;
              if (bytes > MAX_ANSWER_BYTES) request.destroy(new Error('the answer is too long'));
            });
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                body: Buffer.concat(chunks),
                tookMs: performance.now() - startedAt,
              }),
            );
          },
        );
        request.on('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
};
