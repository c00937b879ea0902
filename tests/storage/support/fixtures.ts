import { randomUUID } from 'node:crypto';
import type {
  AccountRecord,
  AppointmentRecord,
  AppointmentView,
  AuditEntry,
  InvitationRecord,
  MessageRecord,
  NewMessageRecord,
} from '../../../server/domain/records.ts';
import type { StoredMessage } from '../../../server/storage/ports/conversations.ts';
import type { Store } from '../../../server/storage/store.ts';

export const T0 = Date.UTC(2025, 0, 6, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const audit = (action = 'test.done', overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  at: T0,
  actorId: null,
  action,
  subjectId: null,
  detail: {},
  ...overrides,
});

export const account = (overrides: Partial<AccountRecord> = {}): AccountRecord => ({
  id: randomUUID(),
  email: null,
  fullname: 'Someone',
  role: 'patient',
  isAdmin: false,
  passwordHash: null,
  dateOfBirth: null,
  bloodGroup: null,
  createdAt: T0,
  phone: null,
  language: null,
  unreadMailMinutes: 30,
  disabledAt: null,
  ...overrides,
});

export const invitation = (
  appointmentId: string,
  overrides: Partial<InvitationRecord> = {},
): InvitationRecord => ({
  id: randomUUID(),
  appointmentId,
  secretHash: randomUUID(),
  createdAt: T0,
  expiresAt: T0 + 24 * HOUR,
  maxOpenings: 5,
  ...overrides,
});

export const message = (
  roomId: string,
  sender: AccountRecord,
  overrides: Partial<NewMessageRecord> = {},
): NewMessageRecord => ({
  to: { roomId },
  senderId: sender.id,
  senderRole: sender.role,
  senderName: sender.fullname,
  kind: 'text',
  text: 'hello',
  fileUrl: null,
  fileName: null,
  replyTo: null,
  clientId: null,
  createdAt: T0,
  ...overrides,
});

/** Stores a message that has somewhere to go. */
export const append = async (
  store: Pick<Store, 'appendMessage'>,
  sent: NewMessageRecord,
): Promise<StoredMessage> => {
  const stored = await store.appendMessage(sent);
  if (typeof stored === 'string') throw new Error(`the message was refused: ${stored}`);
  return stored;
};

/** A message as its room has it: without what became of it. */
export const inRoom = ({
  message: { deliveredAt: _, readAt: __, ...record },
}: StoredMessage): MessageRecord => record;

export const createDoctor = async (
  store: Store,
  overrides: Partial<AccountRecord> = {},
): Promise<AccountRecord> => {
  const doctor = account({
    role: 'doctor',
    fullname: 'Doctor',
    email: `${randomUUID()}@clinic.example`,
    ...overrides,
  });
  await store.createAccount({ account: doctor, audit: audit('account.created') });
  return doctor;
};

export const createPatient = async (
  store: Store,
  doctorId: string,
  overrides: Partial<AccountRecord> = {},
): Promise<AccountRecord> => {
  const patient = account({ fullname: 'Patient', ...overrides });
  await store.createPatient({
    account: patient,
    relation: { id: randomUUID(), patientId: patient.id, doctorId, createdAt: T0 },
    audit: audit('account.created'),
  });
  return patient;
};

export type Visit = {
  doctor: AccountRecord;
  patient: AccountRecord;
  appointment: AppointmentView;
  invitation: InvitationRecord;
};

/** An appointment of a new patient, with its invitation, with a new doctor unless one is given. */
export const createVisit = async (
  store: Store,
  overrides: {
    doctor?: AccountRecord;
    patient?: AccountRecord;
    appointment?: Partial<AppointmentRecord>;
    invitation?: Partial<InvitationRecord>;
  } = {},
): Promise<Visit> => {
  const doctor = overrides.doctor ?? (await createDoctor(store));
  const patient = overrides.patient ?? (await createPatient(store, doctor.id));
  const id = randomUUID();
  const invited = invitation(id, overrides.invitation);
  const appointment = await store.createAppointment({
    appointment: {
      id,
      roomId: randomUUID(),
      patientId: patient.id,
      doctorId: doctor.id,
      startsAt: T0 + HOUR,
      reason: null,
      status: 'scheduled',
      createdAt: T0,
      durationMinutes: 20,
      followUpOf: null,
      startedAt: null,
      endedAt: null,
      ...overrides.appointment,
    },
    invitation: invited,
    audit: audit('appointment.created'),
  });
  return { doctor, patient, appointment, invitation: invited };
};

/** The patient of a visit comes into its room. */
export const arrive = (
  store: Store,
  { appointment, patient }: Pick<Visit, 'appointment' | 'patient'>,
  at = T0,
): ReturnType<Store['arrive']> =>
  store.arrive({
    roomId: appointment.roomId,
    patientId: patient.id,
    viaInvitation: true,
    at,
    audit: audit('waiting-room.arrived', { at, actorId: patient.id, subjectId: appointment.id }),
  });

/** Sets the state of an appointment from whatever it is. */
export const moveTo = (
  store: Store,
  appointment: Pick<AppointmentView, 'id'>,
  to: AppointmentView['status'],
  at = T0,
): Promise<AppointmentView | null> =>
  store.transitionAppointment({
    appointmentId: appointment.id,
    from: ['scheduled', 'waiting', 'admitted', 'inCall'],
    to,
    at,
    audit: audit('appointment.moved', { at, subjectId: appointment.id }),
  });

/** How many rows the audit log has; it must hold. */
export const auditRows = async (store: Store): Promise<number> => {
  const verified = await store.verifyAudit();
  if (!verified.ok) throw new Error(`the audit log is broken at row ${verified.brokenSeq}`);
  return verified.rows;
};

/** A doctor's patients as the list shows them. */
export const listed = (
  store: Store,
  doctorId: string,
  input: Partial<Parameters<Store['listPatients']>[0]> = {},
): ReturnType<Store['listPatients']> =>
  store.listPatients({ doctorId, words: [], now: T0, visitsSince: T0, ...input });
