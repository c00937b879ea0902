import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** The default of 511 doubles the time of a storm of reconnections. */
const BACKLOG = 4096;
/** How often connections are looked for that became idle after `dropIdle`. */
const SWEEP_EVERY_MS = 50;

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

export const createListener = (tls: { cert: Buffer; key: Buffer } | null): Listener => {
  const server = tls === null ? createHttpServer() : createHttpsServer({ ...tls, minVersion: 'TLSv1.2' });
  // Node forgets connections that became WebSockets, yet waits for them when it closes.
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  let sweep: NodeJS.Timeout | undefined;
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host, backlog: BACKLOG }, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          for (const socket of connections) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(force);
          clearInterval(sweep);
          resolve();
        });
      }),
    dropIdle: () => {
      server.closeIdleConnections();
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
    },
  };
};
