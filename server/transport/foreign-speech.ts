import type { Socket } from 'socket.io';
import type { ForeignDialect, Reply, Speaker } from '../dialects/foreign-dialect.ts';
import { foreignRoom, roomName, type FanOut } from './fan-out.ts';
import type { RelationView } from '../domain/relation-access.ts';
import type { SocketData } from './handshake.ts';

/** The rooms by which a connection is told what concerns its person. */
export const personalRooms = ({ identity }: Pick<SocketData, 'identity'>): string[] => [
  roomName(
    identity.visitAppointmentId === null
      ? { kind: 'user', userId: identity.userId }
      : { kind: 'visit', roomId: identity.visitRoom?.roomId ?? '' },
  ),
  ...(identity.role === 'doctor' ? [roomName({ kind: 'doctors' })] : []),
];

/** The dialect in which a connection means an event; null for the canonical vocabulary. */
export const meantIn = (
  dialects: readonly ForeignDialect[],
  { identity, relation }: SocketData,
  name: string,
  payload: unknown,
): ForeignDialect | null =>
  dialects.find(
    (dialect) =>
      Object.hasOwn(dialect.events, name) &&
      dialect.means(name, payload, { identity, relation, isIntroduced: true }),
  ) ?? null;

/**
 * What one connection speaks beside the canonical vocabulary, or instead of it. It learns a dialect with the first
 * event of it (reference-systems.md 8.2), unless its handshake says what it is.
 */
export const createForeignSpeech = (socket: Socket, fanOut: Pick<FanOut, 'speaks'>) => {
  const data = socket.data as SocketData;
  const speakers = new Map<ForeignDialect, Speaker>();

  const apply = (
    dialect: ForeignDialect,
    { frames = [], enter = [], leave = [], isIntroduced }: Reply,
  ): void => {
    const speaker = speakers.get(dialect);
    if (speaker !== undefined && isIntroduced === true) speakers.set(dialect, { ...speaker, isIntroduced });
    for (const conversation of enter) {
      void socket.join(personalRooms(data).map((room) => foreignRoom(room, dialect.id, conversation)));
    }
    for (const conversation of leave) {
      for (const room of personalRooms(data)) void socket.leave(foreignRoom(room, dialect.id, conversation));
    }
    for (const { event, payload } of frames) socket.emit(event, payload);
  };

  const speak = (dialect: ForeignDialect): Speaker => {
    const known = speakers.get(dialect);
    if (known !== undefined) return known;
    const speaker: Speaker = { identity: data.identity, relation: data.relation, isIntroduced: true };
    speakers.set(dialect, speaker);
    void socket.join(personalRooms(data).map((room) => foreignRoom(room, dialect.id)));
    fanOut.speaks(dialect.id, 1);
    return speaker;
  };

  return {
    speak,
    apply,

    /** For a connection whose handshake named a relation. */
    begin(dialect: ForeignDialect, relation: RelationView): void {
      speak(dialect);
      apply(dialect, dialect.greet?.({ identity: data.identity, relation, isIntroduced: true }) ?? {});
    },

    /** The connection is gone. */
    end(): void {
      for (const dialect of speakers.keys()) fanOut.speaks(dialect.id, -1);
    },
  };
};

export type ForeignSpeech = ReturnType<typeof createForeignSpeech>;
