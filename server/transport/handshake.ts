import type { Server, Socket } from 'socket.io';
import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { RelationView } from '../domain/relation-access.ts';
import { handshakeSchema } from '../protocol/index.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { identifyHandshake, type Authenticate } from './authenticate.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { toRefusal } from './errors.ts';
import type { Config } from '../config.ts';
import { tokenOf } from './credentials.ts';
import type { Gate } from './gate.ts';
import type { LinkGuests } from './link-guests.ts';
import { isLoopbackRequest } from './origins.ts';
import type { Unverified } from './unverified.ts';
import type { RefusalLog } from './refusal-log.ts';

/** What a socket carries once it was let in. */
export type SocketData = {
  identity: Identity;
  isWaitingRoom: boolean;
  /** The relation that the connection is for, and the dialect that has such connections. */
  relation: RelationView | null;
  dialect: ForeignDialect | null;
  /** It proves nothing, and has not yet said who it is: `identity` is not there before. */
  isUnverified: boolean;
};

/** Whoever names one of these is of a system that proves who somebody is, or is refused (S0, S1). */
const PROOFS = ['token', 'consultationToken', 'userType'] as const;

const NOTHING = Object.freeze({});

/** The relation that a handshake names, and whose handshake that is. */
const announcedBy = (dialects: readonly ForeignDialect[], auth: unknown) => {
  const parsed = handshakeSchema.safeParse(auth ?? {});
  if (!parsed.success) return null;
  for (const dialect of dialects) {
    const relationId = dialect.relationOf?.(parsed.data) ?? null;
    if (relationId !== null) return { dialect, relationId };
  }
  return null;
};

const inWordsOf = (dialect: ForeignDialect | undefined, error: unknown): unknown => {
  const words = error instanceof DomainError ? dialect?.refusals?.[error.code] : undefined;
  return error instanceof DomainError && words !== undefined ? new DomainError(error.code, words) : error;
};

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
  dialects: readonly ForeignDialect[];
  unverified: Pick<Unverified, 'claimed'>;
  linkGuests: Pick<LinkGuests, 'identify'>;
  compatUnverified: Config['compatUnverified'];
}) => {
  const { dialects, unverified, linkGuests, compatUnverified } = deps;
  const { io, clinic, authenticate, gate, connectionLimits, refusals, log, metrics } = deps;
  /** Connections that are being identified, until there is a socket or a refusal. */
  const shaking = new WeakSet<object>();

  /** @throws DomainError in the words of the dialect whose handshake it is */
  const openRelation = async (
    identity: Identity,
    auth: unknown,
  ): Promise<Pick<SocketData, 'relation' | 'dialect'>> => {
    const announced = announcedBy(dialects, auth);
    if (announced === null) return { relation: null, dialect: null };
    const { dialect, relationId } = announced;
    return { relation: await clinic.relationAccess.open(identity, relationId), dialect };
  };

  /** Who proves nothing, where that is allowed: by the handshake, or by an event that is still to come. */
  const believe = async (socket: Socket): Promise<SocketData | Pick<SocketData, 'isUnverified'>> => {
    const announced = announcedBy(dialects, socket.handshake.auth);
    if (announced === null) return { isUnverified: true };
    const identity = await unverified.claimed(socket.handshake.auth);
    return {
      identity,
      isWaitingRoom: false,
      isUnverified: false,
      ...(await openRelation(identity, socket.handshake.auth)),
    };
  };

  const mayBelieve = ({ request, handshake: { auth, headers } }: Socket): boolean =>
    compatUnverified !== 'off' &&
    (compatUnverified === 'on' || isLoopbackRequest(request)) &&
    tokenOf(headers) === null &&
    PROOFS.every((field) => (auth as Record<string, unknown> | undefined)?.[field] == null);

  const identifySocket = async (socket: Socket): Promise<SocketData | Pick<SocketData, 'isUnverified'>> => {
    const { conn } = socket;
    // Socket.IO takes several that come together for several sockets of one connection.
    if (shaking.has(conn)) throw new DomainError('bad_request', 'A connection is one socket');
    gate.assertOpenForNewcomers();
    connectionLimits.admitHandshake(socket);
    shaking.add(conn);
    try {
      if (mayBelieve(socket)) return await believe(socket);
      const data = await identifyHandshake(
        { authenticate, linkGuests },
        socket.handshake.auth,
        socket.handshake.headers,
        (identity) => clinic.sessions.recordFalseClaim(identity, 'handshake'),
      );
      connectionLimits.admitSession(io, data.identity.sessionId);
      return {
        ...data,
        isUnverified: false,
        ...(await openRelation(data.identity, socket.handshake.auth)),
      };
    } catch (error) {
      shaking.delete(conn);
      throw inWordsOf(announcedBy(dialects, socket.handshake.auth)?.dialect, error);
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
