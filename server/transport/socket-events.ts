import type { Socket } from 'socket.io';
import { WAITING_ROOM_EVENTS } from '../dialects/canonical.ts';
import type { DecodedEvent, Dialect } from '../dialects/dialect.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Command } from '../domain/commands.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection } from '../domain/identity.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { clientEvents, type ClientEvent, type ErrorCode } from '../protocol/index.ts';
import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import { describeIssue } from './describe-issue.ts';
import type { ForeignEvents } from './foreign-events.ts';
import { meantIn, personalRooms, type ForeignSpeech } from './foreign-speech.ts';
import { toRefusal } from './errors.ts';
import { limitedPerson, type EventRates } from './event-rates.ts';
import type { FanOut } from './fan-out.ts';
import type { Gate } from './gate.ts';
import type { SocketData } from './handshake.ts';
import { logOutcome } from './log-outcome.ts';
import { RateLimitedError } from './rate-limits.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { SerialQueue } from './serial-queue.ts';

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

const sessionEnded = () => new DomainError('session_ended', 'The session has ended');

const isClientEvent = (name: string): name is ClientEvent => Object.hasOwn(clientEvents, name);

/** Who the sender says to be, in the events of front ends that say it. */
const claimIn = (event: DecodedEvent): { userId?: unknown; userType?: unknown } | null => {
  if (event.event === 'join-room') return event.payload;
  return event.event === 'ice-candidate' && 'roomId' in event.payload ? event.payload : null;
};

/**
 * The one door of all events: each is limited, validated, carried out in the order of its connection, and
 * answered.
 */
export const createEventDoor = (deps: {
  clinic: Clinic;
  dialect: Dialect;
  fanOut: FanOut;
  gate: Gate;
  limits: Pick<Limits, 'pendingEvents'>;
  eventRates: EventRates;
  refusals: RefusalLog;
  log: Log;
  metrics: Metrics;
  dialects: readonly ForeignDialect[];
  foreignEvents: ForeignEvents;
  /** Called before the answer of the store is told. */
  holdWrites: () => void;
}) => {
  const { clinic, dialect, fanOut, gate, limits, eventRates, refusals, log, metrics, holdWrites } = deps;
  const { foreignEvents, dialects } = deps;

  const refuse = (
    socket: Socket,
    name: string,
    refusal: { code: ErrorCode; message: string },
    ack: AckFunction | null,
    foreign: ForeignDialect | null = null,
  ): void => {
    const { identity, isWaitingRoom } = socket.data as SocketData;
    metrics.refused('event', refusal.code);
    refusals.write(limitedPerson(identity), 'event-refused', {
      name,
      code: refusal.code,
      socketId: socket.id,
    });
    ack?.({ ok: false, ...refusal });
    if (foreign !== null) {
      for (const { event, payload } of foreign.refuse(name, refusal.message)) socket.emit(event, payload);
      return;
    }
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
    ack?.({ ok: true, ...dialect.answer(command, outcome.value) });
    metrics.event(command.name);
    logOutcome(log, connection, command, outcome);
  };

  /**
   * Tells it, and acknowledges what was stored when the end of this server cannot keep it from anybody any more. The
   * next event of the connection does not wait for that.
   */
  const publish = (
    connection: Connection,
    command: Command,
    outcome: Awaited<ReturnType<Clinic['execute']>>,
    ack: AckFunction | null,
  ): void => {
    fanOut.publish(outcome, connection.id);
    const carrying = ack === null ? undefined : fanOut.carried();
    if (carrying === undefined) return finish(connection, command, outcome, ack);
    carrying
      .then(() => finish(connection, command, outcome, ack))
      .catch((error: unknown) => {
        toRefusal(error, log, command.name);
      });
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
      fanOut.publish(outcome, connection.id);
      finish(connection, command, outcome, ack);
      return undefined;
    }
    const rest = async (): Promise<void> => {
      const others = commands.slice(1);
      const first = await outcome;
      holdWrites();
      publish(connection, command, first, others.length === 0 ? ack : null);
      for (const [index, next] of others.entries()) {
        publish(
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
    const claim = claimIn(event);
    if (claim === null) return false;
    const { userId, userType } = claim;
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

  /**
   * @param queueOfSocket makes the socket's queue if there is none yet
   * @returns what takes each event of this socket, with its arguments and, if asked for, its ack
   */
  return (
    socket: Socket,
    connection: Connection,
    queueOfSocket: () => SerialQueue,
    speechOfSocket: () => ForeignSpeech,
  ): ((name: string, args: readonly unknown[]) => void) => {
    const { identity } = connection;
    const person = limitedPerson(identity);
    let hasLied = false;
    let isOfRelation = (socket.data as SocketData).dialect !== null;

    const takeForeign = (
      foreign: ForeignDialect,
      name: string,
      payload: unknown,
      ack: AckFunction | null,
    ): void => {
      const refuseIt = (refusal: { code: ErrorCode; message: string }) =>
        refuse(socket, name, refusal, ack, foreign);
      if (gate.isClosed()) return refuseIt(STOPPING);
      const read = foreignEvents.read(foreign, name, payload);
      if (read.problem !== null) return refuseIt({ code: 'bad_request', message: read.problem });
      const ownQueue = queueOfSocket();
      if (ownQueue.pending() >= limits.pendingEvents) return refuseIt(TOO_MANY_PENDING);
      ownQueue.run(async () => {
        try {
          if (fanOut.hasEnded(identity.sessionId)) throw sessionEnded();
          await foreignEvents.carryOut(connection, speechOfSocket(), foreign, name, read.data);
          ack?.({ ok: true });
        } catch (error) {
          refuseIt(toRefusal(error, log, name));
        }
      });
    };

    return (name: string, args: readonly unknown[]): void => {
      const last: unknown = args.at(-1);
      const ack = typeof last === 'function' ? (last as AckFunction) : null;
      // Before anything is parsed: what is too much must not cost more than saying so.
      const wait = eventRates.take(person, name, args[0]);
      if (wait > 0) {
        const { code, message } = new RateLimitedError(wait);
        refuse(
          socket,
          isClientEvent(name) ? name : 'unknown',
          { code, message },
          ack,
          meantIn(dialects, socket.data as SocketData, name, args[0]),
        );
        return;
      }
      const [given] = args;
      const payload = given === ack ? undefined : given;
      const foreign = meantIn(dialects, socket.data as SocketData, name, payload);
      if (foreign !== null) return takeForeign(foreign, name, payload, ack);
      if (!isClientEvent(name)) {
        refuse(socket, 'unknown', { code: 'unknown_event', message: 'Unknown event' }, ack);
        return;
      }
      if (gate.isClosed()) return refuse(socket, name, STOPPING, ack);
      const parsed = parse(name, args[0]);
      if (parsed === null) return refuse(socket, name, UNREADABLE, ack);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const event = clientEvents[name];
        const message =
          issue === undefined
            ? 'payload: invalid'
            : describeIssue(issue, {
                value: args[0],
                whole: 'payload',
                missing: 'missing' in event ? event.missing : undefined,
              });
        refuse(socket, name, { code: 'bad_request', message }, ack);
        return;
      }
      if (isOfRelation) {
        // Who uses our vocabulary, too, is told in it from now on.
        isOfRelation = false;
        void socket.join(personalRooms({ identity }));
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
    };
  };
};
