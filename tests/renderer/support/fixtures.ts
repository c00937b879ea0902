import type {
  Appointment,
  SessionAnswer,
  User,
  WaitingMessage,
  WaitingPatient,
  WaitingRoomState,
} from '../../../server/protocol/index.ts';

/** Facts for tests, each with what a test does not care about filled in. */

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Looks like an access token; only its lifetime is ever read by a client. */
export const accessToken = (id: string, lifetimeSeconds = 600): string => {
  const iat = Math.floor(Date.now() / 1000);
  return `${base64url({ alg: 'HS256' })}.${base64url({ jti: id, iat, exp: iat + lifetimeSeconds })}.signature`;
};

export const doctor: User = {
  id: 'doctor-1',
  _id: 'doctor-1',
  fullname: 'Dr Ada One',
  email: 'ada@clinic.test',
  role: 'doctor',
  isAdmin: true,
};

export const sessionAnswer = (changes: Partial<SessionAnswer> = {}): SessionAnswer => ({
  success: true,
  token: accessToken('access-1'),
  refreshToken: 'refresh-1',
  user: doctor,
  ...changes,
});

export const appointment = (changes: Partial<Appointment> = {}): Appointment => ({
  id: 'appointment-1',
  roomId: 'room-1',
  patientId: 'patient-1',
  doctorId: doctor.id,
  patientName: 'Pat Alpha',
  doctorName: doctor.fullname,
  startsAt: new Date().toISOString(),
  reason: null,
  status: 'waiting',
  createdAt: new Date().toISOString(),
  durationMinutes: 20,
  followUpOf: null,
  startedAt: null,
  endedAt: null,
  ...changes,
});

export const waitingPatient = (changes: Partial<WaitingPatient> = {}): WaitingPatient => ({
  userId: 'patient-1',
  socketId: 'socket-1',
  joinedAt: new Date().toISOString(),
  ready: false,
  deviceTestCompleted: false,
  deviceTestResults: null,
  isConsultationLink: true,
  fullname: 'Pat Alpha',
  connected: true,
  awaySince: null,
  ...changes,
});

export const message = (seq: number, changes: Partial<WaitingMessage> = {}): WaitingMessage => ({
  id: `message-${seq}`,
  roomId: 'room-1',
  seq,
  userId: 'patient-1',
  userType: 'patient',
  senderName: 'Pat Alpha',
  message: `text ${seq}`,
  timestamp: new Date().toISOString(),
  clientId: null,
  ...changes,
});

export const roomState = (changes: Partial<WaitingRoomState> = {}): WaitingRoomState => ({
  roomId: 'room-1',
  appointment: appointment(),
  patients: [],
  doctorOnline: false,
  messages: [],
  position: null,
  serverTime: new Date().toISOString(),
  ...changes,
});
