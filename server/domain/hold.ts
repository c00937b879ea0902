import type { Store } from '../storage/store.ts';
import type { CallRegistry } from './call-registry.ts';
import type { CommandInput } from './commands.ts';
import { isFinal } from './consultation.ts';
import { DomainError } from './errors.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import { appointmentChanged } from './notices.ts';
import type { Clock } from './ports.ts';
import type { QueueNews } from './queue-news.ts';
import { requireOwnRoom } from './room-access.ts';

/** The doctor sends a patient back to waiting: the place is kept, and a call that runs ends without the visit. */
export const createHold = (deps: { store: Store; clock: Clock; registry: CallRegistry; news: QueueNews }) => {
  const { store, clock, registry, news } = deps;

  /** Without this, the two could go on talking in a call that nobody was admitted to. */
  const leaveCall = (roomId: string, patientId: string): Pick<Outcome<null>, 'events' | 'exit'> => {
    const call: Channel = { kind: 'call', roomId };
    const members = [...(registry.get(roomId)?.members.values() ?? [])];
    const patients = members.filter(({ userId }) => userId === patientId);
    for (const { connectionId } of patients) registry.remove(connectionId, roomId);
    return {
      events: patients.map((member): DomainEvent => ({
        type: 'member-left-call',
        to: { channels: [call], exceptConnectionId: member.connectionId },
        roomId,
        member,
      })),
      exit: patients.map(({ connectionId }) => ({ connectionId, channel: call })),
    };
  };

  return {
    /** @throws DomainError `visit_over`, or `conflict` if the patient was not admitted */
    async hold(connection: Connection, { roomId }: CommandInput<'holdPatient'>): Promise<Outcome<null>> {
      const { identity } = connection;
      requireRole(identity, 'doctor');
      const appointment = await requireOwnRoom(store, identity, roomId);
      if (isFinal(appointment.status)) throw new DomainError('visit_over', 'The visit is over');
      if (appointment.status === 'waiting') return quiet(null);
      const at = clock.now();
      const held = await store.returnToWaiting({
        appointmentId: appointment.id,
        at,
        audit: {
          at,
          actorId: identity.userId,
          action: 'consultation.held',
          subjectId: appointment.id,
          detail: { from: appointment.status },
        },
      });
      if (held === null) throw new DomainError('conflict', 'the patient was not admitted');
      const left = leaveCall(roomId, held.patientId);
      return {
        value: null,
        events: [
          ...left.events,
          {
            type: 'patient-held',
            to: { channels: [{ kind: 'room', roomId }] },
            roomId,
            patientId: held.patientId,
            at,
          },
          ...appointmentChanged(held),
          ...(await news.changed(identity.userId)),
        ],
        exit: left.exit ?? [],
      };
    },
  };
};

export type Hold = ReturnType<typeof createHold>;
