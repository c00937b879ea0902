import { describe, expect, it } from 'vitest';
import { APP_ORIGIN } from '../../server/config.ts';
import { conversationIdOf } from '../../server/protocol/index.ts';
import {
  clientEvents,
  HTTP_STATUS,
  openingHoursSchema,
  routes,
  serverEvents,
  type ClientEvent,
  type ClientPayloadInput,
  type ErrorCode,
  type RouteBodyInput,
  type RouteName,
} from '../../server/protocol/index.ts';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createHttpApp } from '../../server/transport/http-app.ts';
import { createGate } from '../../server/transport/gate.ts';
import type { RouteHandlers } from '../../server/transport/routes/context.ts';
import { createOriginPolicy } from '../../server/transport/origins.ts';
import { createRateLimits } from '../../server/transport/rate-limits.ts';
import { attachSockets } from '../../server/transport/sockets.ts';
import { formOf, PNG } from '../support/files.ts';
import { ACTORS, arrangeWorld, OUTSIDERS, type Actor, type World } from '../support/matrix-world.ts';
import { PASSWORD, startTestServer, testConfig } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

/**
 * The authorisation matrix (root of all other promises): everyone tries every event and every route on the
 * visit A. The table is typed over the contract, so what is added to the contract must be added here.
 */

type Expected = 'ok' | ErrorCode;
type Row = Record<Actor, Expected>;

type Cells<A extends readonly unknown[]> = { -readonly [K in keyof A]: Expected };

const row = (...expected: Cells<typeof ACTORS>): Row =>
  Object.fromEntries(ACTORS.map((actor, index) => [actor, expected[index]])) as Row;

const no = 'forbidden';
const none = 'unauthenticated';
const ended = 'session_ended';
const out = 'not_in_room';
const far = 'peer_not_in_room';
const wait = 'not_admitted';
const nil = 'not_found';
const done = 'already_set_up';
const bad = 'wrong_credentials';
const gone = 'patient_not_waiting';
const bare = 'bad_request';
const busy = 'conflict';
const fake = 'invitation_invalid';
const pass = 'wrong_password';
const off = 'conflict';
const link = 'password_link_invalid';
const open = 'visits_open';
const mail = 'mail_off';

/** Events that have a second form, which is authorised by something else (K06). */
const FORMS = { 'ice-candidate by room': 'ice-candidate' } as const satisfies Record<string, ClientEvent>;
type EventForm = ClientEvent | keyof typeof FORMS;

// prettier-ignore
const MATRIX: Record<EventForm | RouteName, Row> = {
  //                               anonymous waiting patientA patientB doctor otherDoctor admin revoked
  // Socket events
  'join-waiting-room':        row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  'doctor-join-consultation': row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  'start-consultation':       row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  'device-test-results':      row( none,     'ok',   'ok',    out,     no,    no,         no,   ended ),
  'patient-ready':            row( none,     'ok',   'ok',    out,     no,    no,         no,   ended ),
  'waiting-room-message':     row( none,     'ok',   'ok',    out,     'ok',  out,        out,  ended ),
  'send_message':             row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  'mark_read':                row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  'mark_delivered':           row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  'sync':                     row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  'list_conversations':       row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'get_messages':             row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  'search_messages':          row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'delete_message':           row( none,     'ok',   'ok',    nil,     no,    nil,        nil,  ended ),
  'react_to_message':         row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  // Each person's own, beside any visit.
  'archive_conversation':     row( none,     no,     'ok',    nil,     'ok',  nil,        nil,  ended ),
  'raise_emergency':          row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  'own_emergency':            row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  // An emergency concerns every doctor of the clinic.
  'open_emergencies':         row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  'acknowledge_emergency':    row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  'resolve_emergency':        row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  // Who may not be told of it does not learn that.
  'typing_start':             row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'typing_stop':              row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'set_status':               row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'set_idle':                 row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  'acknowledge-patient':      row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  'message-waiting':          row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  'request-call-back':        row( none,     'ok',   'ok',    out,     no,    no,         no,   ended ),
  'reorder-queue':            row( none,     no,     no,      no,      gone,  no,         no,   ended ),
  'hold-patient':             row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  'join-room':                row( none,     wait,   'ok',    no,      'ok',  no,         no,   ended ),
  'offer':                    row( none,     out,    'ok',    far,     'ok',  far,        out,  ended ),
  'answer':                   row( none,     out,    'ok',    far,     'ok',  far,        out,  ended ),
  'ice-candidate':            row( none,     out,    'ok',    far,     'ok',  far,        out,  ended ),
  'ice-candidate by room':    row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'start-call':               row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'toggle-video':             row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'toggle-audio':             row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'end-call':                 row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'leave-room':               row( none,     out,    'ok',    out,     'ok',  out,        out,  ended ),
  'leave-waiting-room':       row( none,     'ok',   'ok',    out,     'ok',  out,        out,  ended ),
  // Routes
  health:                     row( 'ok',     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', 'ok'  ),
  // Every actor of this table is on the server's own machine.
  metrics:                    row( 'ok',     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', 'ok'  ),
  monitoring:                 row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  clinic:                     row( 'ok',     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', 'ok'  ),
  setup:                      row( done,     done,   done,    done,    done,  done,       done, done  ),
  clinicSettings:             row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  saveClinicSettings:         row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  setClinicLogo:              row( none,     no,     no,      no,      no,    no,         bare, ended ),
  removeClinicLogo:           row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  clinicLogo:                 row( nil,      nil,    nil,     nil,     nil,   nil,        nil,  nil   ),
  login:                      row( bad,      bad,    bad,     bad,     bad,   bad,        bad,  bad   ),
  refresh:                    row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  invite:                     row( fake,     fake,   fake,    fake,    fake,  fake,       fake, fake  ),
  profile:                    row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  updateProfile:              row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  changePassword:             row( none,     no,     pass,    pass,    pass,  pass,       pass, ended ),
  beginSecondFactor:          row( none,     no,     pass,    pass,    pass,  pass,       pass, ended ),
  confirmSecondFactor:        row( none,     no,     off,     off,     off,   off,        off,  ended ),
  removeSecondFactor:         row( none,     no,     pass,    pass,    pass,  pass,       pass, ended ),
  renewRecoveryCodes:         row( none,     no,     off,     off,     off,   off,        off,  ended ),
  listSessions:               row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  // Of A's patient: only that patient's own account may end it.
  endSession:                 row( none,     no,     'ok',    nil,     nil,   nil,        nil,  ended ),
  endOtherSessions:           row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  createDoctor:               row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  createPatient:              row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  listPatients:               row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  getPatient:                 row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  updatePatient:              row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  listDoctors:                row( none,     no,     no,      no,      'ok',  'ok',       'ok', ended ),
  updateDoctor:               row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  disableDoctor:              row( none,     no,     no,      no,      no,    no,         open, ended ),
  enableDoctor:               row( none,     no,     no,      no,      no,    no,         'ok', ended ),
  createPasswordLink:         row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  inspectPasswordLink:        row( link,     link,   link,    link,    link,  link,       link, link  ),
  usePasswordLink:            row( link,     link,   link,    link,    link,  link,       link, link  ),
  createAppointment:          row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  listAppointments:           row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  renewInvitation:            row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  mailInvitation:             row( none,     no,     no,      no,      mail,  no,         no,   ended ),
  iceServers:                 row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  probeDownload:              row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  probeUpload:                row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  createRoom:                 row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  getRoom:                    row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  updateAppointment:          row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  // Its call is running, so there is nothing to open again.
  reopenAppointment:          row( none,     no,     no,      no,      busy,  no,         no,   ended ),
  closeAppointment:           row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  getVisitSummary:            row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  getRelation:                row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  putRelationNotes:           row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  putVisitSummary:            row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  // Patient B and A's doctor share a conversation of their own.
  uploadFile:                 row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  getFile:                    row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  getThumbnail:               row( none,     'ok',   'ok',    nil,     'ok',  nil,        nil,  ended ),
  beginUpload:                row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  // A's patient's alone, as long as it is not complete.
  getUpload:                  row( none,     'ok',   'ok',    nil,     nil,   nil,        nil,  ended ),
  appendUpload:               row( none,     'ok',   'ok',    nil,     nil,   nil,        nil,  ended ),
  cancelUpload:               row( none,     'ok',   'ok',    nil,     nil,   nil,        nil,  ended ),
  // Patient B's conversation with A's doctor is B's own.
  listConversations:          row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  getConversation:            row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  readConversation:           row( none,     'ok',   'ok',    'ok',    'ok',  no,         no,   ended ),
  countUnread:                row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  onlineStatus:               row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  searchConversations:        row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  sendMessageToDoctor:        row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  listOwnConversations:       row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  getOwnConversation:         row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  readOwnConversation:        row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  countOwnUnread:             row( none,     'ok',   'ok',    'ok',    no,    no,         no,   ended ),
  sendMessageToPatient:       row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  getPatientMessages:         row( none,     no,     no,      no,      'ok',  no,         no,   ended ),
  listNotifications:          row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  readNotifications:          row( none,     no,     'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  // Vocabularies of existing front ends
  establishRelation:          row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  getRelationChats:           row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  sendRelationChat:           row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  getChatMessages:            row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  postChatMessage:            row( none,     'ok',   'ok',    no,      'ok',  no,         no,   ended ),
  // What is not one's own is left out.
  readChatMessages:           row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  listChatConversations:      row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
  logout:                     row( none,     'ok',   'ok',    'ok',    'ok',  'ok',       'ok', ended ),
};

const inRoomA = ({ visitA: { roomId } }: World) => ({ roomId });
const patientInRoomA = ({ visitA: { roomId, patientId } }: World) => ({ roomId, patientId });
const toggleInRoomA = ({ visitA: { roomId } }: World) => ({ roomId, enabled: false });

/** The one of A's two who is not of the actor's own role. */
const otherOfA = ({ isPatient, visitA: { patientId, doctorId } }: World) =>
  isPatient ? doctorId : patientId;
const conversationA = ({ visitA: { patientId, doctorId } }: World) => conversationIdOf(patientId, doctorId);

/** What is sent of each event, always on A. */
const PAYLOADS: {
  [E in EventForm]: (
    world: World,
  ) => ClientPayloadInput<E extends keyof typeof FORMS ? (typeof FORMS)[E] : Extract<E, ClientEvent>>;
} = {
  'join-waiting-room': inRoomA,
  'doctor-join-consultation': patientInRoomA,
  'start-consultation': patientInRoomA,
  'device-test-results': (world) => ({ ...inRoomA(world), results: { allTestsPassed: true } }),
  'patient-ready': (world) => ({ ...inRoomA(world), ready: true }),
  'waiting-room-message': (world) => ({ ...inRoomA(world), message: 'Hello' }),
  'acknowledge-patient': inRoomA,
  'message-waiting': () => ({ message: 'A little late' }),
  'reorder-queue': (world) => ({ ...inRoomA(world), before: null, reason: 'urgent' }),
  'request-call-back': (world) => ({ ...inRoomA(world), wanted: true }),
  'hold-patient': inRoomA,
  'join-room': inRoomA,
  offer: ({ peerId: to }) => ({ to, offer: { type: 'offer', sdp: 'v=0' } }),
  answer: ({ peerId: to }) => ({ to, answer: { type: 'answer', sdp: 'v=0' } }),
  'ice-candidate': ({ peerId: to }) => ({ to, candidate: { candidate: '' } }),
  'ice-candidate by room': (world) => ({
    ...inRoomA(world),
    candidate: { candidate: '' },
    userType: world.isPatient ? 'patient' : 'doctor',
  }),
  'start-call': inRoomA,
  'toggle-video': toggleInRoomA,
  'toggle-audio': toggleInRoomA,
  'end-call': inRoomA,
  'leave-room': inRoomA,
  'leave-waiting-room': inRoomA,
  send_message: (world) => ({ receiverId: otherOfA(world), content: 'Hello' }),
  mark_read: (world) => ({ senderId: otherOfA(world) }),
  mark_delivered: (world) => ({ senderId: otherOfA(world), upTo: 1 }),
  sync: (world) => ({ conversationId: conversationA(world), afterSeq: 0 }),
  get_messages: (world) => ({ conversationId: conversationA(world), before: 100 }),
  list_conversations: () => ({}),
  search_messages: () => ({ query: 'Pat Alpha' }),
  delete_message: ({ messageId }) => ({ messageId }),
  react_to_message: ({ messageId }) => ({ messageId, emoji: '👍' }),
  archive_conversation: (world) => ({ conversationId: conversationA(world), archived: true }),
  raise_emergency: (world) => ({ receiverId: otherOfA(world), content: 'Help' }),
  own_emergency: () => ({}),
  open_emergencies: () => ({}),
  acknowledge_emergency: ({ emergencyId }) => ({ emergencyId }),
  resolve_emergency: ({ emergencyId }) => ({ emergencyId }),
  typing_start: (world) => ({ receiverId: otherOfA(world) }),
  typing_stop: (world) => ({ receiverId: otherOfA(world) }),
  set_status: () => ({ status: 'busy' }),
  set_idle: () => ({ idle: true }),
};

const newPerson = { fullname: 'New One', email: 'new@clinic.example', password: PASSWORD };

const relationA = ({ messageId }: World) => ({ relationId: messageId.slice(0, messageId.lastIndexOf('-')) });
const pairA = ({ visitA: { patientId, doctorId } }: World) => ({ patientId, doctorId });

/** What is sent to each route, always on A; the parameters are those of the path. */
const REQUESTS: {
  [R in RouteName]: (world: World) => {
    parameters?: Record<string, string>;
    query?: Record<string, string>;
    body?: RouteBodyInput<R>;
    /** Instead of JSON. */
    upload?: { body: RequestInit['body']; headers?: Record<string, string> };
  };
} = {
  health: () => ({}),
  metrics: () => ({}),
  monitoring: () => ({}),
  clinic: () => ({}),
  setup: () => ({ body: { clinicName: 'Another', ...newPerson } }),
  clinicSettings: () => ({}),
  saveClinicSettings: () => ({
    body: {
      name: 'Anteroom Clinic',
      openingHours: openingHoursSchema.parse({}),
      timeZone: null,
      emergencyNumber: null,
      shows: { position: true, expectedWait: true, presence: true },
      relayOnly: false,
    },
  }),
  clinicLogo: () => ({}),
  // No picture: who gets so far may set one.
  setClinicLogo: () => ({}),
  removeClinicLogo: () => ({}),
  login: () => ({ body: { email: 'pat@clinic.example', password: 'a guess' } }),
  refresh: ({ person }) => ({ body: { refreshToken: person.refreshToken } }),
  invite: () => ({ body: { invite: 'a guess' } }),
  profile: () => ({}),
  updateProfile: () => ({ body: { language: 'en' } }),
  changePassword: () => ({ body: { currentPassword: 'a guess', newPassword: PASSWORD } }),
  beginSecondFactor: () => ({ body: { password: 'a guess' } }),
  confirmSecondFactor: () => ({ body: { code: '123456' } }),
  removeSecondFactor: () => ({ body: { password: 'a guess', code: '123456' } }),
  renewRecoveryCodes: () => ({ body: { code: '123456' } }),
  listSessions: () => ({}),
  endSession: ({ spareSessionId }) => ({ parameters: { sessionId: spareSessionId } }),
  endOtherSessions: () => ({ body: {} }),
  createDoctor: () => ({ body: newPerson }),
  createPatient: () => ({ body: { ...newPerson, email: 'patient@clinic.example' } }),
  listPatients: () => ({}),
  getPatient: ({ visitA: { patientId } }) => ({ parameters: { patientId } }),
  updatePatient: ({ visitA: { patientId } }) => ({ parameters: { patientId }, body: { phone: '0555 1' } }),
  listDoctors: () => ({}),
  updateDoctor: ({ visitA: { doctorId } }) => ({ parameters: { doctorId }, body: { isAdmin: false } }),
  disableDoctor: ({ visitA: { doctorId } }) => ({ parameters: { doctorId }, body: {} }),
  enableDoctor: ({ visitA: { doctorId } }) => ({ parameters: { doctorId }, body: {} }),
  createPasswordLink: ({ visitA: { patientId } }) => ({ parameters: { accountId: patientId }, body: {} }),
  inspectPasswordLink: () => ({ body: { link: 'a guess' } }),
  usePasswordLink: () => ({ body: { link: 'a guess', password: PASSWORD } }),
  createAppointment: ({ visitA: { patientId, startsAt } }) => ({ body: { patientId, startsAt } }),
  listAppointments: () => ({}),
  renewInvitation: ({ visitA }) => ({ parameters: { appointmentId: visitA.id }, body: {} }),
  mailInvitation: ({ visitA }) => ({ parameters: { appointmentId: visitA.id }, body: {} }),
  establishRelation: ({ visitA }) => ({
    body: { doctorsUserId: visitA.doctorId, patientsUserId: visitA.patientId },
  }),
  getRelationChats: (world) => ({ parameters: relationA(world) }),
  sendRelationChat: (world) => ({ parameters: relationA(world), body: { text: 'Hello' } }),
  getChatMessages: (world) => ({ query: pairA(world) }),
  postChatMessage: (world) => ({ body: { ...pairA(world), content: 'Hello' } }),
  readChatMessages: ({ messageId }) => ({ body: { messageIds: [messageId] } }),
  listChatConversations: () => ({}),
  iceServers: () => ({}),
  probeDownload: () => ({}),
  probeUpload: () => ({}),
  createRoom: ({ visitA: { id, doctorId, patientId } }) => ({
    body: { appointmentId: id, doctorId, patientId },
  }),
  getRoom: ({ visitA }) => ({ parameters: { roomId: visitA.roomId } }),
  updateAppointment: ({ visitA }) => ({
    parameters: { appointmentId: visitA.id },
    body: { durationMinutes: 30 },
  }),
  reopenAppointment: ({ visitA }) => ({ parameters: { appointmentId: visitA.id }, body: {} }),
  closeAppointment: ({ visitA }) => ({
    parameters: { appointmentId: visitA.id },
    body: { outcome: 'ended' },
  }),
  getVisitSummary: ({ visitA }) => ({ parameters: { appointmentId: visitA.id } }),
  putVisitSummary: ({ visitA }) => ({
    parameters: { appointmentId: visitA.id },
    body: { notes: 'Pat Alpha slept well', version: 0 },
  }),
  getRelation: ({ visitA: { patientId } }) => ({ parameters: { patientId } }),
  putRelationNotes: ({ visitA: { patientId } }) => ({
    parameters: { patientId },
    body: { notes: 'Pat Alpha is afraid of needles', version: 0 },
  }),
  listConversations: () => ({}),
  getConversation: (world) => ({ parameters: { otherUserId: otherOfA(world) } }),
  readConversation: (world) => ({ parameters: { senderId: otherOfA(world) } }),
  countUnread: () => ({}),
  // It says again whom it was asked about; of strangers it tells nothing (chat-presence.test.ts).
  onlineStatus: () => ({ body: { userIds: [] } }),
  searchConversations: () => ({ query: { query: 'Pat' } }),
  sendMessageToDoctor: (world) => ({ body: { doctorId: otherOfA(world), content: 'Hello' } }),
  listOwnConversations: () => ({}),
  getOwnConversation: (world) => ({ parameters: { doctorId: otherOfA(world) } }),
  readOwnConversation: (world) => ({ parameters: { doctorId: otherOfA(world) } }),
  countOwnUnread: () => ({}),
  sendMessageToPatient: ({ visitA: { patientId } }) => ({
    parameters: { patientId },
    body: { message: 'Hello' },
  }),
  getPatientMessages: ({ visitA: { patientId } }) => ({ parameters: { patientId } }),
  listNotifications: () => ({}),
  readNotifications: () => ({ body: {} }),
  uploadFile: (world) => ({
    query: { receiverId: otherOfA(world) },
    upload: { body: formOf({ bytes: PNG, name: 'scan.png' }) },
  }),
  getFile: ({ fileId }) => ({ parameters: { fileId } }),
  getThumbnail: ({ fileId }) => ({ parameters: { fileId } }),
  beginUpload: (world) => ({ body: { receiverId: otherOfA(world), name: 'scan.png', size: 100 } }),
  getUpload: ({ uploadId }) => ({ parameters: { uploadId } }),
  appendUpload: ({ uploadId }) => ({
    parameters: { uploadId },
    upload: {
      body: 'abc',
      headers: { 'upload-offset': '0', 'content-type': 'application/octet-stream' },
    },
  }),
  cancelUpload: ({ uploadId }) => ({ parameters: { uploadId } }),
  logout: () => ({ body: {} }),
};

/** These change what the others act on, in this order. */
const LAST: readonly (EventForm | RouteName)[] = [
  'delete_message',
  'hold-patient',
  'closeAppointment',
  'end-call',
  'leave-room',
  'leave-waiting-room',
  'logout',
];

const isEvent = (name: EventForm | RouteName): name is EventForm => Object.hasOwn(PAYLOADS, name);
const isForm = (name: EventForm): name is keyof typeof FORMS => Object.hasOwn(FORMS, name);

const inOrder = (): (EventForm | RouteName)[] => {
  const names = Object.keys(MATRIX) as (EventForm | RouteName)[];
  return [...names.filter((name) => !LAST.includes(name)), ...LAST];
};

const OF_THE_OWN_CONVERSATION = [
  'new_message',
  'typing_start',
  'typing_stopped',
  'user_status_change',
  'emergency:alert',
  'notification',
];
/** What every doctor is told, whoever's emergency it is. */
const OF_THE_CLINIC = ['emergency:acknowledged', 'emergency:resolved'];

type Outcome = { code: Expected; answer: string };

const emit = async (world: World, name: EventForm): Promise<Outcome> => {
  const payload = PAYLOADS[name](world);
  const event = isForm(name) ? FORMS[name] : name;
  if (world.socket !== null) {
    const ack = (await world.socket.emitForAck(event, payload)) as
      | { ok: true }
      | { ok: false; code: ErrorCode };
    return { code: ack.ok ? 'ok' : ack.code, answer: JSON.stringify(ack) };
  }
  const { token } = world.person;
  try {
    const socket = await world.clinic.connect(token === '' ? null : { token });
    await socket.emitForAck(event, payload);
    return { code: 'ok', answer: '' };
  } catch (error) {
    if (!(error instanceof ConnectRefused)) throw error;
    return { code: error.code as ErrorCode, answer: error.message };
  }
};

const send = async (world: World, name: RouteName): Promise<Outcome> => {
  const { method, path } = routes[name];
  const { parameters = {}, query, body, upload } = REQUESTS[name](world);
  const address =
    path.replace(/:(\w+)/g, (_match, parameter: string) => parameters[parameter] ?? '') +
    (query === undefined ? '' : `?${new URLSearchParams(query).toString()}`);
  const { bearer } = world.person;
  const headers = bearer.authorization === '' ? {} : bearer;
  const answer = await world.clinic.request<{ code?: ErrorCode }>(
    method.toUpperCase(),
    address,
    upload?.body ?? body,
    { ...headers, ...upload?.headers },
  );
  const code = answer.status < 300 ? 'ok' : (answer.body.code ?? 'internal');
  if (code !== 'ok') expect([name, answer.status]).toEqual([name, HTTP_STATUS[code]]);
  return { code, answer: JSON.stringify(answer.body) };
};

describe('the authorisation matrix', () => {
  it('knows every event and every route of the contract, and nothing else', () => {
    const contract = [...Object.keys(clientEvents), ...Object.keys(FORMS), ...Object.keys(routes)];
    expect(Object.keys(MATRIX).sort()).toEqual(contract.sort());
    for (const cells of Object.values(MATRIX)) expect(Object.keys(cells)).toEqual([...ACTORS]);
  });

  it.each(ACTORS)('[S2-X02, S2-X05, S0-X05, S4-X02, S4-X03] holds for %s', async (actor) => {
    const world = await arrangeWorld(actor);
    const { visitA, socket, doctorSocket, patientASocket } = world;
    const isOutsider = OUTSIDERS.has(actor);
    const learned: string[] = [];
    socket?.socket.onAny((...received: unknown[]) => learned.push(JSON.stringify(received)));
    for (const victim of [doctorSocket, patientASocket]) {
      await victim.settled();
      victim.forget();
    }

    const actual: Record<string, Expected> = {};
    for (const name of inOrder()) {
      const { code, answer } = isEvent(name) ? await emit(world, name) : await send(world, name);
      actual[name] = code;
      learned.push(answer);
    }

    const expected = Object.fromEntries(inOrder().map((name) => [name, MATRIX[name][actor]]));
    expect(actual).toEqual(expected);
    if (!isOutsider) return;
    // Whoever has no part in A neither learned of it nor was noticed in it.
    const all = learned.join('\n');
    for (const secret of [visitA.id, visitA.roomId, visitA.patientId, 'Pat Alpha', 'pat@clinic.example']) {
      expect(all).not.toContain(secret);
    }
    for (const victim of [doctorSocket, patientASocket]) {
      await victim.settled();
      // Patient B writes to the same doctor, who hears of that and of nothing else.
      const own =
        victim !== doctorSocket
          ? []
          : actor === 'patientB'
            ? OF_THE_OWN_CONVERSATION
            : ['otherDoctor', 'admin'].includes(actor)
              ? OF_THE_CLINIC
              : [];
      expect(victim.pending().filter((event) => !own.includes(event))).toEqual([]);
    }
    const { room } = await doctorSocket.request('join-waiting-room', { roomId: visitA.roomId });
    expect(room).toMatchObject({
      appointment: { status: 'inCall', invitation: { openings: 0 } },
      patients: [{ userId: visitA.patientId, ready: false, deviceTestCompleted: false, connected: true }],
      messages: [{ message: 'Only for my doctor' }],
    });
  });
});

it('[S2-X05] A’s call is closed in the same way under A’s own id, which some front ends take for the room', async () => {
  for (const actor of ['waiting', 'patientB', 'otherDoctor', 'admin'] as const) {
    const world = await arrangeWorld(actor);
    const refusal = { ok: false, code: MATRIX['join-room'][actor] };
    const join = () => world.socket?.emitForAck('join-room', { roomId: world.visitA.id });
    expect(await join()).toMatchObject(refusal);
    // A room that the patient made is no admission either.
    await send(world, 'createRoom');
    expect(await join()).toMatchObject(refusal);
  }
});

describe('a handler that the matrix does not know', () => {
  it('does not exist behind HTTP', () => {
    const config = testConfig('/nowhere');
    const silent = () => undefined;
    const { app, mount } = createHttpApp({
      gate: createGate({ lag: { current: () => 0 }, lagMs: 1 }),
      config,
      origins: createOriginPolicy(config, () => ({ publicUrl: null, hostnames: [] })),
      authenticate: () => Promise.reject(new Error('not used')),
      accessTokens: { renewed: () => null },
      rates: createRateLimits('off'),
      log: { error: silent, warn: silent, info: silent, debug: silent },
      metrics: createMetrics(),
    });
    // Only mounted, never called.
    mount({} as RouteHandlers, { carried: () => undefined });

    const mounted = app.router.stack.flatMap(({ route }) =>
      route === undefined ? [] : route.stack.map(({ method }) => `${method} ${route.path}`),
    );

    expect(mounted.sort()).toEqual(
      Object.values(routes)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it('does not exist behind sockets', () => {
    const listeners: string[] = [];
    const any: unknown[] = [];
    let connect: (socket: unknown) => void = () => undefined;
    const fakes = {
      io: {
        engine: { on: () => undefined },
        use: () => undefined,
        on: (event: string, listener: (socket: unknown) => void) => {
          if (event === 'connection') connect = listener;
          else listeners.push(event);
        },
      },
      fanOut: { hasEnded: () => false, isTogether: () => true, publish: () => undefined },
      gate: { isClosed: () => false },
      limits: DEFAULT_LIMITS,
      storage: { isWritable: () => true },
      clinic: { connect: () => ({ events: [] }) },
      connectionLimits: { isTooMany: () => false },
      log: { info: () => undefined },
    };
    attachSockets(fakes as unknown as Parameters<typeof attachSockets>[0]);
    connect({
      id: 'socket',
      data: {
        identity: { userId: 'user', sessionId: 'session', visitAppointmentId: null },
        isWaitingRoom: false,
        isUnverified: false,
        dialect: null,
        relation: null,
      },
      conn: { on: () => undefined },
      handshake: {},
      join: () => undefined,
      on: (event: string) => listeners.push(event),
      use: (middleware: unknown) => any.push(middleware),
    });

    // All events come through one door, which knows the contract's names only.
    expect(any).toHaveLength(1);
    expect(listeners).toEqual(['disconnect']);
  });

  it('is not found by guessing the names of events', async () => {
    const clinic = await startTestServer();
    const socket = await clinic.connect(await clinic.setUp());
    const guesses = [
      ...Object.keys(serverEvents).filter((name) => !Object.hasOwn(clientEvents, name)),
      ...[
        'toString',
        '__proto__',
        'constructor',
        'hasOwnProperty',
        '',
        'JOIN-ROOM',
        'join-room ',
        APP_ORIGIN,
      ],
    ];
    for (const name of guesses) {
      expect([name, (await socket.refusal(name, { roomId: 'any' })).code]).toEqual([name, 'unknown_event']);
    }
  });
});
