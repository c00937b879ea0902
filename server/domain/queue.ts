import type { Store } from '../storage/store.ts';
import type { CommandInput } from './commands.ts';
import { DomainError } from './errors.ts';
import type { DomainEvent, Outcome } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock } from './ports.ts';
import type { QueueNews } from './queue-news.ts';
import { requireOwnRoom } from './room-access.ts';

/** The order in which a doctor sees those who wait. */
export const createQueue = ({ store, clock, news }: { store: Store; clock: Clock; news: QueueNews }) => ({
  /** @throws DomainError `patient_not_waiting` if one of the two rooms is not in the doctor's queue */
  async reorder(
    connection: Connection,
    { roomId, before, reason }: CommandInput<'reorderQueue'>,
  ): Promise<Outcome<null>> {
    const { identity } = connection;
    requireRole(identity, 'doctor');
    await requireOwnRoom(store, identity, roomId);
    const queue = await store.reorderQueue({
      doctorId: identity.userId,
      roomId,
      before,
      reason,
      audit: {
        at: clock.now(),
        actorId: identity.userId,
        action: 'waiting-room.reordered',
        subjectId: roomId,
        detail: { before, reason },
      },
    });
    if (queue === null) throw new DomainError('patient_not_waiting', 'Patient not found');
    return {
      value: null,
      events: [
        ...queue.map((place): DomainEvent => ({
          type: 'queue-order-changed',
          to: { channels: [{ kind: 'room-doctors', roomId: place.roomId }] },
          roomId: place.roomId,
          queueOrder: place.queueOrder,
        })),
        ...(await news.reordered(identity.userId, queue, reason)),
      ],
    };
  },
});

export type Queue = ReturnType<typeof createQueue>;
