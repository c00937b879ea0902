import type { Store } from '../storage/store.ts';
import type { CommandInput } from './commands.ts';
import { isFinal } from './consultation.ts';
import { DomainError } from './errors.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import { appointmentChanged } from './notices.ts';
import type { Clock } from './ports.ts';
import type { QueueNews } from './queue-news.ts';
import { requireOwnRoom } from './room-access.ts';

const patientsOf = (roomId: string): Channel => ({ kind: 'room-patients', roomId });

/** The doctor's word that lets a waiting patient into the call. */
export const createAdmission = (deps: { store: Store; clock: Clock; news: QueueNews }) => {
  const { store, clock, news } = deps;

  return {
    async startConsultation(
      connection: Connection,
      { roomId, patientId }: CommandInput<'startConsultation'>,
    ): Promise<Outcome<null>> {
      const { identity } = connection;
      requireRole(identity, 'doctor');
      const appointment = await requireOwnRoom(store, identity, roomId);
      if (isFinal(appointment.status)) throw new DomainError('visit_over', 'Consultation has ended');
      if (appointment.patientId !== patientId) throw new DomainError('not_found', 'Patient not found');
      const starting: DomainEvent = {
        type: 'consultation-starting',
        to: { channels: [patientsOf(roomId)] },
        roomId,
        doctorId: identity.userId,
      };
      if (appointment.status === 'admitted' || appointment.status === 'inCall') {
        return { value: null, events: [starting] };
      }
      const at = clock.now();
      const admitted = await store.transitionAppointment({
        appointmentId: appointment.id,
        from: ['waiting'],
        to: 'admitted',
        at,
        audit: {
          at,
          actorId: identity.userId,
          action: 'consultation.admitted',
          subjectId: appointment.id,
          detail: {},
        },
      });
      if (admitted === null) throw new DomainError('patient_not_waiting', 'Patient not found');
      return {
        value: null,
        events: [
          starting,
          ...appointmentChanged(admitted),
          news.left(roomId),
          ...(await news.changed(identity.userId)),
        ],
      };
    },

    async joinConsultation(
      connection: Connection,
      { roomId, patientId }: CommandInput<'joinConsultation'>,
    ): Promise<Outcome<null>> {
      const { identity } = connection;
      requireRole(identity, 'doctor');
      const appointment = await requireOwnRoom(store, identity, roomId);
      if (isFinal(appointment.status)) throw new DomainError('visit_over', 'Consultation has ended');
      if (appointment.patientId !== patientId || appointment.status === 'scheduled') {
        throw new DomainError('patient_not_waiting', 'Patient not found');
      }
      const joining: DomainEvent = {
        type: 'doctor-joining-consultation',
        to: { channels: [patientsOf(roomId)] },
        roomId,
        doctorId: identity.userId,
      };
      const at = clock.now();
      const active = await store.transitionAppointment({
        appointmentId: appointment.id,
        from: ['waiting', 'admitted'],
        to: 'inCall',
        at,
        audit: {
          at,
          actorId: identity.userId,
          action: 'consultation.active',
          subjectId: appointment.id,
          detail: {},
        },
      });
      if (active === null) return { value: null, events: [joining] };
      return {
        value: null,
        events: [
          joining,
          ...appointmentChanged(active),
          news.left(roomId),
          ...(await news.changed(identity.userId)),
        ],
      };
    },
  };
};

export type Admission = ReturnType<typeof createAdmission>;
