import type { Role } from '../protocol/index.ts';
import type { PresentDoctor } from './events.ts';
import type { Connection } from './identity.ts';

type RoomMembers = { doctors: Map<string, PresentDoctor>; patients: Map<string, string> };

/** Which live connections are in which waiting room. Memory only: connections do not outlive the process. */
export const createRoomPresence = () => {
  const rooms = new Map<string, RoomMembers>();
  const roomsOfConnection = new Map<string, Set<string>>();

  const membersOf = (roomId: string): RoomMembers => {
    let members = rooms.get(roomId);
    if (members === undefined) {
      members = { doctors: new Map(), patients: new Map() };
      rooms.set(roomId, members);
    }
    return members;
  };

  return {
    /** Adds a connection; `first` tells whether it is the person's only one in this room. */
    enter(connection: Connection, roomId: string, at: number): { first: boolean; repeated: boolean } {
      const members = membersOf(roomId);
      const { identity, id } = connection;
      let joined = roomsOfConnection.get(id);
      if (joined === undefined) roomsOfConnection.set(id, (joined = new Set()));
      const repeated = joined.has(roomId);
      joined.add(roomId);
      if (identity.role === 'doctor') {
        const first = members.doctors.size === 0;
        if (!repeated) {
          members.doctors.set(id, {
            userId: identity.userId,
            fullname: identity.fullname,
            connectionId: id,
            joinedAt: at,
          });
        }
        return { first, repeated };
      }
      const first = members.patients.size === 0;
      members.patients.set(id, identity.userId);
      return { first, repeated };
    },

    /** Removes a connection; `last` tells whether the person has no other one in this room. */
    leave(connectionId: string, roomId: string): { was: 'doctor' | 'patient' | null; last: boolean } {
      const joined = roomsOfConnection.get(connectionId);
      joined?.delete(roomId);
      if (joined?.size === 0) roomsOfConnection.delete(connectionId);
      const members = rooms.get(roomId);
      if (members === undefined) return { was: null, last: false };
      const wasDoctor = members.doctors.delete(connectionId);
      const wasPatient = members.patients.delete(connectionId);
      const last = wasDoctor ? members.doctors.size === 0 : wasPatient && members.patients.size === 0;
      if (members.doctors.size === 0 && members.patients.size === 0) rooms.delete(roomId);
      return { was: wasDoctor ? 'doctor' : wasPatient ? 'patient' : null, last };
    },

    has: (connectionId: string, roomId: string): boolean =>
      roomsOfConnection.get(connectionId)?.has(roomId) ?? false,

    /** Somebody of this role is in the room. */
    isAnyone: (role: Role, roomId: string): boolean =>
      (rooms.get(roomId)?.[role === 'doctor' ? 'doctors' : 'patients'].size ?? 0) > 0,

    roomsOf: (connectionId: string): string[] => [...(roomsOfConnection.get(connectionId) ?? [])],

    doctorOf: (roomId: string): PresentDoctor | null =>
      rooms.get(roomId)?.doctors.values().next().value ?? null,

    doctorEntry: (roomId: string, connectionId: string): PresentDoctor | null =>
      rooms.get(roomId)?.doctors.get(connectionId) ?? null,

    patientConnections: (roomId: string): string[] => [...(rooms.get(roomId)?.patients.keys() ?? [])],

    /** The newest connection of this patient in the room. */
    connectionOf(roomId: string, patientId: string): string | null {
      let found: string | null = null;
      for (const [connectionId, userId] of rooms.get(roomId)?.patients ?? []) {
        if (userId === patientId) found = connectionId;
      }
      return found;
    },

    /** Every patient with a connection in a room. */
    places(): { roomId: string; patientId: string }[] {
      return [...rooms].flatMap(([roomId, { patients }]) =>
        [...new Set(patients.values())].map((patientId) => ({ roomId, patientId })),
      );
    },

    /** Rooms in which somebody is. */
    roomCount: () => rooms.size,

    /** Patients with at least one connection in the room. */
    patientCount: (roomId: string): number => new Set(rooms.get(roomId)?.patients.values()).size,
  };
};

export type RoomPresence = ReturnType<typeof createRoomPresence>;
