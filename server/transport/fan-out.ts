import type { Server } from 'socket.io';
import type { Channel, DomainEvent, EndedSession, Outcome } from '../domain/events.ts';
import type { Dialect, Frame } from '../dialects/dialect.ts';
import { AS_CANONICAL, type ForeignDialect, type Told } from '../dialects/foreign-dialect.ts';

/** Rooms inside have prefixes, so that no name from the wire can address another kind (K23). */
export const roomName = (channel: Channel): string => {
  switch (channel.kind) {
    case 'room':
      return `wr:${channel.roomId}`;
    case 'room-doctors':
      return `wr-doctors:${channel.roomId}`;
    case 'room-patients':
      return `wr-patients:${channel.roomId}`;
    case 'call':
      return `call:${channel.roomId}`;
    case 'user':
      return `user:${channel.userId}`;
    case 'visit':
      return `visit:${channel.roomId}`;
    case 'doctors':
      return 'doctors:';
  }
};

/** Connections of one of these rooms that speak a dialect; those of them that are in a conversation. */
export const foreignRoom = (name: string, dialectId: string, conversation?: string): string =>
  conversation === undefined ? `${name}@${dialectId}` : `${name}@${dialectId}#${conversation}`;

export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

/** How many ended sessions are remembered: far more than end while one handshake or one event is under way. */
const ENDED_SESSIONS_KEPT = 1_000;

/** What is to be told, and how memberships change. */
type Publication = Pick<Outcome<unknown>, 'events' | 'enter' | 'exit'>;

/** The other servers of the clinic, which tell their own connections. */
export type OtherServers = {
  publish(publication: Publication, origin: string | undefined): void;
  endSession(session: EndedSession): void;
  replaceConnections(sessionId: string): void;
  /** What they were told outlives this server; undefined if there is nothing to wait for. */
  carried(): Promise<void> | undefined;
  /** Whether they hear what they are told. */
  areReached(): boolean;
};

/**
 * Tells facts to those who may see them, each encoded once.
 * @param others null in a server that is the only one
 */
export const createFanOut = (
  io: Server,
  dialect: Dialect,
  foreign: readonly ForeignDialect[] = [],
  others: OtherServers | null = null,
) => {
  /** How many connections speak a foreign dialect. */
  const speakers = new Map<string, number>();

  /** Whether anybody is in a room beside this one, and beside those in the other room. */
  const hasOthers = (
    name: string,
    exceptConnectionId: string | undefined,
    exceptRoom: string | null,
  ): boolean => {
    const { rooms } = io.sockets.adapter;
    const members = rooms.get(name);
    if (members === undefined) return false;
    const excepted = exceptRoom === null ? undefined : rooms.get(exceptRoom);
    if (excepted !== undefined) {
      return [...members].some((id) => id !== exceptConnectionId && !excepted.has(id));
    }
    return exceptConnectionId === undefined || members.size > (members.has(exceptConnectionId) ? 1 : 0);
  };

  const tell = (rooms: readonly string[], excepted: readonly string[], frames: readonly Frame[]): void => {
    const target = excepted.length === 0 ? io.to([...rooms]) : io.to([...rooms]).except([...excepted]);
    for (const { event: name, payload } of frames) target.emit(name, payload);
  };

  /** Rooms in which somebody speaks a dialect in which the fact reads as in the canonical vocabulary. */
  const alike = (event: DomainEvent, names: readonly string[]): string[] =>
    foreign.flatMap((other) =>
      speakers.has(other.id) && other.encode(event) === AS_CANONICAL
        ? names.map((name) => foreignRoom(name, other.id))
        : [],
    );

  /** What is said in foreign dialects, and to which rooms of connections that speak them. */
  const toldElsewhere = (event: DomainEvent, names: readonly string[]): (Told & { rooms: string[] })[] =>
    foreign.flatMap((other) => {
      const told = speakers.has(other.id) ? other.encode(event) : null;
      if (told === null || told === AS_CANONICAL) return [];
      const rooms = names
        .map((name) => foreignRoom(name, other.id, told.conversation))
        .filter((name) => io.sockets.adapter.rooms.has(name));
      return rooms.length > 0 ? [{ ...told, rooms }] : [];
    });

  const deliver = (event: DomainEvent, origin?: string): void => {
    const { to } = event;
    if ('connectionId' in to) {
      // A signal's way: straight to the socket, without the adapter's room machinery.
      const socket = io.sockets.sockets.get(to.connectionId);
      if (socket === undefined) return;
      for (const { event: name, payload } of dialect.encode(event)) socket.emit(name, payload);
      return;
    }
    // Most facts of most visits are told while nobody else is there: no frame is made for an empty room.
    const exceptRoom = to.exceptChannel === undefined ? null : roomName(to.exceptChannel);
    const names = to.channels.map(roomName);
    const excepted = [to.exceptConnectionId, exceptRoom].filter((name) => name != null);
    const rooms = [...names, ...(speakers.size === 0 ? [] : alike(event, names))].filter((name) =>
      hasOthers(name, to.exceptConnectionId, exceptRoom),
    );
    const elsewhere = speakers.size === 0 ? [] : toldElsewhere(event, names);
    if (rooms.length > 0) {
      const frames = dialect.encode(event);
      // Some connections have both: under one name they are told once, in the richer form (K02).
      const sameName = elsewhere.filter(({ frames: others }) =>
        others.some((other) => frames.some(({ event: name }) => name === other.event)),
      );
      tell(rooms, [...excepted, ...sameName.flatMap((told) => told.rooms)], frames);
    }
    for (const { rooms: others, frames, butOrigin } of elsewhere) {
      tell(others, butOrigin === true && origin !== undefined ? [...excepted, origin] : excepted, frames);
    }
  };

  const ended = new Set<string>();

  const isHere = (connectionId: string): boolean => io.sockets.sockets.has(connectionId);

  const publishHere = ({ events, enter, exit }: Publication, origin?: string): void => {
    for (const { connectionId, channel } of enter ?? []) {
      void io.sockets.sockets.get(connectionId)?.join(roomName(channel));
    }
    for (const event of events) deliver(event, origin);
    for (const { connectionId, channel } of exit ?? []) {
      void io.sockets.sockets.get(connectionId)?.leave(roomName(channel));
    }
  };

  /** All that concerns connections which are not here. */
  const publishElsewhere = (
    { publish }: OtherServers,
    { events, enter = [], exit = [] }: Publication,
    origin?: string,
  ): void => {
    const elsewhere = {
      events: events.filter(({ to }) => !('connectionId' in to) || !isHere(to.connectionId)),
      enter: enter.filter(({ connectionId }) => !isHere(connectionId)),
      exit: exit.filter(({ connectionId }) => !isHere(connectionId)),
    };
    if (elsewhere.events.length + elsewhere.enter.length + elsewhere.exit.length > 0) {
      publish(elsewhere, origin);
    }
  };

  const endSessionHere = ({ sessionId, reason }: EndedSession): void => {
    ended.add(sessionId);
    if (ended.size > ENDED_SESSIONS_KEPT) {
      for (const oldest of ended) {
        ended.delete(oldest);
        break;
      }
    }
    const target = io.in(sessionRoom(sessionId));
    target.emit('session-ended', { code: 'session_ended', reason });
    target.disconnectSockets(true);
  };

  const replaceConnectionsHere = (sessionId: string): void => {
    const connections = io.in(sessionRoom(sessionId));
    connections.emit('session-ended', { code: 'opened_elsewhere', reason: 'opened_elsewhere' });
    connections.disconnectSockets(true);
  };

  return {
    /**
     * Applies memberships, then tells the facts: who enters hears what follows, who is replaced hears why.
     * @param origin the connection whose doing it was, where there is one
     */
    publish(outcome: Publication, origin?: string): void {
      if (others !== null) publishElsewhere(others, outcome, origin);
      publishHere(outcome, origin);
    },

    /**
     * For an answer that acknowledges: what was told to other servers outlives this one. Undefined where there is
     * nothing to wait for, as in a server that is the only one.
     */
    carried: (): Promise<void> | undefined => others?.carried(),

    /** What another server tells, for connections of this one. */
    hear: { publish: publishHere, endSession: endSessionHere, replaceConnections: replaceConnectionsHere },

    /** A connection begins (1) or ends (-1) to speak a dialect. */
    speaks(dialectId: string, change: 1 | -1): void {
      const count = (speakers.get(dialectId) ?? 0) + change;
      if (count === 0) speakers.delete(dialectId);
      else speakers.set(dialectId, count);
    },

    /** Tells the connections of a session that it is over, and closes them. */
    endSession(session: EndedSession): void {
      others?.endSession(session);
      endSessionHere(session);
    },

    /** The session goes on with a connection that is to come: those that it has are told, and closed. */
    replaceConnections(sessionId: string): void {
      others?.replaceConnections(sessionId);
      replaceConnectionsHere(sessionId);
    },

    /** These connections may have missed something: each comes back, and asks for all of it. */
    resync(connectionIds: Iterable<string>): void {
      for (const id of connectionIds) {
        const socket = io.sockets.sockets.get(id);
        socket?.emit('resync', { reason: 'slow' });
        // Not `socket.disconnect`: common clients come back by themselves from an ended transport only.
        socket?.conn.close();
      }
    },
    /** Connections of this server. */
    connectionIds: (): string[] => [...io.sockets.sockets.keys()],

    /** Whether the servers of the clinic hear of each other. */
    isTogether: (): boolean => others?.areReached() ?? true,

    /** Tells everyone whether the servers of the clinic hear of each other. */
    tellTogether(together: boolean): void {
      io.emit('servers-state', { together });
    },

    /** Tells everyone whether anything can be stored. */
    tellStorage(writable: boolean): void {
      io.emit('storage-state', { writable });
    },

    /**
     * For a connection whose handshake was checked just before its session ended, and for what a connection
     * had sent before and was not carried out yet.
     */
    hasEnded: (sessionId: string): boolean => ended.has(sessionId),
  };
};

export type FanOut = ReturnType<typeof createFanOut>;
