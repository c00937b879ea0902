import type { DomainEvent } from './events.ts';
import type { AppointmentView } from './records.ts';

/** As `appointmentChanged`, but not to the patient's connection that learns it from the answer to what it did. */
export const appointmentChangedBy = (
  connectionId: string | null,
  appointment: AppointmentView,
): DomainEvent[] => [
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
        { kind: 'visit', roomId: appointment.roomId },
      ],
      ...(connectionId !== null && { exceptConnectionId: connectionId }),
    },
    appointment,
    withInvitation: false,
  },
];

/** Tells an appointment's new state to its doctor and, without the invitation's state, to its patient. */
export const appointmentChanged = (appointment: AppointmentView): DomainEvent[] =>
  appointmentChangedBy(null, appointment);
