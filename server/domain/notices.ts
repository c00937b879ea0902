import type { DomainEvent } from './events.ts';
import type { AppointmentView } from './records.ts';

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
