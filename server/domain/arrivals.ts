import type { Store } from '../storage/store.ts';
import type { CommandInput } from './commands.ts';
import { DomainError } from './errors.ts';
import type { Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock } from './ports.ts';
import { requireOwnRoom } from './room-access.ts';

/** An arrival is heard: the clinic takes notice of it, and the patient learns that it did. */
export const createArrivals = ({ store, clock }: { store: Store; clock: Clock }) => ({
  async acknowledge(
    connection: Connection,
    { roomId }: CommandInput<'acknowledgePatient'>,
  ): Promise<Outcome<null>> {
    const { identity } = connection;
    requireRole(identity, 'doctor');
    const { patientId } = await requireOwnRoom(store, identity, roomId);
    const at = clock.now();
    const noticed = await store.acknowledgeArrival({
      roomId,
      patientId,
      by: identity.userId,
      at,
      audit: {
        at,
        actorId: identity.userId,
        action: 'waiting-room.acknowledged',
        subjectId: roomId,
        detail: {},
      },
    });
    if (noticed === null) throw new DomainError('patient_not_waiting', 'Patient not found');
    if (noticed.outcome === 'known') return quiet(null);
    return {
      value: null,
      events: [
        {
          type: 'patient-acknowledged',
          to: { channels: [{ kind: 'room', roomId }] },
          roomId,
          patientId,
          at,
        },
      ],
    };
  },
});

export type Arrivals = ReturnType<typeof createArrivals>;
