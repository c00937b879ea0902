import { APPOINTMENT_STATUSES } from './appointment-status.ts';
import { messageFileSchema } from './message-file.ts';
import { z } from './zod.ts';

/** Ids are opaque: printable, without white space, at most 128 characters. */
export const idSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'printable characters without white space');

/** ISO 8601 with a time zone. */
export const dateTimeSchema = z.iso.datetime({ offset: true });
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** Marks that turn the direction of writing, in the whole sentence that a name stands in. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
export const fullnameSchema = z
  .string()
  .overwrite((name) => name.replace(TURNING, ''))
  .trim()
  .min(1)
  .max(120);
/** Long enough to resist guessing; the upper bound keeps argon2 from being fed megabytes. */
export const newPasswordSchema = z.string().min(8).max(256);
export const MESSAGE_MAX_LENGTH = 1000;
/** What somebody wrote. Halves of letters, which no file can keep, are replaced before anybody is told. */
export const messageTextSchema = z
  .string()
  .trim()
  .min(1)
  .max(MESSAGE_MAX_LENGTH)
  .overwrite((text) => text.toWellFormed());
/** JSON bytes of the free-form device test results (S0-M06). */
export const DEVICE_RESULTS_MAX_BYTES = 8192;

/** Languages that the app speaks; also those that a patient may be written to. BCP 47. */
export const LANGUAGES = ['en', 'es', 'hi'] as const;
export const languageSchema = z.enum(LANGUAGES);
export type Language = z.infer<typeof languageSchema>;

/** How long a visit is planned to take, in minutes. */
export const VISIT_MINUTES = { least: 5, usual: 20, most: 240 } as const;
export const durationMinutesSchema = z.int().min(VISIT_MINUTES.least).max(VISIT_MINUTES.most);

export const ROLES = ['doctor', 'patient'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const appointmentStatusSchema = z.enum(APPOINTMENT_STATUSES);

export const userSchema = z.object({
  id: idSchema,
  /** Same as `id`: some front ends read one, some the other (K15). */
  _id: idSchema,
  fullname: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  isAdmin: z.boolean(),
});
export type User = z.infer<typeof userSchema>;

/** How often an invitation was opened; shown to the doctor. */
export const invitationStateSchema = z.object({
  expiresAt: dateTimeSchema,
  openings: z.int().nonnegative(),
  maxOpenings: z.int().positive(),
  lastOpenedAt: dateTimeSchema.nullable(),
});
export type InvitationState = z.infer<typeof invitationStateSchema>;

export const appointmentSchema = z.object({
  id: idSchema,
  roomId: idSchema,
  patientId: idSchema,
  doctorId: idSchema,
  patientName: z.string(),
  doctorName: z.string(),
  startsAt: dateTimeSchema,
  /** Absent from servers before this field was added. */
  durationMinutes: durationMinutesSchema.default(VISIT_MINUTES.usual),
  /** The visit that this one follows up. */
  followUpOf: idSchema.nullish(),
  reason: z.string().nullable(),
  status: appointmentStatusSchema,
  createdAt: dateTimeSchema,
  /** When the call began and when the visit ended. */
  startedAt: dateTimeSchema.nullable(),
  endedAt: dateTimeSchema.nullable(),
  /** When it would have started before the clinic moved it last. */
  movedFrom: dateTimeSchema.nullish(),
  /** What the clinic wrote to the patient when it closed the visit. */
  closingMessage: z.string().nullish(),
  /** Only in what the doctor receives. */
  invitation: invitationStateSchema.nullish(),
});
export type Appointment = z.infer<typeof appointmentSchema>;

/**
 * Levels of arrays and objects inside them. Without a limit, a frame of brackets would overflow the stack of
 * whoever writes it as JSON, clones it or looks through it.
 */
export const DEVICE_RESULTS_MAX_LEVELS = 16;

const isNestedAtMost = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((part) => isNestedAtMost(part, levels - 1)));

const jsonBytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * Device test results (S0-M06): free-form, because front ends differ, but bounded in size. Our own client
 * sends the named fields.
 */
export const deviceTestResultsSchema = z
  .looseObject({
    camera: z.unknown().optional(),
    microphone: z.unknown().optional(),
    speakers: z.unknown().optional(),
    network: z.unknown().optional(),
    browser: z.unknown().optional(),
    timestamp: z.unknown().optional(),
    /** A `DeviceReport` (device-report.ts) from our own client; parsed where it is read. */
    report: z.unknown().optional(),
    allTestsPassed: z.boolean().optional(),
  })
  .refine((results) => isNestedAtMost(results, DEVICE_RESULTS_MAX_LEVELS), {
    message: `at most ${DEVICE_RESULTS_MAX_LEVELS} levels deep`,
    // The next check would throw on it.
    abort: true,
  })
  .refine((results) => jsonBytes(results) <= DEVICE_RESULTS_MAX_BYTES, {
    message: `at most ${DEVICE_RESULTS_MAX_BYTES} bytes as JSON`,
  });
export type DeviceTestResults = z.infer<typeof deviceTestResultsSchema>;

/** Why the doctor changed the order of the queue. Patients read it, so none of them says anything of another. */
export const REORDER_REASONS = ['urgent', 'appointmentTime', 'notReady', 'other'] as const;
export const reorderReasonSchema = z.enum(REORDER_REASONS);
export type ReorderReason = z.infer<typeof reorderReasonSchema>;

/** One patient's place in a waiting room (S0-M02, with optional fields added). */
export const waitingPatientSchema = z.object({
  userId: idSchema,
  /** Empty while the patient has no connection. */
  socketId: z.string(),
  /** Arrival; a reconnection does not change it. */
  joinedAt: dateTimeSchema,
  ready: z.boolean(),
  deviceTestCompleted: z.boolean(),
  deviceTestResults: deviceTestResultsSchema.nullable(),
  isConsultationLink: z.boolean(),
  fullname: z.string(),
  connected: z.boolean(),
  /** Since when the connection is gone, if it is. */
  awaySince: dateTimeSchema.nullable(),
  /** When somebody of the clinic took notice of the arrival. */
  acknowledgedAt: dateTimeSchema.nullish(),
  /** When the doctor last sent the patient back to waiting. */
  heldAt: dateTimeSchema.nullish(),
  /** Sorts the doctor's queue, smallest first; its own number means nothing. */
  queueOrder: z.number().optional(),
  /** Why this place changed last, if the doctor changed the order. */
  reorderReason: reorderReasonSchema.nullish(),
  /** The patient does something else meanwhile and wants to be called; the place is kept longer. */
  callBack: z.boolean().optional(),
});
export type WaitingPatient = z.infer<typeof waitingPatientSchema>;

/** S0-M03. */
export const waitingDoctorSchema = z.object({
  userId: idSchema,
  socketId: z.string(),
  joinedAt: dateTimeSchema,
  fullname: z.string(),
});
export type WaitingDoctor = z.infer<typeof waitingDoctorSchema>;

/** What a message of a conversation is (S1-M01); `emergency` is an addition. */
export const MESSAGE_KINDS = ['text', 'file', 'image', 'emergency'] as const;
export const messageKindSchema = z.enum(MESSAGE_KINDS);
export type MessageKind = z.infer<typeof messageKindSchema>;

/** As it is told: a client of before may not know all signs that the clinic's server does. */
export const reactionEmojiSchema = z.string().min(1).max(16);
/** What somebody answered a message with. */
export const messageReactionSchema = z.object({ userId: idSchema, emoji: reactionEmojiSchema });
export type MessageReaction = z.infer<typeof messageReactionSchema>;

/** S0-M04; `roomId`, `clientId`, `senderName` and `seq` are additions. */
export const waitingMessageSchema = z.object({
  id: idSchema,
  roomId: idSchema,
  /** Position in the room's log, from 1, without gaps. */
  seq: z.int().positive(),
  userId: idSchema,
  userType: roleSchema,
  senderName: z.string(),
  message: z.string(),
  timestamp: dateTimeSchema,
  clientId: idSchema.nullable(),
  /** Left out where it is an ordinary message. */
  isEmergency: z.literal(true).optional(),
  /** Its text was taken back. */
  deletedAt: dateTimeSchema.nullish(),
  /** A file that was sent in the conversation of the two, where it is one of this clinic's. */
  fileUrl: z.string().nullish(),
  fileName: z.string().nullish(),
  file: messageFileSchema.nullish(),
  /** Absent if there are none. */
  reactions: z.array(messageReactionSchema).optional(),
});
export type WaitingMessage = z.infer<typeof waitingMessageSchema>;

/** How long a patient may still wait, in minutes. A range, rounded: nobody knows it better. */
export const expectedWaitSchema = z.object({
  fromMinutes: z.int().nonnegative(),
  toMinutes: z.int().positive(),
});
export type ExpectedWait = z.infer<typeof expectedWaitSchema>;

/**
 * The whole state of a waiting room, in the ack of `join-waiting-room`. A client that (re)connects replaces
 * what it shows with this. A patient sees only the own entry in `patients`.
 */
export const waitingRoomStateSchema = z.object({
  roomId: idSchema,
  appointment: appointmentSchema,
  patients: z.array(waitingPatientSchema),
  /** Null where the clinic does not tell its patients. */
  doctorOnline: z.boolean().nullable(),
  messages: z.array(waitingMessageSchema),
  /** Place of the patient in the doctor's queue, from 1; null if not waiting, or if the clinic does not tell. */
  position: z.int().positive().nullable(),
  /** To patients only; null as long as nothing useful can be said, or if the clinic does not tell. */
  expectedWait: expectedWaitSchema.nullish(),
  /** The server's clock, so that timers do not depend on the client's. */
  serverTime: dateTimeSchema,
});
export type WaitingRoomState = z.infer<typeof waitingRoomStateSchema>;

/** A person in a call as the others see them (S2-M02). */
export const callUserSchema = z.object({
  userId: idSchema,
  userType: roleSchema,
  userName: z.string(),
  roomId: idSchema,
  socketId: idSchema,
});
export type CallUser = z.infer<typeof callUserSchema>;

/** S2-M02 participant; what is switched off is an addition, so that a newcomer need not guess. */
export const callParticipantSchema = z.object({
  socketId: idSchema,
  userId: idSchema,
  userType: roleSchema,
  userName: z.string(),
  joinedAt: dateTimeSchema,
  audioEnabled: z.boolean(),
  videoEnabled: z.boolean(),
  /** There is no picture because this person's line is weak. */
  videoPaused: z.literal(true).optional(),
});
export type CallParticipant = z.infer<typeof callParticipantSchema>;

/** S2-M01. */
export const callRoomSchema = z.object({
  id: idSchema,
  participants: z.array(callParticipantSchema),
  createdAt: dateTimeSchema,
  /** Absent as long as only the other one has come to a room that was opened by joining it. */
  doctorId: idSchema.optional(),
  patientId: idSchema.optional(),
});
export type CallRoom = z.infer<typeof callRoomSchema>;

/** `RTCIceServer`, with time-limited TURN credentials where the server has a secret. */
export const iceServerSchema = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;
