import type { SyncedConversation } from '../storage/ports/conversations.ts';
import type {
  CHOSEN_STATUSES,
  DeviceTestResults,
  ExpectedWait,
  MessageKind,
  OwnStatus,
  Reaction,
  ReorderReason,
  Role,
  UserStatus,
} from '../protocol/index.ts';
import type { MessagePage } from './conversations.ts';
import type { MessageWay } from './double-sends.ts';
import type { RelationView } from './relation-access.ts';
import type { CallMember, PresentPatient, Signal } from './events.ts';
import type {
  AppointmentView,
  ConversationRecord,
  EmergencyMark,
  EmergencyRecord,
  MessageView,
  PersonRecord,
  SnippetPart,
  VisitMessageRecord,
} from './records.ts';

/** The state of a waiting room as one person may see it. */
export type RoomSnapshot = {
  appointment: AppointmentView;
  withInvitation: boolean;
  patients: PresentPatient[];
  /** Null where the clinic does not tell its patients. */
  doctorOnline: boolean | null;
  messages: VisitMessageRecord[];
  position: number | null;
  expectedWait: ExpectedWait | null;
  at: number;
};

/** A message that was stored, with the two whose it is. */
export type SentMessage = {
  message: MessageView;
  sender: PersonRecord;
  receiver: PersonRecord;
  scope: 'conversation' | 'visit';
};

/** An emergency as its patient sees it, with the number to call instead. */
export type OwnEmergency = { emergency: EmergencyRecord; emergencyNumber: string | null };

/** What was done about an emergency, by the first who did. */
export type MarkedEmergency = { emergency: EmergencyRecord; mark: EmergencyMark };

/**
 * What people can ask of the live clinic, and what each is answered with. Dialects translate foreign events
 * into these; the domain knows no other vocabulary.
 */
export type CommandMap = {
  enterRoom: { input: { roomId: string; appointmentId: string | null }; result: RoomSnapshot };
  leaveRoom: { input: { roomId: string }; result: null };
  startConsultation: { input: { roomId: string; patientId: string }; result: null };
  joinConsultation: { input: { roomId: string; patientId: string }; result: null };
  reportDeviceTest: {
    /** `ready: null` leaves the flag as it is. */
    input: { roomId: string; results: DeviceTestResults; ready: boolean | null };
    result: null;
  };
  setReady: { input: { roomId: string; ready: boolean }; result: null };
  postMessage: {
    input: { roomId: string; text: string; clientId: string | null };
    result: { message: VisitMessageRecord };
  };
  acknowledgePatient: { input: { roomId: string }; result: null };
  holdPatient: { input: { roomId: string }; result: null };
  requestCallBack: { input: { roomId: string; wanted: boolean }; result: null };
  reorderQueue: {
    input: { roomId: string; before: string | null; reason: ReorderReason };
    result: null;
  };
  messageWaiting: { input: { text: string; clientId: string | null }; result: { count: number } };
  enterCall: { input: { roomId: string }; result: { roomId: string; others: CallMember[] } };
  relaySignal: { input: { to: string; signal: Signal }; result: null };
  /** A candidate for the others in the call, whoever they are. */
  shareCandidate: { input: { roomId: string; candidate: unknown }; result: null };
  announceCall: { input: { roomId: string }; result: null };
  /** `stored: false`: the call is over, and that the visit is will be stored when the disk has room again. */
  endCall: { input: { roomId: string }; result: { stored: boolean } };
  toggleMedia: {
    /** `reason`: not the person's wish, but the line's weakness. */
    input: { roomId: string; media: 'audio' | 'video'; enabled: boolean; reason?: 'network' | undefined };
    result: null;
  };
  leaveCall: { input: { roomId: string }; result: null };
  sendMessage: {
    input: {
      receiverId: string;
      text: string;
      kind: MessageKind;
      fileUrl: string | null;
      fileName: string | null;
      replyTo: number | null;
      clientId: string | null;
      /** Set by front ends that hand every message over twice, once each way: it is stored once. */
      way?: MessageWay;
    };
    result: SentMessage;
  };
  setTyping: { input: { receiverId: string; isTyping: boolean }; result: null };
  /** `upTo: null` is everything. */
  markRead: { input: { senderId: string; upTo: number | null; roomId: string | null }; result: null };
  markDelivered: { input: { senderId: string; upTo: number }; result: null };
  setStatus: { input: { status: (typeof CHOSEN_STATUSES)[number] }; result: null };
  setIdle: { input: { idle: boolean }; result: { status: OwnStatus } };
  syncConversation: {
    input: {
      conversationId: string;
      afterSeq: number;
      afterDeletion: number;
      /** Null: not asked for. */
      afterReaction: number | null;
    };
    result: Omit<SyncedConversation, 'messages'> & { conversationId: string; page: MessagePage };
  };
  listConversations: {
    input: { before: number | null; limit: number | null; search: string | null; otherUserId: string | null };
    result: {
      userId: string;
      conversations: (ConversationRecord & { status: UserStatus })[];
      next: number | null;
      unread: number;
    };
  };
  getMessages: {
    input: { conversationId: string; before: number; limit: number | null };
    result: MessagePage;
  };
  /** `page` 1 is the newest `limit` messages; `total` counts all. */
  getMessageWindow: {
    input: { otherId: string; page: number; limit: number };
    result: { page: MessagePage; number: number; limit: number; total: number };
  };
  /**
   * By the id of each message, or the one that its sender gave it; unknown ones are left out. `pair`: the two whose
   * messages are meant, one of whom asks.
   */
  readMessages: {
    input: { messageIds: readonly string[]; pair: { patientId: string; doctorId: string } | null };
    result: null;
  };
  openRelation: { input: { relationId: string }; result: RelationView };
  /** Contacts who are there. */
  listOnline: { input: null; result: { userId: string; role: Role }[] };
  /** A conversation by its two people, one of whom asks. */
  openConversation: { input: { patientId: string; doctorId: string }; result: RelationView };
  deleteMessage: { input: { messageId: string }; result: null };
  reactToMessage: { input: { messageId: string; emoji: Reaction | null }; result: null };
  archiveConversation: {
    input: { conversationId: string; archived: boolean; upTo: number | null };
    result: { archived: boolean };
  };
  searchMessages: {
    input: { query: string; otherUserId: string | null; before: number | null; limit: number | null };
    result: { hits: { page: MessagePage; snippet: SnippetPart[] }[]; next: number | null };
  };
  raiseEmergency: {
    input: { receiverId: string | null; text: string; clientId: string | null; way?: MessageWay };
    result: OwnEmergency & { sent: SentMessage };
  };
  ownEmergency: { input: null; result: OwnEmergency | null };
  openEmergencies: {
    input: null;
    result: { emergency: EmergencyRecord; withText: boolean }[];
  };
  /** `count`: alerts that the doctor has seen of it, as of the next; null: those that doctors were told of. */
  acknowledgeEmergency: { input: { emergencyId: string; count: number | null }; result: MarkedEmergency };
  resolveEmergency: {
    input: { emergencyId: string; note: string | null; count: number | null };
    result: MarkedEmergency;
  };
};

export type CommandName = keyof CommandMap;
export type CommandInput<C extends CommandName> = CommandMap[C]['input'];
export type CommandResult<C extends CommandName> = CommandMap[C]['result'];

export type Command = { [C in CommandName]: { name: C; input: CommandInput<C> } }[CommandName];
