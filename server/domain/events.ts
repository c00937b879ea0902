import type {
  DeviceTestResults,
  ExpectedWait,
  OwnStatus,
  ReorderReason,
  Role,
  UserStatus,
} from '../protocol/index.ts';
import type { NotificationRecord } from './notification-records.ts';
import type {
  AppointmentView,
  EmergencyMark,
  EmergencyRecord,
  MessageKey,
  MessageView,
  PersonRecord,
  ReceiptKind,
  SessionEndReason,
  WaitingEntryRecord,
  VisitMessageRecord,
} from './records.ts';

/** A set of connections that facts are told to. The transport maps each to a prefixed room of its own. */
export type Channel =
  | { kind: 'room'; roomId: string }
  | { kind: 'room-doctors'; roomId: string }
  | { kind: 'room-patients'; roomId: string }
  | { kind: 'call'; roomId: string }
  | { kind: 'user'; userId: string }
  /** Sessions of an invitation: they may see one visit and nothing else of their patient. */
  | { kind: 'visit'; roomId: string }
  /** All doctors of the clinic. */
  | { kind: 'doctors' };

/** Who may see a fact: channels, less one connection or those in another channel, or a single connection. */
export type Audience =
  | { channels: readonly Channel[]; exceptConnectionId?: string; exceptChannel?: Channel }
  | { connectionId: string };

/** A patient in a waiting room, with what only the live connections tell. */
export type PresentPatient = { entry: WaitingEntryRecord; connectionId: string | null };

export type PresentDoctor = { userId: string; fullname: string; connectionId: string; joinedAt: number };

export type CallMember = {
  connectionId: string;
  userId: string;
  role: Role;
  fullname: string;
  joinedAt: number;
  audioEnabled: boolean;
  videoEnabled: boolean;
  /** True while there is no picture because the member's line is weak. */
  videoPaused: boolean;
};

export const SIGNAL_KINDS = ['offer', 'answer', 'ice-candidate'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** A signal as one peer made it; validated at the edge, opaque to the domain. */
export type Signal = { kind: SignalKind; body: unknown; attempt: number | undefined };

/** Immutable facts, each with the ids of those who may see it. */
export type DomainEvent = { to: Audience } & (
  | {
      type: 'room-entered';
      roomId: string;
      appointment: AppointmentView;
      waiting: number;
      doctorOnline: boolean;
      messages: VisitMessageRecord[];
    }
  | { type: 'doctor-entered'; roomId: string; doctor: PresentDoctor; patients: PresentPatient[] }
  | { type: 'doctor-left'; roomId: string }
  | {
      type: 'patient-entered';
      roomId: string;
      patient: PresentPatient;
      appointment: AppointmentView;
      at: number;
    }
  | {
      type: 'patient-left';
      roomId: string;
      patientId: string;
      remaining: number;
      reason: 'left' | 'disconnected' | 'expired';
      at: number;
    }
  | {
      type: 'device-test-completed';
      roomId: string;
      patientId: string;
      results: DeviceTestResults;
      ready: boolean;
      at: number;
    }
  | { type: 'ready-changed'; roomId: string; patientId: string; ready: boolean; at: number }
  | { type: 'patient-acknowledged'; roomId: string; patientId: string; at: number }
  | { type: 'call-back-changed'; roomId: string; patientId: string; wanted: boolean }
  | { type: 'patient-held'; roomId: string; patientId: string; at: number }
  | { type: 'message-posted'; message: VisitMessageRecord }
  | {
      type: 'message-received' | 'message-sent';
      message: MessageView;
      sender: PersonRecord;
      receiver: PersonRecord;
      /** In whose numbers it is told. */
      scope: 'conversation' | 'visit';
    }
  | { type: 'typing-changed'; typist: PersonRecord; receiverId: string; isTyping: boolean }
  /** Somebody goes on typing: for front ends that show it for a while only. */
  | { type: 'typing-continued'; typist: PersonRecord; receiverId: string }
  /** Somebody has received or read everything up to a number, which is told in the numbers of the audience. */
  | {
      type: 'conversation-received';
      kind: ReceiptKind;
      readerId: string;
      conversationId: string;
      /** What is new in it lies after this number. */
      after: number;
      upTo: number;
      at: number;
      /** The newest of those that are new in it. */
      messages: readonly MessageKey[];
    }
  /** The same person has read on another device. */
  | { type: 'conversation-read-elsewhere'; conversationId: string; upTo: number }
  | {
      type: 'message-deleted';
      messageId: string;
      conversationId: string;
      seq: number;
      roomId: string | null;
      at: number;
    }
  /** Numbers are those of the audience; `number` counts the changes of the conversation. */
  | {
      type: 'message-reaction';
      messageId: string;
      conversationId: string;
      seq: number;
      roomId: string | null;
      personId: string;
      emoji: string | null;
      number: number;
      at: number;
    }
  /** The same person has put it away, or brought it back, on another device. */
  | { type: 'conversation-archived'; conversationId: string; archived: boolean }
  /** Somebody is notified of something, by a new notification or a renewed one. */
  | { type: 'notified'; notification: NotificationRecord }
  /** Somebody has read these, or everything (null). */
  | { type: 'notifications-read'; ids: readonly string[] | null }
  | { type: 'own-status-changed'; status: OwnStatus }
  | { type: 'presence-changed'; userId: string; role: Role; status: UserStatus }
  /** `withText: false`: for doctors who may not read what was written. */
  | { type: 'emergency-raised'; emergency: EmergencyRecord; withText: boolean }
  | { type: 'emergency-acknowledged' | 'emergency-resolved'; emergency: EmergencyRecord; mark: EmergencyMark }
  | { type: 'emergency-unseen'; emergency: EmergencyRecord; emergencyNumber: string | null }
  | { type: 'consultation-starting'; roomId: string; doctorId: string }
  | { type: 'doctor-joining-consultation'; roomId: string; doctorId: string }
  | { type: 'appointment-changed'; appointment: AppointmentView; withInvitation: boolean }
  | {
      type: 'queue-position-changed';
      roomId: string;
      position: number | null;
      expectedWait: ExpectedWait | null;
      reason?: ReorderReason;
    }
  | { type: 'queue-order-changed'; roomId: string; queueOrder: number }
  | { type: 'call-entered'; roomId: string; others: CallMember[] }
  | { type: 'member-entered-call'; roomId: string; member: CallMember }
  | { type: 'member-left-call'; roomId: string; member: CallMember }
  | { type: 'signal'; roomId: string; from: CallMember; signal: Signal }
  | { type: 'candidate-shared'; roomId: string; from: CallMember; candidate: unknown }
  | { type: 'call-started'; roomId: string; from: CallMember }
  | { type: 'call-ended'; roomId: string; from: CallMember }
  | {
      type: 'media-toggled';
      roomId: string;
      from: CallMember;
      media: 'audio' | 'video';
      enabled: boolean;
      reason?: 'network' | undefined;
    }
);

/** A session that is over: its connections are told and closed. */
export type EndedSession = { sessionId: string; reason: SessionEndReason };

/** What a command did: the answer to its sender, the facts for others, and changed memberships. */
export type Outcome<T> = {
  value: T;
  events: DomainEvent[];
  enter?: { connectionId: string; channel: Channel }[];
  exit?: { connectionId: string; channel: Channel }[];
};

/** An outcome with nothing to tell. */
export const quiet = <T>(value: T): Outcome<T> => ({ value, events: [] });
