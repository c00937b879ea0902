import type { CallRegistry } from './call-registry.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { Contacts } from './contacts.ts';
import type { DomainEvent } from './events.ts';
import type { Connection } from './identity.ts';
import type { Peers, SharedChange } from './peers.ts';
import type { EmergencyRecord } from './records.ts';
import type { RoomPresence } from './room-presence.ts';
import type { Typing } from './typing.ts';

/** The parts of a clinic that live in memory, as they were made. */
export type Memory = {
  contacts: Contacts;
  presence: RoomPresence;
  registry: CallRegistry;
};

/** The same, telling the other servers of each change; reading costs what it did. */
export const tellChanges = ({ contacts, presence, registry }: Memory, { tell }: Peers): Memory => ({
  contacts: {
    ...contacts,
    connected(connection) {
      tell({ kind: 'connected', connection });
      return contacts.connected(connection);
    },
    disconnected(connection) {
      tell({ kind: 'disconnected', connection });
      return contacts.disconnected(connection);
    },
    setStatus(connection, status) {
      tell({ kind: 'status', connection, status });
      return contacts.setStatus(connection, status);
    },
    setIdle(connection, idle) {
      tell({ kind: 'idle', connection, idle });
      return contacts.setIdle(connection, idle);
    },
    related(pair) {
      tell({ kind: 'related', patientId: pair.patientId, doctorId: pair.doctorId });
      contacts.related(pair);
    },
  },
  presence: {
    ...presence,
    enter(connection, roomId, at) {
      tell({ kind: 'room-entered', connection, roomId, at });
      return presence.enter(connection, roomId, at);
    },
    leave(connectionId, roomId) {
      tell({ kind: 'room-left', connectionId, roomId });
      return presence.leave(connectionId, roomId);
    },
  },
  registry: {
    ...registry,
    open(roomId, parties, at) {
      const call = registry.open(roomId, parties, at);
      tell({ kind: 'call-opened', roomId, parties, at });
      return call;
    },
    enter(call, connection, at) {
      const { roomId, doctorId, patientId, createdAt: openedAt } = call;
      tell({
        kind: 'call-entered',
        roomId,
        parties: { doctorId, patientId },
        openedAt,
        connection,
        at,
      });
      return registry.enter(call, connection, at);
    },
    remove(connectionId, roomId) {
      tell({ kind: 'call-left', connectionId, roomId });
      return registry.remove(connectionId, roomId);
    },
    setMedia(connectionId, roomId, media) {
      tell({ kind: 'media', connectionId, roomId, media });
      registry.setMedia(connectionId, roomId, media);
    },
  },
});

/** Tells the others who types, by what it answers. */
export const tellTyping = (typing: Typing, { tell }: Peers): Typing => {
  const told = <T extends ReturnType<Typing['stopAll']>>(events: T): T => {
    for (const event of events) {
      if (event.type !== 'typing-changed' && event.type !== 'typing-continued') continue;
      const isTyping = event.type === 'typing-continued' || event.isTyping;
      tell({ kind: 'typing', typist: event.typist, receiverId: event.receiverId, isTyping });
    }
    return events;
  };
  const toldOf = <T extends ReturnType<Typing['start']>>(outcome: T): T => {
    told(outcome.events);
    return outcome;
  };
  return {
    ...typing,
    start: (identity, receiverId) => toldOf(typing.start(identity, receiverId)),
    stop: (identity, receiverId) => toldOf(typing.stop(identity, receiverId)),
    stoppedBySending: (sender, receiver) => told(typing.stoppedBySending(sender, receiver)),
    stopAll: (userId) => told(typing.stopAll(userId)),
    expire: () => toldOf(typing.expire()),
  };
};

/** Tells the others that they have to read the settings again. */
export const tellSettings = (settings: ClinicSettingsRules, { tell }: Peers): ClinicSettingsRules => {
  const thenTold = async <T>(saving: Promise<T>): Promise<T> => {
    const saved = await saving;
    tell({ kind: 'settings' });
    return saved;
  };
  return {
    ...settings,
    save: (actor, next) => thenTold(settings.save(actor, next)),
    setLogo: (actor, bytes) => thenTold(settings.setLogo(actor, bytes)),
    removeLogo: (actor) => thenTold(settings.removeLogo(actor)),
  };
};

/**
 * What other servers have told, applied to what was made here: nobody is told of it again, because the server where
 * it happened tells everybody.
 */
export const createSharedMemory = (
  memory: Memory & {
    typing: Typing;
    settings: Pick<ClinicSettingsRules, 'load'>;
    emergencies: { notice(emergency: EmergencyRecord, hasNews: boolean): void };
  },
) => {
  const { contacts, presence, registry, typing, settings, emergencies } = memory;
  /** Connections of this server. */
  const own = new Map<string, Connection>();
  /** Those of the others, by server. */
  const others = new Map<string, Map<string, Connection>>();

  const forget = (connection: Connection): void => {
    const { id } = connection;
    contacts.disconnected(connection);
    for (const roomId of presence.roomsOf(id)) presence.leave(id, roomId);
    for (const roomId of registry.roomsOf(id)) registry.remove(id, roomId);
  };

  const connectionsOf = (nodeId: string): Map<string, Connection> => {
    let connections = others.get(nodeId);
    if (connections === undefined) others.set(nodeId, (connections = new Map<string, Connection>()));
    return connections;
  };

  const openCall = (roomId: string, parties: SharedChange & { kind: 'call-opened' }) =>
    registry.admits(roomId, parties.parties) ? registry.open(roomId, parties.parties, parties.at) : null;

  /**
   * A person who is at another server. Whoever came here while it was read who a doctor's patients are could not be
   * told to the doctor. @returns what is told of them now
   */
  const connect = async (connection: Connection): Promise<DomainEvent[]> => {
    const before = new Set(own.keys());
    await contacts.connected(connection);
    if (connection.identity.role !== 'doctor') return [];
    return [...own.values()].filter(({ id }) => !before.has(id)).flatMap(contacts.presenceOf);
  };

  const applyQuietly = async (change: Exclude<SharedChange, { kind: 'connected' }>): Promise<void> => {
    switch (change.kind) {
      case 'disconnected':
        for (const connections of others.values()) connections.delete(change.connection.id);
        contacts.disconnected(change.connection);
        return;
      case 'status':
        contacts.setStatus(change.connection, change.status);
        return;
      case 'idle':
        contacts.setIdle(change.connection, change.idle);
        return;
      case 'related':
        contacts.related(change);
        return;
      case 'room-entered':
        presence.enter(change.connection, change.roomId, change.at);
        return;
      case 'room-left':
        presence.leave(change.connectionId, change.roomId);
        return;
      case 'call-opened':
        openCall(change.roomId, change);
        return;
      case 'call-entered': {
        const { roomId, parties, openedAt: at } = change;
        const call = openCall(roomId, { kind: 'call-opened', roomId, parties, at });
        if (call !== null) registry.enter(call, change.connection, change.at);
        return;
      }
      case 'call-left':
        registry.remove(change.connectionId, change.roomId);
        return;
      case 'media':
        registry.setMedia(change.connectionId, change.roomId, change.media);
        return;
      case 'typing':
        typing.notice(change.typist, change.receiverId, change.isTyping);
        return;
      case 'emergency':
        emergencies.notice(change.emergency, change.hasNews);
        return;
      case 'settings':
        await settings.load();
    }
  };

  /** @returns what this server has to tell because of it */
  const apply = async (nodeId: string, change: SharedChange): Promise<DomainEvent[]> => {
    if (change.kind === 'connected') {
      connectionsOf(nodeId).set(change.connection.id, change.connection);
      return connect(change.connection);
    }
    await applyQuietly(change);
    return [];
  };

  return {
    /** A connection of this server begins or ends. */
    keep: (connection: Connection): void => void own.set(connection.id, connection),
    drop: ({ id }: Connection): void => void own.delete(id),

    apply,

    /** It is of this server. */
    isOwn: ({ id }: Connection): boolean => own.has(id),

    /** All that another server has to know of the connections of this one. */
    snapshot: (): SharedChange[] =>
      [...own.values()].flatMap((connection): SharedChange[] => {
        const { id, identity } = connection;
        const { status, idle } = contacts.detailsOf(connection);
        return [
          { kind: 'connected', connection },
          { kind: 'idle', connection, idle },
          ...(status === 'online' ? [] : [{ kind: 'status', connection, status } as const]),
          ...presence.roomsOf(id).map((roomId): SharedChange => {
            const at = identity.role === 'doctor' ? presence.doctorEntry(roomId, id)?.joinedAt : undefined;
            return { kind: 'room-entered', connection, roomId, at: at ?? 0 };
          }),
          ...registry.roomsOf(id).flatMap((roomId): SharedChange[] => {
            const call = registry.get(roomId);
            const member = registry.memberOf(id, roomId);
            if (call === undefined || member === null) return [];
            const { doctorId, patientId, createdAt: openedAt } = call;
            const { joinedAt: at, audioEnabled, videoEnabled, videoPaused } = member;
            const media = { audioEnabled, videoEnabled, videoPaused };
            const parties = { doctorId, patientId };
            return [
              { kind: 'call-entered', roomId, parties, openedAt, connection, at },
              { kind: 'media', connectionId: id, roomId, media },
            ];
          }),
        ];
      }),

    /** The whole of what another server has: what it does not name any more is gone. */
    async replace(nodeId: string, changes: readonly SharedChange[]): Promise<DomainEvent[]> {
      const named = new Set(
        changes.flatMap((change) => (change.kind === 'connected' ? [change.connection.id] : [])),
      );
      for (const [id, connection] of connectionsOf(nodeId)) {
        if (named.has(id)) continue;
        connectionsOf(nodeId).delete(id);
        forget(connection);
      }
      // What each does at once, it does in this order, before anything else that is told.
      return (await Promise.all(changes.map((change) => apply(nodeId, change)))).flat();
    },

    /** Servers whose connections are known here, with them. */
    others: (): { nodeId: string; connections: Connection[] }[] =>
      [...others].map(([nodeId, connections]) => ({ nodeId, connections: [...connections.values()] })),

    /** A server that is gone has no connections any more. */
    forgetNode: (nodeId: string): void => void others.delete(nodeId),
  };
};

export type SharedMemory = ReturnType<typeof createSharedMemory>;
