import type { Server, Socket } from 'socket.io';
import { WAITING_ROOM_EVENTS } from '../dialects/canonical.ts';
import type { DecodedEvent, Dialect } from '../dialects/dialect.ts';
import type { Clinic } from '../domain/clinic.ts';
import { DomainError } from '../domain/errors.ts';
import type { Command } from '../domain/commands.ts';
import type { Connection, Identity } from '../domain/identity.ts';
import { clientEvents, type ClientEvent, type ErrorCode } from '../protocol/index.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Authenticate } from './authenticate.ts';
import { identifyHandshake } from './authenticate.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { toRefusal } from './errors.ts';
import { limitedPerson, type EventRates } from './event-rates.ts';
import type { FanOut } from './fan-out.ts';
import { roomName, sessionRoom } from './fan-out.ts';
import { logOutcome } from './log-outcome.ts';
import type { Gate } from './gate.ts';
import { createOutboundQueues, type Packet } from './outbound-queue.ts';
import { RateLimitedError } from './rate-limits.ts';
import type { RefusalLog } from './refusal-log.ts';
import { createSerialQueue, type SerialQueue } from './serial-queue.ts';
import type { StorageState } from './storage-state.ts';
import { createWriteTogether } from './write-together.ts';

export type SocketData = { identity: Identity; isWaitingRoom: boolean };
type AckFunction = (answer: unknown) => void;

/** Failures after which a waiting-room page cannot go on; only these reach it as `error` (K19). */
const FATAL_ON_FAILURE: ReadonlySet<ClientEvent> = new Set([
  'join-waiting-room',
  'start-consultation',
  'doctor-join-consultation',
]);

const STOPPING = { code: 'storage_unavailable', message: 'The server is stopping, try again' } as const;
const UNREADABLE = { code: 'bad_request', message: 'payload: cannot be read' } as const;

const TOO_MANY_PENDING = {
  code: 'rate_limited',
  message: 'Too many events wait for the ones before, try again when some are answered',
} as const;

/** Null if the payload makes the schema itself throw: a stranger's frame must never end the process. */
const parse = (name: ClientEvent, payload: unknown) => {
  try {
    return clientEvents[name].payload.safeParse(payload);
  } catch {
    return null;
  }
};

/** ws ends a connection for a frame over the limit, with nothing but these words. */
const isTooLarge = (description: unknown): boolean =>
  description instanceof Error && description.message.includes('Max payload size exceeded');

const NOTHING = Object.freeze({});

/** Connections keep their request and its headers otherwise, token included: a third of an idle client's memory. */
const forgetHandshake = (socket: Socket): void => {
  (socket.conn as { request: unknown }).request = undefined;
  Object.assign(socket.handshake, { headers: NOTHING, auth: NOTHING, query: NOTHING });
};

const sessionEnded = () => new DomainError('session_ended', 'The session has ended');

const isClientEvent = (name: string): name is ClientEvent => Object.hasOwn(clientEvents, name);

/**
 * The socket transport: authenticates each connection, validates each event, has the domain carry it out, and
 * answers. No rules of its own. `settle` resolves when all that was accepted is carried out.
 */
export const attachSockets = (deps: {
  io: Server;
  clinic: Clinic;
  dialect: Dialect;
  authenticate: Authenticate;
  fanOut: FanOut;
  gate: Gate;
  limits: Limits;
  connectionLimits: ConnectionLimits;
  eventRates: EventRates;
  refusals: RefusalLog;
  log: Log;
  metrics: Metrics;
  storage: Pick<StorageState, 'isWritable'>;
}): { settle(): Promise<void> } => {
  const { io, clinic, dialect, authenticate, fanOut, limits, connectionLimits, eventRates, refusals } = deps;
  const { gate, log, metrics, storage } = deps;
  const queues = new Set<SerialQueue>();
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

  const refuse = (
    socket: Socket,
    name: string,
    refusal: { code: ErrorCode; message: string },
    ack: AckFunction | null,
  ): void => {
    const { identity, isWaitingRoom } = socket.data as SocketData;
    metrics.refused('event', refusal.code);
    refusals.write(limitedPerson(identity), 'event-refused', {
      name,
      code: refusal.code,
      socketId: socket.id,
    });
    ack?.({ ok: false, ...refusal });
    if (!isClientEvent(name)) return;
    const told = WAITING_ROOM_EVENTS.has(name)
      ? FATAL_ON_FAILURE.has(name)
      : // Call clients listen for `error`; a waiting-room page would replace its whole screen.
        // Leaving a room that one is not in is what was wanted.
        !isWaitingRoom && name !== 'leave-room';
    if (told) socket.emit('error', { message: refusal.message, code: refusal.code });
  };

  const finish = (
    connection: Connection,
    command: Command,
    outcome: Awaited<ReturnType<Clinic['execute']>>,
    ack: AckFunction | null,
  ): void => {
    fanOut.publish(outcome);
    ack?.({ ok: true, ...dialect.answer(command, outcome.value) });
    metrics.event(command.name);
    logOutcome(log, connection, command, outcome);
  };

  const handle = (
    connection: Connection,
    event: DecodedEvent,
    ack: AckFunction | null,
  ): Promise<void> | undefined => {
    const commands = dialect.decode(event);
    const command = commands[0];
    if (command === undefined) {
      ack?.({ ok: true });
      return undefined;
    }
    const outcome = clinic.execute(connection, command);
    if (!(outcome instanceof Promise) && commands.length === 1) {
      finish(connection, command, outcome, ack);
      return undefined;
    }
    const rest = async (): Promise<void> => {
      const others = commands.slice(1);
      const first = await outcome;
      writeTogether.hold();
      finish(connection, command, first, others.length === 0 ? ack : null);
      for (const [index, next] of others.entries()) {
        finish(
          connection,
          next,
          await clinic.execute(connection, next),
          index === others.length - 1 ? ack : null,
        );
      }
    };
    return rest();
  };

  /**
   * Front ends state who they are in payloads; the token knows better, and a lie goes on record once.
   * @returns whether this was one
   */
  const checkClaim = (connection: Connection, event: DecodedEvent): boolean => {
    if (event.event !== 'join-room') return false;
    const { userId, userType } = event.payload;
    const { identity } = connection;
    const lies =
      (typeof userId === 'string' && userId !== identity.userId) ||
      (typeof userType === 'string' && userType.toLowerCase() !== identity.role);
    if (!lies) return false;
    log.warn('identity-claim-ignored', { userId: identity.userId, name: event.event });
    clinic.sessions.recordFalseClaim(identity, event.event).catch((error: unknown) => {
      toRefusal(error, log, 'audit');
    });
    return true;
  };

  const outboundQueues = createOutboundQueues(io.engine, limits, (socket, count) => {
    const { identity } = socket.data as SocketData;
    metrics.overrun();
    log.warn('socket-overrun', { socketId: socket.id, userId: identity.userId, count });
  });

  const writeTogether = createWriteTogether();

  /** One for all connections and both: an idle client, and a packet, must cost next to nothing. */
  function onPacket(this: object, packet: Packet): void {
    outboundQueues.count(this, packet);
    writeTogether.holdBack(this);
  }

  io.on('connection', (socket) => {
    const { identity } = socket.data as SocketData;
    const connection: Connection = { id: socket.id, identity };
    const person = limitedPerson(identity);
    // Made by the first event: most connections say nothing most of the time.
    let queue: SerialQueue | null = null;
    const queueOfSocket = (): SerialQueue => {
      if (queue === null) queues.add((queue = createSerialQueue()));
      return queue;
    };
    let hasLied = false;
    shaking.delete(socket.conn);
    outboundQueues.watch(socket);
    socket.conn.on('packetCreate', onPacket);
    forgetHandshake(socket);
    log.info('user-connected', { socketId: socket.id, userId: identity.userId, role: identity.role });

    if (fanOut.hasEnded(identity.sessionId) || gate.isClosed()) {
      socket.disconnect(true);
      return;
    }
    void socket.join(sessionRoom(identity.sessionId));
    void socket.join(
      roomName(
        identity.visitAppointmentId === null
          ? { kind: 'user', userId: identity.userId }
          : { kind: 'visit', appointmentId: identity.visitAppointmentId },
      ),
    );
    if (connectionLimits.isTooMany(io, identity.sessionId)) {
      metrics.refused('connection', 'rate_limited');
      socket.disconnect(true);
      return;
    }

    if (!storage.isWritable()) socket.emit('storage-state', { writable: false });

    // All events, and none goes on from here: no listener waits for one, and asking for them costs a tick each.
    socket.use(([name, ...args]) => {
      const last: unknown = args.at(-1);
      const ack = typeof last === 'function' ? (last as AckFunction) : null;
      // Before anything is parsed: what is too much must not cost more than saying so.
      const wait = eventRates.take(person, name);
      if (wait > 0) {
        const { code, message } = new RateLimitedError(wait);
        refuse(socket, isClientEvent(name) ? name : 'unknown', { code, message }, ack);
        return;
      }
      if (!isClientEvent(name)) {
        refuse(socket, 'unknown', { code: 'unknown_event', message: 'Unknown event' }, ack);
        return;
      }
      if (gate.isClosed()) return refuse(socket, name, STOPPING, ack);
      const parsed = parse(name, args[0]);
      if (parsed === null) return refuse(socket, name, UNREADABLE, ack);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const where = issue?.path.join('.') ?? '';
        refuse(
          socket,
          name,
          {
            code: 'bad_request',
            message: `${where === '' ? 'payload' : where}: ${issue?.message ?? 'invalid'}`,
          },
          ack,
        );
        return;
      }
      const ownQueue = queueOfSocket();
      if (ownQueue.pending() >= limits.pendingEvents) return refuse(socket, name, TOO_MANY_PENDING, ack);
      const event = { event: name, payload: parsed.data } as DecodedEvent;
      if (!hasLied) hasLied = checkClaim(connection, event);
      ownQueue.run(() => {
        const fail = (error: unknown): void => refuse(socket, name, toRefusal(error, log, name), ack);
        // What was still in the queue when the session ended is no longer anybody's word.
        if (fanOut.hasEnded(identity.sessionId)) return fail(sessionEnded());
        try {
          return handle(connection, event, ack)?.catch(fail);
        } catch (error) {
          return fail(error);
        }
      });
    });

    socket.on('disconnect', (reason, description: unknown) => {
      metrics.disconnected(reason);
      if (isTooLarge(description)) metrics.refused('event', 'too_large');
      log.info('user-disconnected', { socketId: socket.id, userId: identity.userId, reason });
      // Who only left the namespace would keep a connection that nobody counts.
      socket.conn.close();
      // The server went, not the person: after its next start everyone comes back to places and calls as they
      // were, as after a crash.
      if (reason !== 'server shutting down' && !gate.isClosed()) {
        queueOfSocket().run(() =>
          clinic
            .disconnect(connection)
            .then(fanOut.publish)
            .catch((error: unknown) => {
              toRefusal(error, log, 'disconnect');
            }),
        );
      }
      const last = queue;
      if (last !== null) void last.idle().finally(() => queues.delete(last));
    });
  });

  return {
    settle: async () => {
      await Promise.all([...queues].map((queue) => queue.idle()));
    },
  };
};
