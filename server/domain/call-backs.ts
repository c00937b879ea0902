import type { Store } from '../storage/store.ts';
import type { CommandInput } from './commands.ts';
import { DomainError } from './errors.ts';
import type { Outcome } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import type { RoomPresence } from './room-presence.ts';

/** Patients who do something else while they wait, and are called when it is time. */
export const createCallBacks = ({ store, presence }: { store: Store; presence: RoomPresence }) => ({
  async request(
    connection: Connection,
    { roomId, wanted }: CommandInput<'requestCallBack'>,
  ): Promise<Outcome<null>> {
    requireRole(connection.identity, 'patient');
    const patientId = connection.identity.userId;
    const entry = presence.has(connection.id, roomId)
      ? await store.setCallBack({ roomId, patientId, wanted })
      : null;
    if (entry === null) throw new DomainError('not_in_room', 'join the waiting room first');
    return {
      value: null,
      events: [
        {
          type: 'call-back-changed',
          to: { channels: [{ kind: 'room', roomId }] },
          roomId,
          patientId,
          wanted,
        },
      ],
    };
  },
});

export type CallBacks = ReturnType<typeof createCallBacks>;
