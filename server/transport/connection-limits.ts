import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import type { Metrics } from '../metrics.ts';
import { addressOf } from './client-address.ts';
import { sessionRoom } from './fan-out.ts';
import { RateLimitedError, type RateLimits } from './rate-limits.ts';
import type { RefusalLog } from './refusal-log.ts';

/** Who may connect how often, and how many times at once. */
export const createConnectionLimits = (deps: {
  config: Pick<Config, 'limits' | 'trustProxy'>;
  rates: RateLimits;
  metrics: Metrics;
  refusals: RefusalLog;
}) => {
  const { config, rates, metrics, refusals } = deps;
  const opened = rates.buckets('open-address');
  const shaken = rates.buckets('connect-address');
  const most = config.limits.socketsPerSession;

  const openSockets = (io: Server, sessionId: string): number =>
    io.sockets.adapter.rooms.get(sessionRoom(sessionId))?.size ?? 0;

  const addressOfRequest = (request: IncomingMessage): string => addressOf(request, config.trustProxy);

  /** One for all, because most connections are ordinary and each byte of theirs counts. */
  const countSilent = (reason: string): void => {
    if (reason === 'forced close') metrics.refused('connection', 'unauthenticated');
  };

  return {
    /** Counts the connections that are closed because they did not say in time who they are. */
    watch(io: Server): void {
      io.engine.on('connection', (connection: Socket['conn']) => connection.once('close', countSilent));
    },
    /** Whose points a request for a connection uses. */
    addressOf: addressOfRequest,
    /** Before anything is kept of a connection. Who is refused here has not listened to a code for long. */
    admitOpening(request: IncomingMessage): boolean {
      const address = addressOfRequest(request);
      if (opened === null || opened.take(address) === 0) return true;
      metrics.refused('connection', 'rate_limited');
      refusals.write(address, 'connection-refused', { code: 'rate_limited' });
      return false;
    },
    /** Before the token costs anything. @throws RateLimitedError */
    admitHandshake(socket: Socket): void {
      socket.conn.off('close', countSilent);
      const wait = shaken?.take(addressOfRequest(socket.request)) ?? 0;
      if (wait > 0) throw new RateLimitedError(wait);
    },
    /** @throws DomainError `rate_limited` if the session has as many sockets as it may have */
    admitSession(io: Server, sessionId: string): void {
      if (openSockets(io, sessionId) >= most) {
        throw new DomainError('rate_limited', `A session may have ${most} connections`);
      }
    },
    /** Handshakes that were checked side by side can pass together; with this one, there are too many. */
    isTooMany: (io: Server, sessionId: string): boolean => openSockets(io, sessionId) > most,
  };
};

export type ConnectionLimits = ReturnType<typeof createConnectionLimits>;
