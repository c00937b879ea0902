import type { DomainEvent } from './events.ts';
import type { AppointmentView, QueuePlace } from './records.ts';

/** Tells an appointment's new state to its doctor and, without the invitation's state, to its patient. */
export const appointmentChanged = (appointment: AppointmentView): DomainEvent[] => [
  {
    type: 'appointment-changed',
    to: { channels: [{ kind: 'user', userId: appointment.doctorId }] },
    appointment,
    withInvitation: true,
  },
  {
    type: 'appointment-changed',
    to: {
      channels: [
        { kind: 'user', userId: appointment.patientId },
        { kind: 'visit', appointmentId: appointment.id },
      ],
    },
    appointment,
    withInvitation: false,
  },
];

/** Tells everyone in a doctor's queue the own place in it. */
export const queueChanged = (queue: readonly QueuePlace[]): DomainEvent[] =>
  queue.map(({ roomId }, index) => ({
    type: 'queue-position-changed',
    to: { channels: [{ kind: 'room-patients', roomId }] },
    roomId,
    position: index + 1,
  }));
