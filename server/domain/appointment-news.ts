import type { Store } from '../storage/store.ts';
import type { DomainEvent } from './events.ts';
import type { AppointmentNews } from './notification-records.ts';
import type { Clock, Ids } from './ports.ts';
import type { AppointmentRecord, AppointmentView } from './records.ts';

type Told = Pick<AppointmentRecord, 'id' | 'patientId' | 'doctorId' | 'startsAt'>;

/**
 * What a patient is told of an appointment, wherever the patient is: by a notification who has an account, by mail
 * who has an email. It is written with the change itself.
 */
export const createAppointmentNewsMaker = (deps: {
  store: Pick<Store, 'getAccount'>;
  clock: Clock;
  ids: Ids;
  /** The server sends mail. */
  isMailing: boolean;
}) => {
  const { store, clock, ids, isMailing } = deps;
  return {
    /**
     * `appointment` is as it was before. Of a new one, the mail is its invitation, which the doctor asks for. One that
     * takes place after all is a new one to its patient, who gets that invitation.
     */
    async of(
      change: 'created' | 'moved' | 'cancelled' | 'reopened',
      { id: appointmentId, patientId, doctorId, startsAt }: Told,
    ): Promise<AppointmentNews> {
      const patient = await store.getAccount(patientId);
      if (patient === null || patient.disabledAt !== null) return { notification: null, mail: null };
      const createdAt = clock.now();
      const told = { accountId: patientId, appointmentId, createdAt };
      return {
        notification:
          patient.passwordHash === null
            ? null
            : {
                ...told,
                id: ids.id(),
                kind: `appointment-${change === 'reopened' ? 'created' : change}`,
                otherId: doctorId,
              },
        mail:
          isMailing && change !== 'created' && patient.email !== null
            ? { ...told, kind: change === 'reopened' ? 'invitation' : change, startsAt }
            : null,
      };
    },

    /** Tells the patient's devices what was written. */
    told({ notification }: AppointmentNews, { doctorId, doctorName }: AppointmentView): DomainEvent[] {
      if (notification === null) return [];
      const { otherId: _, ...written } = notification;
      const other = { id: doctorId, fullname: doctorName };
      return [
        {
          type: 'notified',
          to: { channels: [{ kind: 'user', userId: notification.accountId }] },
          notification: { ...written, other, count: 1, readAt: null },
        },
      ];
    },
  };
};

export type AppointmentNewsMaker = ReturnType<typeof createAppointmentNewsMaker>;
