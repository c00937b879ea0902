import { DomainError } from './errors.ts';
import type { CallMember } from './events.ts';
import type { Connection } from './identity.ts';
import type { MediaState } from './peers.ts';

/** The two people a call room belongs to; `null` for the one who has not come yet to a room opened ad hoc. */
export type CallParties = { doctorId: string | null; patientId: string | null };

export type LiveCall = CallParties & {
  roomId: string;
  createdAt: number;
  /** By connection, oldest first. */
  members: Map<string, CallMember>;
};

/** True as long as nothing says that they are two people. */
const isSame = (known: string | null, other: string | null): boolean =>
  known === null || other === null || known === other;

/**
 * Who is in which call right now. Memory only, because members are connections; every signal is authorised
 * from here, so that a relay costs two map look-ups.
 */
export const createCallRegistry = () => {
  const calls = new Map<string, LiveCall>();
  const roomsOfConnection = new Map<string, Set<string>>();

  const remove = (connectionId: string, roomId: string): CallMember | null => {
    const call = calls.get(roomId);
    const member = call?.members.get(connectionId);
    if (call === undefined || member === undefined) return null;
    call.members.delete(connectionId);
    const joined = roomsOfConnection.get(connectionId);
    joined?.delete(roomId);
    if (joined?.size === 0) roomsOfConnection.delete(connectionId);
    if (call.members.size === 0) calls.delete(roomId);
    return member;
  };

  /** False if the room is open for other people. */
  const admits = (roomId: string, parties: CallParties): boolean => {
    const call = calls.get(roomId);
    return (
      call === undefined ||
      (isSame(call.doctorId, parties.doctorId) && isSame(call.patientId, parties.patientId))
    );
  };

  return {
    get: (roomId: string): LiveCall | undefined => calls.get(roomId),

    admits,

    /**
     * Opens the room if nobody has; an open room keeps its parties and learns a missing one.
     * @throws DomainError `forbidden` if it is open for other people
     */
    open(roomId: string, parties: CallParties, at: number): LiveCall {
      let call = calls.get(roomId);
      if (call === undefined) {
        call = { roomId, ...parties, createdAt: at, members: new Map() };
        calls.set(roomId, call);
        return call;
      }
      if (!admits(roomId, parties)) throw new DomainError('forbidden', 'Access to this room is denied');
      call.doctorId ??= parties.doctorId;
      call.patientId ??= parties.patientId;
      return call;
    },

    /** Adds the connection, and removes older ones of the same person, which are returned. */
    enter(
      call: LiveCall,
      connection: Connection,
      at: number,
    ): { member: CallMember; replaced: CallMember[]; repeated: boolean } {
      const known = call.members.get(connection.id);
      if (known !== undefined) return { member: known, replaced: [], repeated: true };
      const { userId, role, fullname } = connection.identity;
      const replaced = [...call.members.values()].filter((member) => member.userId === userId);
      const member: CallMember = {
        connectionId: connection.id,
        userId,
        role,
        fullname,
        joinedAt: at,
        audioEnabled: true,
        videoEnabled: true,
        videoPaused: false,
      };
      call.members.set(connection.id, member);
      let joined = roomsOfConnection.get(connection.id);
      if (joined === undefined) roomsOfConnection.set(connection.id, (joined = new Set()));
      joined.add(call.roomId);
      for (const old of replaced) remove(old.connectionId, call.roomId);
      return { member, replaced, repeated: false };
    },

    remove,

    memberOf: (connectionId: string, roomId: string): CallMember | null =>
      calls.get(roomId)?.members.get(connectionId) ?? null,

    roomsOf: (connectionId: string): string[] => [...(roomsOfConnection.get(connectionId) ?? [])],

    /** What a member sends from now on; nothing happens for who is not there. */
    setMedia(connectionId: string, roomId: string, media: MediaState): void {
      const member = calls.get(roomId)?.members.get(connectionId);
      if (member !== undefined) Object.assign(member, media);
    },

    /** The sender as a member of a call in which `to` is, too; null if they share none. */
    shared(from: string, to: string): { roomId: string; sender: CallMember } | null {
      const joined = roomsOfConnection.get(from);
      if (joined === undefined) return null;
      for (const roomId of joined) {
        const members = calls.get(roomId)?.members;
        const sender = members?.get(from);
        if (sender !== undefined && members?.has(to) === true) return { roomId, sender };
      }
      return null;
    },

    /** Forgets rooms that were made before `before` and that nobody has entered. */
    sweepEmpty(before: number): void {
      for (const [roomId, call] of calls) {
        if (call.members.size === 0 && call.createdAt < before) calls.delete(roomId);
      }
    },

    /** Rooms made or in use, and people in them (S2-M04); who is in two is one person. */
    counts(): { rooms: number; members: number } {
      const people = new Set<string>();
      for (const call of calls.values()) for (const { userId } of call.members.values()) people.add(userId);
      return { rooms: calls.size, members: people.size };
    },
  };
};

export type CallRegistry = ReturnType<typeof createCallRegistry>;
