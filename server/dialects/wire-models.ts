import type {
  Appointment,
  CallParticipant,
  CallUser,
  DoctorSummary,
  MessageReaction,
  PatientSummary,
  User,
  WaitingDoctor,
  WaitingMessage,
  WaitingPatient,
  WaitingRoomState,
} from '../protocol/index.ts';
import type { RoomSnapshot } from '../domain/commands.ts';
import type { CallMember, PresentDoctor, PresentPatient } from '../domain/events.ts';
import type { Identity } from '../domain/identity.ts';
import type { DoctorView, PatientView } from '../domain/people-records.ts';
import type {
  AccountRecord,
  AppointmentView,
  ReactionRecord,
  VisitMessageRecord,
} from '../domain/records.ts';
import { wireMessageFile } from './wire-files.ts';

/** Records of the domain in the shapes of the protocol: times as ISO strings, ids under both their names. */

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
const isoTimeOrNull = (milliseconds: number | null) => (milliseconds === null ? null : isoTime(milliseconds));

type Person = Pick<AccountRecord, 'fullname' | 'email' | 'role' | 'isAdmin'>;
const person = (id: string, { fullname, email, role, isAdmin }: Person): User => ({
  id,
  _id: id,
  fullname,
  email,
  role,
  isAdmin,
});

export const userOfIdentity = (identity: Identity): User => person(identity.userId, identity);
export const userOfAccount = (account: AccountRecord): User => person(account.id, account);

const wireLink = (link: PatientView['passwordLink']): PatientSummary['passwordLink'] =>
  link && { createdAt: isoTime(link.createdAt), expiresAt: isoTime(link.expiresAt) };

export const patientSummary = (account: PatientView): PatientSummary => ({
  ...userOfAccount(account),
  dateOfBirth: account.dateOfBirth,
  bloodGroup: account.bloodGroup,
  phone: account.phone,
  language: account.language,
  hasAccount: account.passwordHash !== null,
  passwordLink: wireLink(account.passwordLink),
  lastVisitAt: isoTimeOrNull(account.lastVisitAt),
  nextVisitAt: isoTimeOrNull(account.nextVisitAt),
});

/** As only an admin may see it. */
export const doctorSummary = (account: DoctorView): DoctorSummary => ({
  id: account.id,
  fullname: account.fullname,
  email: account.email,
  isAdmin: account.isAdmin,
  disabledAt: isoTimeOrNull(account.disabledAt),
  hasAccount: account.passwordHash !== null,
  passwordLink: wireLink(account.passwordLink),
  openVisits: account.openVisits,
});

/** @param withInvitation only for the appointment's doctor */
export const wireAppointment = (appointment: AppointmentView, withInvitation: boolean): Appointment => ({
  id: appointment.id,
  roomId: appointment.roomId,
  patientId: appointment.patientId,
  doctorId: appointment.doctorId,
  patientName: appointment.patientName,
  doctorName: appointment.doctorName,
  startsAt: isoTime(appointment.startsAt),
  durationMinutes: appointment.durationMinutes,
  followUpOf: appointment.followUpOf,
  reason: appointment.reason,
  status: appointment.status,
  createdAt: isoTime(appointment.createdAt),
  startedAt: isoTimeOrNull(appointment.startedAt),
  endedAt: isoTimeOrNull(appointment.endedAt),
  movedFrom: isoTimeOrNull(appointment.movedFrom),
  closingMessage: appointment.closingMessage,
  ...(withInvitation && {
    invitation: appointment.invitation && {
      expiresAt: isoTime(appointment.invitation.expiresAt),
      openings: appointment.invitation.openings,
      maxOpenings: appointment.invitation.maxOpenings,
      lastOpenedAt: isoTimeOrNull(appointment.invitation.lastOpenedAt),
    },
  }),
});

export const wirePatient = ({ entry, connectionId }: PresentPatient): WaitingPatient => ({
  userId: entry.patientId,
  socketId: connectionId ?? '',
  joinedAt: isoTime(entry.joinedAt),
  ready: entry.ready,
  deviceTestCompleted: entry.deviceTestCompleted,
  deviceTestResults: entry.deviceTestResults,
  isConsultationLink: entry.viaInvitation,
  fullname: entry.fullname,
  connected: connectionId !== null,
  awaySince: connectionId === null ? isoTimeOrNull(entry.awaySince) : null,
  acknowledgedAt: isoTimeOrNull(entry.acknowledgedAt),
  heldAt: isoTimeOrNull(entry.heldAt),
  queueOrder: entry.queueOrder,
  reorderReason: entry.reorderReason,
  callBack: entry.callBack,
});

export const wireDoctor = (doctor: PresentDoctor): WaitingDoctor => ({
  userId: doctor.userId,
  socketId: doctor.connectionId,
  joinedAt: isoTime(doctor.joinedAt),
  fullname: doctor.fullname,
});

export const wireReactions = (reactions: readonly ReactionRecord[]): MessageReaction[] =>
  reactions.map(({ personId, emoji }) => ({ userId: personId, emoji }));

export const wireMessage = (message: VisitMessageRecord): WaitingMessage => ({
  id: message.id,
  roomId: message.roomId,
  seq: message.roomSeq,
  userId: message.senderId,
  userType: message.senderRole,
  senderName: message.senderName,
  message: message.text,
  timestamp: isoTime(message.createdAt),
  clientId: message.clientId,
  ...(message.kind === 'emergency' && { isEmergency: true as const }),
  ...(message.deletedAt !== null && { deletedAt: isoTime(message.deletedAt) }),
  ...(message.file !== undefined && {
    fileUrl: message.fileUrl,
    fileName: message.fileName,
    file: wireMessageFile(message.file),
  }),
  ...(message.reactions !== undefined && { reactions: wireReactions(message.reactions) }),
});

export const wireRoomState = (snapshot: RoomSnapshot): WaitingRoomState => ({
  roomId: snapshot.appointment.roomId,
  appointment: wireAppointment(snapshot.appointment, snapshot.withInvitation),
  patients: snapshot.patients.map(wirePatient),
  doctorOnline: snapshot.doctorOnline,
  messages: snapshot.messages.map(wireMessage),
  position: snapshot.position,
  expectedWait: snapshot.expectedWait,
  serverTime: isoTime(snapshot.at),
});

export const wireParticipant = (member: CallMember): CallParticipant => ({
  socketId: member.connectionId,
  userId: member.userId,
  userType: member.role,
  userName: member.fullname,
  joinedAt: isoTime(member.joinedAt),
  audioEnabled: member.audioEnabled,
  videoEnabled: member.videoEnabled,
  ...(member.videoPaused && { videoPaused: true }),
});

export const wireCallUser = (roomId: string, member: CallMember): CallUser => ({
  userId: member.userId,
  userType: member.role,
  userName: member.fullname,
  roomId,
  socketId: member.connectionId,
});
