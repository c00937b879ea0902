import type { Server, Socket } from 'socket.io';
import type { Config } from '../config.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Connection } from '../domain/identity.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Authenticate } from './authenticate.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { toRefusal } from './errors.ts';
import type { EventRates } from './event-rates.ts';
import type { FanOut } from './fan-out.ts';
import { sessionRoom } from './fan-out.ts';
import { createForeignEvents } from './foreign-events.ts';
import { createForeignSpeech, personalRooms, type ForeignSpeech } from './foreign-speech.ts';
import type { Gate } from './gate.ts';
import { guardHandshake, type SocketData } from './handshake.ts';
import { createOutboundQueues, type Packet } from './outbound-queue.ts';
import type { RefusalLog } from './refusal-log.ts';
import { createLinkGuests } from './link-guests.ts';
import { createSerialQueue, type SerialQueue } from './serial-queue.ts';
import { createEventDoor } from './socket-events.ts';
import type { StorageState } from './storage-state.ts';
import { createUnverified } from './unverified.ts';
import { createWriteTogether } from './write-together.ts';

/** ws ends a connection for a frame over the limit, with nothing but these words. */
const isTooLarge = (description: unknown): boolean =>
  description instanceof Error && description.message.includes('Max payload size exceeded');

const ignore = (): void => undefined;

/**
 * The socket transport: the life of each connection, from its handshake (handshake.ts) over its events
 * (socket-events.ts) to its end. No rules of its own. `settle` resolves when all that was accepted is carried out.
 */
export const attachSockets = (deps: {
  io: Server;
  clinic: Clinic;
  dialect: Dialect;
  dialects: readonly ForeignDialect[];
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
  compatUnverified: Config['compatUnverified'];
}): { settle(): Promise<void> } => {
  const { io, clinic, fanOut, limits, connectionLimits, gate, log, metrics, storage } = deps;
  const queues = new Set<SerialQueue>();
  const unverified = createUnverified({
    sessions: clinic.sessions,
    dialects: deps.dialects,
    eventRates: deps.eventRates,
    log,
  });
  const handshake = guardHandshake({
    ...deps,
    unverified,
    linkGuests: createLinkGuests({ sessions: clinic.sessions, fanOut }),
  });
  const outboundQueues = createOutboundQueues(io.engine, limits, (socket, count) => {
    const { identity } = socket.data as SocketData;
    metrics.overrun();
    log.warn('socket-overrun', { socketId: socket.id, userId: identity.userId, count });
  });

  const writeTogether = createWriteTogether();
  const openDoor = createEventDoor({
    ...deps,
    foreignEvents: createForeignEvents(deps),
    holdWrites: writeTogether.hold,
  });

  /** One for all connections and both: an idle client, and a packet, must cost next to nothing. */
  function onPacket(this: object, packet: Packet): void {
    outboundQueues.count(this, packet);
    writeTogether.holdBack(this);
  }

  /** @returns what takes its events */
  const welcome = (socket: Socket): ((name: string, args: readonly unknown[]) => void) => {
    const { identity } = socket.data as SocketData;
    const connection: Connection = { id: socket.id, identity };
    // Made by the first event: most connections say nothing most of the time.
    let queue: SerialQueue | null = null;
    const queueOfSocket = (): SerialQueue => {
      if (queue === null) queues.add((queue = createSerialQueue()));
      return queue;
    };
    log.info('user-connected', { socketId: socket.id, userId: identity.userId, role: identity.role });

    if (fanOut.hasEnded(identity.sessionId) || gate.isClosed()) {
      socket.disconnect(true);
      return ignore;
    }
    void socket.join(sessionRoom(identity.sessionId));
    if (connectionLimits.isTooMany(io, identity.sessionId)) {
      metrics.refused('connection', 'rate_limited');
      socket.disconnect(true);
      return ignore;
    }

    const { dialect, relation } = socket.data as SocketData;
    // Made when it is needed: nearly nobody speaks another vocabulary than ours.
    let speech: ForeignSpeech | null = null;
    const speechOfSocket = (): ForeignSpeech => (speech ??= createForeignSpeech(socket, fanOut));
    if (dialect === null || relation === null) void socket.join(personalRooms({ identity }));
    else speechOfSocket().begin(dialect, relation);
    if (!storage.isWritable()) socket.emit('storage-state', { writable: false });
    if (!fanOut.isTogether()) socket.emit('servers-state', { together: false });

    const connected = clinic.connect(connection);
    if (connected instanceof Promise) {
      // Before anything that this connection does.
      queueOfSocket().run(() =>
        connected.then(fanOut.publish).catch((error: unknown) => {
          toRefusal(error, log, 'connect');
        }),
      );
    } else fanOut.publish(connected);

    const takeEvent = openDoor(socket, connection, queueOfSocket, speechOfSocket);
    // All events, and none goes on from here: no listener waits for one, and asking for them costs a tick each.
    socket.use(([name, ...args]) => takeEvent(name, args));

    socket.on('disconnect', (reason, description: unknown) => {
      speech?.end();
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
    return takeEvent;
  };

  io.on('connection', (socket) => {
    const { isUnverified } = socket.data as SocketData;
    // Before what brought it is forgotten.
    const address = isUnverified ? connectionLimits.addressOf(socket.request) : null;
    handshake.done(socket);
    outboundQueues.watch(socket);
    socket.conn.on('packetCreate', onPacket);
    if (address !== null) {
      unverified.wait(socket, address, (identity) => {
        const known: SocketData = {
          identity,
          isWaitingRoom: false,
          relation: null,
          dialect: null,
          isUnverified: false,
        };
        Object.assign(socket.data, known);
        return welcome(socket);
      });
    } else welcome(socket);
  });

  return {
    settle: async () => {
      await Promise.all([...queues].map((queue) => queue.idle()));
      await fanOut.carried();
    },
  };
};
