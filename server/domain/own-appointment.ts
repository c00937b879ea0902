import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { isPartyOf, requireRole } from './identity.ts';
import type { AppointmentView } from './records.ts';

/**
 * An appointment, for its own doctor.
 * @throws DomainError `not_found` or `forbidden`
 */
export const requireOwnAppointment = async (
  store: Store,
  actor: Identity,
  appointmentId: string,
): Promise<AppointmentView> => {
  requireRole(actor, 'doctor');
  const appointment = await store.getAppointment(appointmentId);
  if (appointment === null) throw new DomainError('not_found', 'Appointment not found');
  if (!isPartyOf(actor, appointment)) {
    throw new DomainError('forbidden', 'the appointment belongs to another doctor');
  }
  return appointment;
};
