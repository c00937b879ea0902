import type {
  AppointmentStatus,
  Browser,
  ClinicSettings,
  DeviceTestResults,
  EmergencyTextFor,
  Language,
  LogoType,
  MessageKind,
  ReorderReason,
  Role,
  System,
} from '../protocol/index.ts';
import type { MessageFileRecord } from './file-records.ts';

/**
 * The facts that the store keeps, as the domain sees them. Times are milliseconds since the epoch; the wire's
 * ISO strings are made in the dialects.
 */

export type AccountRecord = {
  id: string;
  /** Lower case; null for a patient who only ever came by invitation. */
  email: string | null;
  fullname: string;
  role: Role;
  isAdmin: boolean;
  /** PHC string of argon2id; null as long as there is no password. */
  passwordHash: string | null;
  /** ISO date. */
  dateOfBirth: string | null;
  bloodGroup: string | null;
  /** As the person writes it; nothing dials it. */
  phone: string | null;
  /** In which the clinic writes to this person; null if nobody has said. */
  language: Language | null;
  /** So long unread messages wait until they are told by mail; null: for ever. */
  unreadMailMinutes: number | null;
  createdAt: number;
  disabledAt: number | null;
};

export type ClinicRecord = {
  /** `aud` of every token. */
  id: string;
  /** Null until the clinic is set up. */
  name: string | null;
};

/** What an administrator set for the whole clinic; its name is the clinic's own. */
export type ClinicSettingsRecord = Omit<ClinicSettings, 'name' | keyof EmergencySettings> & EmergencySettings;
type EmergencySettings = { emergencyTextFor: EmergencyTextFor; emergencyUnseenSeconds: number };

export type ClinicLogoRecord = { type: LogoType; version: string; bytes: Uint8Array<ArrayBuffer> };

export const SESSION_END_REASONS = ['logout', 'opened_elsewhere', 'reuse', 'revoked'] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/** One signed-in device: the family of its refresh tokens. */
export type SessionRecord = {
  id: string;
  accountId: string;
  /** Set for the session of an invitation, which sees only this visit. */
  appointmentId: string | null;
  createdAt: number;
  endedAt: number | null;
  endReason: SessionEndReason | null;
};

/** What of an appointment never changes: who is in which room of whose. */
export type VisitRoom = Pick<AppointmentRecord, 'roomId' | 'doctorId'>;

/** Families only, read from the headers at sign-in: enough to recognise a device, too little to track one. */
export type DeviceRecord = { browser: Browser | null; system: System | null };

/** A session as its owner sees it. */
export type SessionOfAccount = {
  id: string;
  createdAt: number;
  lastSeenAt: number;
  device: DeviceRecord;
  byInvitation: boolean;
};

export type SecondFactorRecord = {
  accountId: string;
  /** Base32, shared with the authenticator app. */
  secret: string;
  createdAt: number;
  /** Null until a code has shown that the app has the secret. */
  confirmedAt: number | null;
  recoveryCodesLeft: number;
};

/** Only the hash of a refresh token is stored. */
export type RefreshTokenRecord = { hash: string; sessionId: string; createdAt: number; expiresAt: number };

/** The single permission for chat, calls and files between a patient and a doctor. */
export type RelationRecord = { id: string; patientId: string; doctorId: string; createdAt: number };

export type InvitationRecord = {
  id: string;
  appointmentId: string;
  /** SHA-256 of the secret in the link's fragment, base64url. */
  secretHash: string;
  createdAt: number;
  expiresAt: number;
  maxOpenings: number;
};

export type InvitationStateRecord = {
  expiresAt: number;
  openings: number;
  maxOpenings: number;
  lastOpenedAt: number | null;
};

export type AppointmentRecord = {
  id: string;
  /** 128 random bits; never an authority. */
  roomId: string;
  patientId: string;
  doctorId: string;
  startsAt: number;
  /** Planned, in minutes. */
  durationMinutes: number;
  /** The visit that this one follows up. */
  followUpOf: string | null;
  reason: string | null;
  status: AppointmentStatus;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
};

/** As read: with the names of its people and the state of the current invitation. */
export type AppointmentView = AppointmentRecord & {
  patientName: string;
  doctorName: string;
  /** Its start before it was moved last. */
  movedFrom: number | null;
  /** What the clinic wrote to the patient when it closed the visit. */
  closingMessage: string | null;
  invitation: InvitationStateRecord | null;
};

/** A patient's place in a waiting room. It outlives connections and restarts. */
export type WaitingEntryRecord = {
  roomId: string;
  patientId: string;
  fullname: string;
  joinedAt: number;
  ready: boolean;
  deviceTestCompleted: boolean;
  deviceTestResults: DeviceTestResults | null;
  viaInvitation: boolean;
  /** Since when no connection of the patient is in the room; null while one is. */
  awaySince: number | null;
  /** When somebody of the clinic took notice of the arrival, and who. */
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  /** When the doctor last sent the patient back to waiting. */
  heldAt: number | null;
  /** Sorts the queue: the time of arrival, or what a change of the order made of it. */
  queueOrder: number;
  reorderReason: ReorderReason | null;
  /** The patient wants to be called: an absence does not give the place up as soon. */
  callBack: boolean;
};

/**
 * One message of the lasting conversation between a patient and a doctor, whether it was sent in a visit or between
 * two.
 */
export type MessageRecord = {
  /** Its conversation and its number there, so that it is found without an index of ids. */
  id: string;
  /** The id of the relation. */
  conversationId: string;
  /** From 1, without gaps, per conversation. */
  seq: number;
  /** The visit in which it was sent, and its number there, from 1 without gaps. */
  roomId: string | null;
  roomSeq: number | null;
  senderId: string;
  senderRole: Role;
  senderName: string;
  kind: MessageKind;
  /** Empty once it is deleted. */
  text: string;
  fileUrl: string | null;
  fileName: string | null;
  /** The number in this conversation of the message that it answers. */
  replyTo: number | null;
  clientId: string | null;
  createdAt: number;
  deletedAt: number | null;
  /** Where it is read or sent for somebody: what its `fileUrl` is, if that is a file of this clinic. */
  file?: MessageFileRecord;
};

/** With what became of it at whom it was sent to. */
export type MessageView = MessageRecord & {
  deliveredAt: number | null;
  readAt: number | null;
  /** Absent if there are none, or where nobody looks at them. */
  reactions?: readonly ReactionRecord[];
};

/** What somebody answered a message with. */
export type ReactionRecord = { personId: string; emoji: string };

/** That a reaction is so now; null: it is none any more. With the place of its message in conversation and visit. */
export type ReactionChange = Pick<MessageRecord, 'seq' | 'roomId' | 'roomSeq'> & {
  personId: string;
  emoji: string | null;
  /** Of the changes in its conversation, ascending; what changed again has the newer number only. */
  number: number;
};

/** A message that belongs to a visit; its reactions as those of a `MessageView`. */
export type VisitMessageRecord = MessageRecord &
  Pick<MessageView, 'reactions'> & { roomId: string; roomSeq: number };

/**
 * A message before it has its numbers. To a pair that has a visit going on, it belongs to that visit as if it had
 * been sent in its room.
 */
export type NewMessageRecord = Omit<
  MessageRecord,
  'id' | 'conversationId' | 'seq' | 'roomId' | 'roomSeq' | 'deletedAt' | 'file'
> & {
  to: { roomId: string } | { patientId: string; doctorId: string };
  /** Of the notification for whom it is sent to, if there is none yet; without it, nobody is notified. */
  notificationId?: string;
};

/** Who somebody is, as conversations say it. */
export type PersonRecord = Pick<AccountRecord, 'id' | 'fullname' | 'email' | 'role'>;

/** A conversation as one of its two people sees it. */
export type ConversationRecord = {
  id: string;
  other: PersonRecord;
  /** The other can sign in, and read between visits. */
  hasAccount: boolean;
  /** The number of the newest message; 0 if there is none. */
  lastSeq: number;
  last: MessageView | null;
  unread: number;
  /** The person has put it away, and nothing has been written since. */
  archived: boolean;
};

/** Who has received or read a conversation now, beyond what was known: numbers above `from`, up to `to`. */
/** What front ends know a message by: its id, and the one that its sender gave it. `roomId`: the visit that it is of. */
export type MessageKey = { id: string; clientId: string | null; roomId: string | null };

export type ReceiptRecord = {
  conversationId: string;
  kind: ReceiptKind;
  from: number;
  to: number;
  at: number;
  /** The same for the visits that these messages belong to, in their own numbers. */
  visits: { roomId: string; to: number }[];
  /** Notifications that the reader needs no more, by their ids. */
  notificationsRead: string[];
  /** The newest of these messages, at most `RECEIPT_MESSAGES_MAX`. */
  messages: MessageKey[];
};

/** Most messages that a receipt names. */
export const RECEIPT_MESSAGES_MAX = 200;

export const RECEIPT_KINDS = ['delivered', 'read'] as const;
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];

/** A part of a found message; `match` marks what was looked for. */
export type SnippetPart = { text: string; match: boolean };
export type FoundMessageRecord = {
  message: MessageView;
  snippet: SnippetPart[];
  /** With whom the conversation is. */
  otherId: string;
  /** Where it is among all messages. */
  place: number;
};

/** What a doctor did about an emergency, and when. */
export type EmergencyMark = { at: number; by: string; name: string };

/** All alerts of a patient until a doctor says that it is over. */
export type EmergencyRecord = {
  id: string;
  patientId: string;
  patientName: string;
  /** To whom it was written first. */
  doctorId: string;
  doctorName: string;
  /** The first message of it. */
  messageId: string;
  raisedAt: number;
  /** Of the newest alert, as it stands in the conversation. */
  text: string;
  lastAt: number;
  /** Alerts so far. */
  count: number;
  /** Since when it waits to be acknowledged: of the first alert, or of the first after it was acknowledged. */
  waitingSince: number;
  /** Of all alerts so far: one more takes it back. */
  acknowledged: EmergencyMark | null;
  /** When the patient was told that nobody has acknowledged it. */
  unseenAt: number | null;
  resolved: EmergencyMark | null;
  /** Rooms of the visits in which there was an alert. */
  visits: string[];
};

export type WaitingRoomRecord = {
  appointment: AppointmentView;
  entries: WaitingEntryRecord[];
  messages: VisitMessageRecord[];
};

/** Those before a place in a doctor's queue: how many, and how long they are planned to take together. */
export type QueueAhead = { visits: number; minutes: number };

/** A place in a doctor's queue; the order of the array is the order of the queue. */
export type QueuePlace = {
  roomId: string;
  patientId: string;
  joinedAt: number;
  /** Of the appointment: when it begins, and how long it is planned to take. */
  startsAt: number;
  durationMinutes: number;
};

/** How fast a doctor works: the last visits, and the one that runs now. */
export type DoctorPace = {
  /** Newest first. */
  recent: { durationMinutes: number; startedAt: number; endedAt: number }[];
  /** `startedAt` is null for one who was admitted and is not in the call yet. */
  running: { durationMinutes: number; startedAt: number | null } | null;
};

/** A place after a change of the order. */
export type OrderedPlace = QueuePlace & { queueOrder: number; moved: boolean };

/** A call room that a front end made by REST, or that two related people opened (D10). */
export type CallRoomRecord = {
  id: string;
  doctorId: string;
  patientId: string;
  appointmentId: string | null;
  createdByRole: Role;
  createdAt: number;
};

/** What the doctor wrote of a visit. The patient never sees it. */
export type VisitNotesRecord = {
  appointmentId: string;
  notes: string;
  /** Counts the changes, from 1. */
  version: number;
  updatedAt: number;
  updatedBy: string;
};

/** What the doctor wrote of a patient, beyond single visits. The patient never sees it. */
export type RelationNotesRecord = Omit<VisitNotesRecord, 'appointmentId' | 'updatedBy'>;

/** An emergency of a patient, for a doctor who knows the patient: what was written stands in the conversation alone. */
export type PastEmergencyRecord = {
  id: string;
  raisedAt: number;
  /** Alerts of it. */
  count: number;
  /** Who has acknowledged all alerts of it. */
  acknowledgedByName: string | null;
  resolvedAt: number | null;
  resolvedByName: string | null;
  /** Its first message in the conversation with this doctor; null if it was written to another one. */
  seq: number | null;
};

/** The newest test of a patient's devices for a visit with this doctor. */
export type DeviceReportRecord = { roomId: string; results: DeviceTestResults; at: number };

/** What was done, by whom, to what: ids, codes and counts, never a name or a text. */
export type AuditEntry = {
  at: number;
  actorId: string | null;
  action: string;
  subjectId: string | null;
  detail: Record<string, string | number | boolean | null>;
};

export type AuditRow = AuditEntry & { seq: number; previousHash: string; hash: string };
