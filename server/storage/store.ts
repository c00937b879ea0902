import type { AppointmentStatus, DeviceTestResults, ReorderReason } from '../protocol/index.ts';
import type { ProfileStore } from './ports/profile.ts';
import type { PasswordLinkStore } from './ports/password-links.ts';
import type { PeopleStore } from './ports/people.ts';
import type { PeriodStore } from './ports/periods.ts';
import type { AppointmentNews } from '../domain/notification-records.ts';
import type {
  AccountRecord,
  AppointmentRecord,
  AppointmentView,
  AuditEntry,
  CallRoomRecord,
  ClinicRecord,
  DeviceRecord,
  InvitationRecord,
  OrderedPlace,
  QueueAhead,
  QueuePlace,
  RefreshTokenRecord,
  RelationRecord,
  SessionEndReason,
  SessionRecord,
  VisitRoom,
  WaitingEntryRecord,
  WaitingRoomRecord,
} from '../domain/records.ts';
import type { ArchiveStore } from './ports/archive.ts';
import type { ConversationStore } from './ports/conversations.ts';
import type { ClinicSettingsStore } from './ports/clinic-settings.ts';
import type { AgendaStore } from './ports/agenda.ts';
import type { EmergencyStore } from './ports/emergencies.ts';
import type { MailStore } from './ports/mails.ts';
import type { FileStore } from './ports/files.ts';
import type { MonitoringStore } from './ports/monitoring.ts';
import type { NotificationStore } from './ports/notifications.ts';
import type { ReactionStore } from './ports/reactions.ts';
import type { RefreshTokenStore } from './ports/refresh-tokens.ts';
import type { RelationStore } from './ports/relations.ts';
import type { TlsKeyStore } from './ports/tls-key.ts';
import type { VisitSummariesStore } from './ports/visit-summaries.ts';

/**
 * The store's port. Every method is one atomic operation of a use case, never a generic transaction, so that
 * SQLite and PostgreSQL both fit. A promise resolves only after what it reports is durable (COMMIT with a
 * full sync); it rejects with `StoreUnavailableError` when the store could not answer, and with
 * `StoreFullError` when it takes no writes because the disk is full.
 *
 * A write that must be audited takes the audit entry with it, so that the fact and its audit row are one
 * transaction.
 */
export type Store = CoreStore &
  ProfileStore &
  ClinicSettingsStore &
  AgendaStore &
  PeopleStore &
  PasswordLinkStore &
  RefreshTokenStore &
  VisitSummariesStore &
  MonitoringStore &
  PeriodStore &
  ConversationStore &
  EmergencyStore &
  NotificationStore &
  MailStore &
  FileStore &
  ReactionStore &
  ArchiveStore &
  RelationStore &
  TlsKeyStore;

/** The first subjects; later ones have a file of their own in `ports`. */
export type CoreStore = {
  // Clinic and accounts
  getClinic(): Promise<ClinicRecord>;
  hasAccounts(): Promise<boolean>;
  /** The first account, only while there is none. */
  setUpClinic(input: {
    clinicName: string;
    account: AccountRecord;
    audit: AuditEntry;
  }): Promise<'created' | 'already_set_up'>;
  getAccount(accountId: string): Promise<AccountRecord | null>;
  findAccountByEmail(email: string): Promise<AccountRecord | null>;
  createAccount(input: { account: AccountRecord; audit: AuditEntry }): Promise<'created' | 'email_taken'>;
  /** The account and its relation to the doctor who made it. */
  createPatient(input: {
    account: AccountRecord;
    relation: RelationRecord;
    audit: AuditEntry;
  }): Promise<'created' | 'email_taken'>;
  findRelation(patientId: string, doctorId: string): Promise<RelationRecord | null>;
  getRelation(relationId: string): Promise<RelationRecord | null>;
  /** The relation of these two, made if there was none. Null if they are not a patient and a doctor. */
  establishRelation(input: {
    relation: RelationRecord;
    audit: AuditEntry;
  }): Promise<{ relation: RelationRecord; isNew: boolean } | null>;

  // Sessions
  /**
   * Starts a session. False if the account is disabled, or its password is not the one of `passwordHash` any
   * more: who proved the old one while it was replaced must not stay signed in.
   */
  createSession(input: {
    session: SessionRecord;
    /** Of the account as it proved itself. */
    passwordHash: string | null;
    /** What it was opened with, where that is known. */
    device?: DeviceRecord;
    refresh: RefreshTokenRecord;
    audit: AuditEntry;
  }): Promise<boolean>;
  /** The session with its account, ended or not; of an invitation's session also where its visit is. */
  getSession(
    sessionId: string,
  ): Promise<{ session: SessionRecord; account: AccountRecord; visitRoom: VisitRoom | null } | null>;
  /**
   * Exchanges a refresh token for its successor, and notes that the session was used. `repeated`: it was exchanged less than `graceMs` ago and its
   * successor is still unused, so the answer was lost and the same successor is handed out again. `reused`:
   * it was exchanged before that; the whole session is ended here.
   */
  rotateRefreshToken(input: {
    hash: string;
    successorHash: string;
    successorExpiresAt: number;
    now: number;
    graceMs: number;
    reuseAudit: Omit<AuditEntry, 'actorId' | 'subjectId'>;
  }): Promise<
    | { outcome: 'rotated' | 'repeated'; session: SessionRecord; account: AccountRecord }
    | { outcome: 'reused'; session: SessionRecord }
    | { outcome: 'ended'; session: SessionRecord }
    | { outcome: 'unknown' | 'expired' }
  >;
  /** False if it had ended before. */
  endSession(input: {
    sessionId: string;
    at: number;
    reason: SessionEndReason;
    audit: AuditEntry;
  }): Promise<boolean>;

  // Appointments and invitations
  createAppointment(input: {
    appointment: AppointmentRecord;
    invitation: InvitationRecord;
    news?: AppointmentNews;
    audit: AuditEntry;
  }): Promise<AppointmentView>;
  /** Replaces the invitation; a session that the one before opened goes on. Null if the appointment is unknown. */
  renewInvitation(input: {
    appointmentId: string;
    invitation: InvitationRecord;
    audit: AuditEntry;
  }): Promise<AppointmentView | null>;
  /**
   * Opens an invitation: counts the opening, ends the session that an earlier opening made, and starts a new
   * one for the appointment's patient. The place stays; what was tested on the device before is forgotten.
   */
  openInvitation(input: {
    secretHash: string;
    sessionId: string;
    device?: DeviceRecord;
    refresh: { hash: string; expiresAt: number };
    now: number;
    audit: Omit<AuditEntry, 'actorId' | 'subjectId'>;
  }): Promise<
    | {
        outcome: 'opened';
        session: SessionRecord;
        account: AccountRecord;
        appointment: AppointmentView;
        endedSessionIds: string[];
      }
    | { outcome: 'unknown' | 'expired' | 'used_up' | 'visit_over' }
  >;
  getAppointment(appointmentId: string): Promise<AppointmentView | null>;
  findAppointmentByRoom(roomId: string): Promise<AppointmentView | null>;
  /**
   * By start, within [from, to); `doctorId` or `patientId` or both narrow it, `appointmentId` to that one. With
   * `limit`, at most so many, the latest.
   */
  listAppointments(filter: {
    doctorId?: string;
    patientId?: string;
    appointmentId?: string;
    from?: number;
    to?: number;
    limit?: number;
  }): Promise<AppointmentView[]>;
  /**
   * Moves an appointment to `to` if it is in one of `from`; sets `startedAt` on the first `inCall` and
   * `endedAt` on a final state, with what the clinic wrote to the patient. A final state also takes the waiting
   * entry out of the room: of a visit that `ended` it is removed, else kept for `reopenAppointment`. Null if it
   * was in another state.
   */
  transitionAppointment(input: {
    appointmentId: string;
    from: readonly AppointmentStatus[];
    to: AppointmentStatus;
    at: number;
    closingMessage?: string | null;
    news?: AppointmentNews;
    audit: AuditEntry;
  }): Promise<AppointmentView | null>;

  // Waiting room
  /** Appointment, entries in order of arrival, and all messages. */
  getWaitingRoom(roomId: string): Promise<WaitingRoomRecord | null>;
  /**
   * The patient is in the room: makes the entry on the first arrival (`scheduled` becomes `waiting`), else
   * keeps place, ready and results and clears `awaySince`. `over`: the appointment is in a final state.
   */
  arrive(input: {
    roomId: string;
    patientId: string;
    viaInvitation: boolean;
    at: number;
    audit: AuditEntry;
  }): Promise<
    | {
        outcome: 'arrived' | 'returned' | 'present';
        room: WaitingRoomRecord;
        /** Null unless the appointment is `waiting`. */
        ahead: QueueAhead | null;
      }
    | { outcome: 'over' | 'unknown' }
  >;
  /** The last connection of the patient is gone; the place stays. */
  markAway(input: { roomId: string; patientId: string; at: number }): Promise<WaitingEntryRecord | null>;
  /** A connection of the patient is in the room again: the place is not away any more. */
  comeBack(input: { roomId: string; patientId: string }): Promise<WaitingEntryRecord | null>;
  /**
   * Gives the place up: removes the entry, and `waiting` goes back to `scheduled`. `admitted` and `inCall` stay,
   * because some front ends leave the waiting room when they enter the call. Null if there was no entry.
   */
  leave(input: { roomId: string; patientId: string; audit: AuditEntry }): Promise<AppointmentView | null>;
  setReady(input: { roomId: string; patientId: string; ready: boolean }): Promise<WaitingEntryRecord | null>;
  setCallBack(input: {
    roomId: string;
    patientId: string;
    wanted: boolean;
  }): Promise<WaitingEntryRecord | null>;
  /** `ready: null` leaves the flag as it is. What was found is kept for the doctor beyond the visit. */
  saveDeviceResults(input: {
    roomId: string;
    patientId: string;
    results: DeviceTestResults;
    ready: boolean | null;
    at: number;
  }): Promise<WaitingEntryRecord | null>;
  /**
   * Notes who took notice of an arrival, and when; the first one counts. `known`: somebody had before. Null if
   * the place is not taken.
   */
  acknowledgeArrival(input: {
    roomId: string;
    patientId: string;
    by: string;
    at: number;
    audit: AuditEntry;
  }): Promise<{ outcome: 'acknowledged' | 'known'; entry: WaitingEntryRecord } | null>;
  /**
   * Moves an admitted appointment, or one in a call, back to `waiting`. The patient keeps the place; one who
   * had given it up gets a new one, away since `at`. Null if it was in another state.
   */
  returnToWaiting(input: {
    appointmentId: string;
    at: number;
    audit: AuditEntry;
  }): Promise<AppointmentView | null>;
  /**
   * Moves a room of the doctor's queue before another one, or to the end, and notes why at each place that
   * changed. Null if one of the two is not in the queue.
   */
  reorderQueue(input: {
    doctorId: string;
    roomId: string;
    before: string | null;
    reason: ReorderReason;
    audit: AuditEntry;
  }): Promise<OrderedPlace[] | null>;
  /** The patients of a doctor whose appointment is `waiting`, by arrival unless the order was changed. */
  getQueue(doctorId: string): Promise<QueuePlace[]>;
  /** After a start nobody is connected yet: everyone who was not away is away since `at`. */
  markAllAway(at: number): Promise<void>;
  /**
   * Gives up the places of those who have been away since before `before`, or `beforeWithCallBack` if they
   * asked to be called back, unless they are in a call. The audit entry becomes a row for each, with the room as its subject.
   */
  expireAway(input: {
    before: number;
    beforeWithCallBack: number;
    audit: Omit<AuditEntry, 'subjectId'>;
  }): Promise<{ appointment: AppointmentView; patientId: string }[]>;

  // Call rooms
  /**
   * Makes the room, or returns the one that has this id; one that its patient made becomes the doctor's when
   * its doctor makes it again.
   */
  createCallRoom(room: CallRoomRecord, audit: AuditEntry): Promise<CallRoomRecord>;
  getCallRoom(roomId: string): Promise<CallRoomRecord | null>;
  deleteCallRoom(roomId: string): Promise<void>;
  /** Deletes the rooms that were made before this moment. */
  forgetCallRooms(before: number): Promise<void>;

  // Audit
  appendAudit(entry: AuditEntry): Promise<void>;
  /** Walks the hash chain from the first row. */
  verifyAudit(): Promise<AuditVerification>;

  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
};

export type AuditVerification = { ok: true; rows: number } | { ok: false; brokenSeq: number; rows: number };

/**
 * The store could not answer: it is starting again, or the disk is full. Nothing was changed, unless it died
 * between COMMIT and the answer.
 */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}

/** The disk takes no more: nothing was changed and nothing can be, until there is room again. Reads go on. */
export class StoreFullError extends StoreUnavailableError {
  override readonly name = 'StoreFullError';
}

/** The database cannot be opened: not reachable, wrong key, newer schema, or a database that is too old. Final. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
}
