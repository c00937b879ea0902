import { z } from './zod.ts';
import { chatClientEvents, chatServerEvents } from './chat-events.ts';
import { emergencyClientEvents, emergencyServerEvents } from './emergency-events.ts';
import type { Ack } from './errors.ts';
import {
  appointmentSchema,
  callParticipantSchema,
  callUserSchema,
  dateTimeSchema,
  deviceTestResultsSchema,
  expectedWaitSchema,
  idSchema,
  messageTextSchema,
  reorderReasonSchema,
  waitingDoctorSchema,
  waitingMessageSchema,
  waitingPatientSchema,
  waitingRoomStateSchema,
} from './models.ts';
import { answerSignalSchema, attemptSchema, candidateSignalSchema, offerSignalSchema } from './signals.ts';
import { relationClientEvents, relationServerEvents } from './relation-events.ts';
import { errorCodeSchema } from './errors.ts';

const nothing = z.object({});
const roomOnly = z.object({ roomId: idSchema });
const toggle = z.object({ roomId: idSchema, enabled: z.boolean() });
/** Why there is no picture, where the person did not switch it off: the line was too weak for sound and picture. */
const pausedBy = { reason: z.literal('network').optional().catch(undefined) };

/**
 * Client to server. `payload` is validated at the edge; `data` is what the ack carries on success beside
 * `ok: true`. Identity fields that some front ends send (`userId`, `userType`, `userName`) are listed so that
 * a disagreement with the token can be seen; they are never used.
 */
export const clientEvents = {
  // Waiting room (S0)
  'join-waiting-room': {
    payload: z.object({ roomId: idSchema, appointmentId: idSchema.nullish() }),
    data: z.object({ room: waitingRoomStateSchema }),
  },
  'leave-waiting-room': { payload: roomOnly, data: nothing },
  'doctor-join-consultation': {
    payload: z.object({ roomId: idSchema, patientId: idSchema }),
    data: nothing,
  },
  'start-consultation': {
    payload: z.object({ roomId: idSchema, patientId: idSchema }),
    data: nothing,
  },
  'device-test-results': {
    payload: z.object({
      roomId: idSchema,
      results: deviceTestResultsSchema,
      /**
       * Ready becomes `results.allTestsPassed`, as existing pages expect, unless this is set: our own client
       * leaves readiness to the person.
       */
      keepReady: z.boolean().optional(),
    }),
    data: nothing,
  },
  'patient-ready': { payload: z.object({ roomId: idSchema, ready: z.boolean() }), data: nothing },
  'waiting-room-message': {
    payload: z.object({
      roomId: idSchema,
      message: messageTextSchema,
      /** Unique per sender for ever: a resend of a stored message is answered with the stored one. */
      clientId: idSchema.nullish(),
    }),
    data: z.object({ message: waitingMessageSchema }),
  },
  // Additions of our own to the waiting room
  /** Somebody of the clinic took notice of the patient who waits in this room. */
  'acknowledge-patient': { payload: roomOnly, data: nothing },
  /** The admitted patient goes back to waiting and keeps the place; a call that runs ends without the visit. */
  'hold-patient': { payload: roomOnly, data: nothing },
  /** Moves a waiting patient before the one in the room `before`, or to the end. */
  'reorder-queue': {
    payload: z.object({ roomId: idSchema, before: idSchema.nullable(), reason: reorderReasonSchema }),
    data: nothing,
  },
  /** The patient leaves the page alone and is called when it is time; the place is kept longer. */
  'request-call-back': { payload: z.object({ roomId: idSchema, wanted: z.boolean() }), data: nothing },
  /** The same message to everyone in the doctor's queue. */
  'message-waiting': {
    payload: z.object({
      message: messageTextSchema,
      /** A resend reaches those who have come since, and nobody twice. Leaves room for a room's id beside it. */
      clientId: idSchema.max(64).nullish(),
    }),
    data: z.object({ count: z.int().nonnegative() }),
  },
  // Calls (S2)
  'join-room': {
    payload: z.object({
      roomId: idSchema,
      userId: z.string().max(256).nullish(),
      userType: z.string().max(32).nullish(),
      userName: z.string().max(256).nullish(),
    }),
    data: z.object({ roomId: idSchema, participants: z.array(callParticipantSchema) }),
  },
  offer: {
    payload: z.object({ offer: offerSignalSchema, to: idSchema, attempt: attemptSchema.optional() }),
    data: nothing,
  },
  answer: {
    payload: z.object({ answer: answerSignalSchema, to: idSchema, attempt: attemptSchema.optional() }),
    data: nothing,
  },
  'ice-candidate': {
    payload: z.union(
      [
        z.object({ candidate: candidateSignalSchema, to: idSchema, attempt: attemptSchema.optional() }),
        /** S0: to the others in the room's call. `to` decides, also where it is none (K06). */
        z.object({
          roomId: idSchema,
          candidate: candidateSignalSchema,
          userType: z.string().max(32).nullish(),
          to: z.undefined().optional(),
        }),
      ],
      { error: 'expected a candidate, with to or roomId' },
    ),
    data: nothing,
  },
  'start-call': { payload: roomOnly, data: nothing },
  'end-call': {
    payload: roomOnly,
    /**
     * False: the call is over for both, but the disk is full. What became of the visit is stored once there is
     * room again, if the server did not stop before that.
     */
    data: z.object({ stored: z.literal(false).optional() }),
  },
  'toggle-video': { payload: toggle.extend(pausedBy), data: nothing },
  'toggle-audio': { payload: toggle, data: nothing },
  'leave-room': { payload: roomOnly, data: nothing },
  // Conversations (S1)
  ...chatClientEvents,
  ...relationClientEvents,
  // Emergencies (S4)
  ...emergencyClientEvents,
} as const;

export type ClientEvent = keyof typeof clientEvents;
export type ClientPayload<E extends ClientEvent> = z.infer<(typeof clientEvents)[E]['payload']>;
/** What a client may write: before trimming and defaults. */
export type ClientPayloadInput<E extends ClientEvent> = z.input<(typeof clientEvents)[E]['payload']>;
export type ClientAckData<E extends ClientEvent> = z.infer<(typeof clientEvents)[E]['data']>;

/** Server to client. Our own client validates what it receives, too: the host may be newer than the app. */
export const serverEvents = {
  // Waiting room (S0)
  'waiting-room-joined': z.object({
    roomId: idSchema,
    appointment: appointmentSchema,
    /** A number here, an array in `doctor-joined-waiting-room`: both as documented (K28). */
    waitingPatients: z.int().nonnegative(),
    doctorOnline: z.boolean(),
    messages: z.array(waitingMessageSchema),
  }),
  'doctor-joined-waiting-room': z.object({
    roomId: idSchema,
    doctor: waitingDoctorSchema,
    waitingPatients: z.array(waitingPatientSchema),
  }),
  'doctor-left-waiting-room': roomOnly,
  'consultation-starting': z.object({ roomId: idSchema, doctorId: idSchema }),
  'doctor-joining-consultation': z.object({ roomId: idSchema, doctorId: idSchema }),
  'waiting-room-message': waitingMessageSchema,
  'patient-joined-waiting-room': z.object({
    roomId: idSchema,
    patient: waitingPatientSchema,
    appointment: appointmentSchema,
    timestamp: z.string(),
  }),
  'patient-left-waiting-room': z.object({
    roomId: idSchema,
    patientId: idSchema,
    remainingPatients: z.int().nonnegative(),
    timestamp: z.string(),
    /** `left`: the place is given up. `disconnected`: it is kept for 30 minutes. */
    reason: z.enum(['left', 'disconnected', 'expired']),
  }),
  'patient-device-test-completed': z.object({
    roomId: idSchema,
    patientId: idSchema,
    results: deviceTestResultsSchema,
    ready: z.boolean(),
    timestamp: z.string(),
  }),
  'patient-ready-status-changed': z.object({
    roomId: idSchema,
    patientId: idSchema,
    ready: z.boolean(),
    timestamp: z.string(),
  }),
  error: z.object({ message: z.string(), code: errorCodeSchema }),
  // Additions of our own to the waiting room
  /** A new or changed appointment, to its doctor and to its patient. */
  'appointment-updated': z.object({ appointment: appointmentSchema }),
  /** The patient's place in the doctor's queue changed. */
  'queue-position': z.object({
    roomId: idSchema,
    position: z.int().positive().nullable(),
    expectedWait: expectedWaitSchema.nullish(),
    reason: reorderReasonSchema.optional(),
  }),
  'call-back-changed': z.object({ roomId: idSchema, patientId: idSchema, wanted: z.boolean() }),
  /** Where a room stands in the doctor's queue now; to the doctor. */
  'queue-order': z.object({ roomId: idSchema, queueOrder: z.number() }),
  /** The clinic took notice of the patient's arrival: to the patient, and to the doctor's other windows. */
  'patient-acknowledged': z.object({ roomId: idSchema, patientId: idSchema, acknowledgedAt: dateTimeSchema }),
  /** The patient is back in the waiting room, at the place from before. */
  'patient-held': z.object({ roomId: idSchema, patientId: idSchema, heldAt: dateTimeSchema }),
  /** The session of this socket is over; the server disconnects it next. */
  'session-ended': z.object({
    code: errorCodeSchema,
    reason: z.enum(['logout', 'opened_elsewhere', 'reuse', 'revoked']),
  }),
  /** The server is about to stop: places and calls stay, come back when it answers again. */
  'server-stopping': z.object({}),
  /** The socket was too slow for what it should have received, and parts of that were dropped: ask for all again. */
  resync: z.object({ reason: z.literal('slow') }),
  /** False while nothing can be stored, because the server's disk is full. Told on each change, and at connect while it is false. */
  'storage-state': z.object({ writable: z.boolean() }),
  /**
   * False while several servers of the clinic do not hear of each other: people at the others hear of things later.
   * Told on each change, and at connect while it is false.
   */
  'servers-state': z.object({ together: z.boolean() }),
  // Calls (S2)
  'room-joined': z.object({ roomId: idSchema, participants: z.array(callParticipantSchema) }),
  'user-joined': z.object({
    socketId: idSchema,
    userId: idSchema,
    userType: z.enum(['doctor', 'patient']),
    userName: z.string(),
    roomId: idSchema,
  }),
  'user-left': z.object({ socketId: idSchema, user: callUserSchema }),
  offer: z.object({
    offer: offerSignalSchema,
    from: idSchema,
    fromUser: callUserSchema,
    attempt: attemptSchema.optional(),
  }),
  answer: z.object({
    answer: answerSignalSchema,
    from: idSchema,
    fromUser: callUserSchema,
    attempt: attemptSchema.optional(),
  }),
  'ice-candidate': z.union([
    z.object({ candidate: candidateSignalSchema, from: idSchema, attempt: attemptSchema.optional() }),
    /** S0's, as it was sent (K06): it does not say which connection it is from. */
    z.object({ roomId: idSchema, candidate: candidateSignalSchema, userType: z.enum(['doctor', 'patient']) }),
  ]),
  'call-started': z.object({ from: idSchema, fromUser: callUserSchema, roomId: idSchema }),
  'call-ended': z.object({ from: idSchema, fromUser: callUserSchema, roomId: idSchema }),
  'peer-toggle-video': z.object({
    from: idSchema,
    enabled: z.boolean(),
    roomId: idSchema,
    ...pausedBy,
  }),
  'peer-toggle-audio': z.object({ from: idSchema, enabled: z.boolean(), roomId: idSchema }),
  // Conversations (S1)
  ...chatServerEvents,
  ...relationServerEvents,
  // Emergencies (S4)
  ...emergencyServerEvents,
} as const;

export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = z.infer<(typeof serverEvents)[E]>;

/** Event maps in the form that Socket.IO's own types take. */
export type ClientToServerEvents = {
  [E in ClientEvent]: (payload: ClientPayloadInput<E>, ack?: (answer: Ack<ClientAckData<E>>) => void) => void;
};
export type ServerToClientEvents = {
  [E in ServerEvent]: (payload: ServerPayload<E>) => void;
};

/** The handshake (`auth` of Socket.IO). Extra fields of foreign front ends are dropped. */
export const handshakeSchema = z.object({
  token: z.string().max(4096).nullish(),
  userType: z.string().max(32).nullish(),
  protocol: z.int().nullish(),
  /** S0-A02: the secret of an invitation, instead of a token. */
  consultationToken: z.string().min(1).max(256).nullish(),
  /** S3: the relation that the connection is for. */
  relationId: idSchema.nullish(),
});
export type Handshake = z.infer<typeof handshakeSchema>;

/** `connect_error.data`. */
export const connectErrorDataSchema = z.object({ code: errorCodeSchema });
