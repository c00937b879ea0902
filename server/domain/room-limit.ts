import type { CallRegistry } from './call-registry.ts';
import { DomainError } from './errors.ts';
import type { Connection } from './identity.ts';
import type { RoomPresence } from './room-presence.ts';

/** Waiting rooms and calls that one connection may be in: more would only be a way to fill the server's memory. */
export const createRoomLimit = (deps: {
  presence: RoomPresence;
  registry: CallRegistry;
  roomsPerConnection: number;
}) => {
  const { presence, registry, roomsPerConnection } = deps;
  return {
    /** Before a room that the connection is not in yet. @throws DomainError `rate_limited` */
    requireOneMore({ id }: Connection): void {
      if (presence.roomsOf(id).length + registry.roomsOf(id).length >= roomsPerConnection) {
        throw new DomainError('rate_limited', `a connection may be in ${roomsPerConnection} rooms at most`);
      }
    },
  };
};

export type RoomLimit = ReturnType<typeof createRoomLimit>;
