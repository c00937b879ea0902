import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { isPartyOf } from './identity.ts';
import type { AppointmentView } from './records.ts';

/**
 * The appointment of a waiting room, for one of its parties.
 * @throws DomainError `not_found` or `forbidden`
 */
export const requireOwnRoom = async (
  store: Store,
  identity: Identity,
  roomId: string,
): Promise<AppointmentView> => {
  const appointment = await store.findAppointmentByRoom(roomId);
  if (appointment === null) throw new DomainError('not_found', 'Waiting room not found');
  if (!isPartyOf(identity, appointment)) {
    throw new DomainError('forbidden', 'Access to this waiting room is denied');
  }
  return appointment;
};
