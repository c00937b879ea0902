import type { Role } from '../protocol/index.ts';
import { DomainError } from './errors.ts';
import type { AccountRecord, AppointmentRecord, PersonRecord, SessionRecord, VisitRoom } from './records.ts';

/** Who acts. Always made from a verified token and the stored account, never from a payload. */
export type Identity = {
  userId: string;
  fullname: string;
  email: string | null;
  role: Role;
  isAdmin: boolean;
  sessionId: string;
  /** Set for the session of an invitation: it sees only this appointment. */
  visitAppointmentId: string | null;
  /** Where that visit is; known to connections, which were identified by their session. */
  visitRoom: VisitRoom | null;
};

/** One live connection of someone. A person may have several. */
export type Connection = { id: string; identity: Identity };

/** Who acts, as facts name people. */
export const personOf = ({ userId, fullname, email, role }: Identity): PersonRecord => ({
  id: userId,
  fullname,
  email,
  role,
});

export const toIdentity = (
  account: AccountRecord,
  session: SessionRecord,
  visitRoom: VisitRoom | null = null,
): Identity => ({
  userId: account.id,
  fullname: account.fullname,
  email: account.email,
  role: account.role,
  isAdmin: account.isAdmin,
  sessionId: session.id,
  visitAppointmentId: session.appointmentId,
  visitRoom,
});

/** True if the appointment is the person's own, and within what the session may see. */
export const isPartyOf = (
  identity: Identity,
  appointment: Pick<AppointmentRecord, 'id' | 'patientId' | 'doctorId'>,
): boolean => {
  if (identity.role === 'doctor') return appointment.doctorId === identity.userId;
  if (appointment.patientId !== identity.userId) return false;
  return identity.visitAppointmentId === null || identity.visitAppointmentId === appointment.id;
};

/** @throws DomainError `forbidden` unless the person has this role */
export const requireRole = (identity: Identity, role: Role): void => {
  if (identity.role !== role) throw new DomainError('forbidden', `only a ${role} may do this`);
};

/** @throws DomainError `forbidden` unless the person is an admin */
export const requireAdmin = (identity: Identity): void => {
  if (!identity.isAdmin) throw new DomainError('forbidden', 'only an admin may do this');
};
