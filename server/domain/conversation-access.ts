import type { ConversationScope, StoredMessage } from '../storage/ports/conversations.ts';
import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { PeopleNames } from './people-names.ts';

/**
 * The other of the two whose ids a conversation's id is made of.
 * @throws DomainError `not_found` if it is not a conversation of this person
 */
export const otherIn = (conversationId: string, { userId }: Identity): string => {
  if (conversationId.startsWith(`${userId}_`)) return conversationId.slice(userId.length + 1);
  if (conversationId.endsWith(`_${userId}`)) return conversationId.slice(0, -userId.length - 1);
  throw new DomainError('not_found', 'There is no such conversation');
};

/**
 * Whose conversation it is, and how much of it this session sees: that of an invitation only its visit.
 * @throws DomainError `forbidden`
 */
export const scopeOf = (identity: Identity, otherId: string): ConversationScope => {
  const { role, userId, visitAppointmentId, visitRoom } = identity;
  if (role === 'doctor') return { patientId: otherId, doctorId: userId, roomId: null };
  if (visitAppointmentId === null) return { patientId: userId, doctorId: otherId, roomId: null };
  if (visitRoom?.doctorId !== otherId) throw notRelated();
  return { patientId: userId, doctorId: otherId, roomId: visitRoom.roomId };
};

/**
 * Somebody with the whole conversation speaks of one visit of it.
 * @throws DomainError `not_found`
 */
export const requireVisitOf = async (
  store: Pick<Store, 'findAppointmentByRoom'>,
  { patientId, doctorId, roomId: visitOnly }: ConversationScope,
  roomId: string,
): Promise<void> => {
  const appointment = visitOnly === null ? await store.findAppointmentByRoom(roomId) : null;
  if (appointment?.patientId !== patientId || appointment.doctorId !== doctorId) {
    throw new DomainError('not_found', 'There is no such visit in this conversation');
  }
};

/** The visit that is all that a session sees; null if it sees everything of its person. */
export const visitOnlyOf = ({ visitAppointmentId, visitRoom }: Identity): string | null =>
  // Without its room a visit shows nothing, which is what an id that no room has finds.
  visitAppointmentId === null ? null : (visitRoom?.roomId ?? '');

export const notRelated = () => new DomainError('forbidden', 'Doctor and patient are not associated');

/**
 * A visit that is over takes no more messages of who came for it alone.
 * @throws DomainError `visit_over`
 */
export const requireOpenVisit = async (
  store: Pick<Store, 'findAppointmentByRoom'>,
  roomId: string,
): Promise<void> => {
  const appointment = await store.findAppointmentByRoom(roomId);
  if (appointment === null) throw notRelated();
  if (['ended', 'cancelled', 'missed'].includes(appointment.status)) {
    throw new DomainError('visit_over', 'The visit is over');
  }
};

/**
 * A visit that is over takes nothing more, but answers with what it took: that answer may have been lost.
 * @returns null while it is open, and where no visit is the limit
 * @throws DomainError `visit_over`
 */
export const sentInClosedVisit = async (
  store: Pick<Store, 'findAppointmentByRoom' | 'findSentMessage'>,
  { userId: senderId }: Identity,
  roomId: string | null,
  clientId: string | null,
): Promise<StoredMessage | null> => {
  if (roomId === null) return null;
  try {
    await requireOpenVisit(store, roomId);
    return null;
  } catch (error) {
    const sent = clientId === null ? null : await store.findSentMessage({ senderId, clientId });
    if (sent === null) throw error;
    return sent;
  }
};

/** Why somebody cannot be written to, in the words of the documented server (S1-A04). */
export const whyRefused = async (
  names: PeopleNames,
  { role }: Identity,
  otherId: string,
): Promise<DomainError> => {
  const other = await names.of(otherId);
  if (other === null) return new DomainError('forbidden', 'One or both users not found');
  if (other.role === role)
    return new DomainError('forbidden', 'Patients can only chat with doctors and vice versa');
  return notRelated();
};
