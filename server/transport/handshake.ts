import type { Server, Socket } from 'socket.io';
import type { Clinic } from '../domain/clinic.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { identifyHandshake, type Authenticate } from './authenticate.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { toRefusal } from './errors.ts';
import type { Gate } from './gate.ts';
import type { RefusalLog } from './refusal-log.ts';

/** What a socket carries once it was let in. */
export type SocketData = { identity: Identity; isWaitingRoom: boolean };

const NOTHING = Object.freeze({});

/** Connections keep their request and its headers otherwise, token included: a third of an idle client's memory. */
const forgetHandshake = (socket: Socket): void => {
  (socket.conn as { request: unknown }).request = undefined;
  Object.assign(socket.handshake, { headers: NOTHING, auth: NOTHING, query: NOTHING });
};

/** Identifies who connects, before there is a socket: a refusal is the answer to the handshake. */
export const guardHandshake = (deps: {
  io: Server;
  clinic: Clinic;
  authenticate: Authenticate;
  gate: Gate;
  connectionLimits: ConnectionLimits;
  refusals: RefusalLog;
  log: Log;
  metrics: Metrics;
}) => {
  const { io, clinic, authenticate, gate, connectionLimits, refusals, log, metrics } = deps;
  /** Connections that are being identified, until there is a socket or a refusal. */
  const shaking = new WeakSet<object>();

  const identifySocket = async (socket: Socket): Promise<SocketData> => {
    const { conn } = socket;
    // Socket.IO takes several that come together for several sockets of one connection.
    if (shaking.has(conn)) throw new DomainError('bad_request', 'A connection is one socket');
    gate.assertOpenForNewcomers();
    connectionLimits.admitHandshake(socket);
    shaking.add(conn);
    try {
      const data = await identifyHandshake(
        authenticate,
        socket.handshake.auth,
        socket.handshake.headers.authorization,
        (identity) => clinic.sessions.recordFalseClaim(identity, 'handshake'),
      );
      connectionLimits.admitSession(io, data.identity.sessionId);
      return data;
    } catch (error) {
      shaking.delete(conn);
      throw error;
    }
  };

  io.use((socket, next) => {
    // Asked now: the request is forgotten as soon as there is a socket.
    const address = connectionLimits.addressOf(socket.request);
    identifySocket(socket).then(
      (data) => {
        Object.assign(socket.data, data);
        next();
      },
      (error: unknown) => {
        const { code, message } = toRefusal(error, log, 'handshake');
        metrics.refused('connection', code);
        refusals.write(address, 'connection-refused', { code });
        next(Object.assign(new Error(message), { data: { code } }));
      },
    );
  });

  return {
    /** There is a socket: what brought it is forgotten. */
    done: (socket: Socket): void => {
      shaking.delete(socket.conn);
      forgetHandshake(socket);
    },
  };
};
