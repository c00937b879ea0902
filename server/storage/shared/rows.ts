import type {
  AccountRecord,
  AppointmentView,
  AuditRow,
  SessionRecord,
  WaitingEntryRecord,
} from '../../domain/records.ts';
import { canonicalDetail } from '../../domain/audit.ts';

/**
 * How rows become records. The SELECT lists name their columns like the record's fields; only flags and JSON
 * are converted here. PostgreSQL would fold the names' letters without the quotes.
 */

type Flag = 0 | 1;

export const toFlag = (value: boolean): Flag => (value ? 1 : 0);

export const ACCOUNT_COLUMNS = `accounts.id, accounts.email, accounts.fullname, accounts.role,
  accounts.is_admin AS "isAdmin", accounts.password_hash AS "passwordHash",
  accounts.date_of_birth AS "dateOfBirth", accounts.blood_group AS "bloodGroup",
  accounts.phone, accounts.language, accounts.unread_mail_minutes AS "unreadMailMinutes",
  accounts.created_at AS "createdAt", accounts.disabled_at AS "disabledAt"`;

export type AccountRow = Omit<AccountRecord, 'isAdmin'> & { isAdmin: Flag };

export const toAccount = (row: AccountRow): AccountRecord => ({ ...row, isAdmin: row.isAdmin === 1 });

export const SESSION_COLUMNS = `sessions.id, sessions.account_id AS "accountId",
  sessions.appointment_id AS "appointmentId", sessions.created_at AS "createdAt",
  sessions.ended_at AS "endedAt", sessions.end_reason AS "endReason"`;

export type SessionRow = SessionRecord;

/** Every query for an `AppointmentView` is this and a WHERE clause. */
export const SELECT_APPOINTMENT_VIEW = `
  SELECT appointments.id, appointments.room_id AS "roomId", appointments.patient_id AS "patientId",
    appointments.doctor_id AS "doctorId", appointments.starts_at AS "startsAt", appointments.reason,
    appointments.duration_minutes AS "durationMinutes", appointments.follow_up_of AS "followUpOf",
    appointments.status, appointments.created_at AS "createdAt", appointments.started_at AS "startedAt",
    appointments.ended_at AS "endedAt", appointments.moved_from AS "movedFrom",
    appointments.closing_message AS "closingMessage", patient.fullname AS "patientName", doctor.fullname AS "doctorName",
    invitations.expires_at AS "invitationExpiresAt", invitations.openings AS "invitationOpenings",
    invitations.max_openings AS "invitationMaxOpenings", invitations.last_opened_at AS "invitationLastOpenedAt"
  FROM appointments
  JOIN accounts AS patient ON patient.id = appointments.patient_id
  JOIN accounts AS doctor ON doctor.id = appointments.doctor_id
  LEFT JOIN invitations
    ON invitations.appointment_id = appointments.id AND invitations.replaced_at IS NULL`;

export type AppointmentViewRow = Omit<AppointmentView, 'invitation'> & {
  invitationExpiresAt: number | null;
  invitationOpenings: number | null;
  invitationMaxOpenings: number | null;
  invitationLastOpenedAt: number | null;
};

export const toAppointmentView = (row: AppointmentViewRow): AppointmentView => {
  const { invitationExpiresAt, invitationOpenings, invitationMaxOpenings, invitationLastOpenedAt, ...rest } =
    row;
  const invitation =
    invitationExpiresAt === null || invitationOpenings === null || invitationMaxOpenings === null
      ? null
      : {
          expiresAt: invitationExpiresAt,
          openings: invitationOpenings,
          maxOpenings: invitationMaxOpenings,
          lastOpenedAt: invitationLastOpenedAt,
        };
  return { ...rest, invitation };
};

/**
 * Null, so that the time of arrival counts, unless the clock went back since somebody else arrived: who comes
 * later stands behind, whatever the clock says.
 */
export const BEHIND_ALL = `(SELECT max(coalesce(queue_order, joined_at)) + 1 FROM waiting_entries
  WHERE coalesce(queue_order, joined_at) > @at)`;

/**
 * Every query for a `WaitingEntryRecord` is this and a WHERE clause. The places of a visit that is over are in
 * the table for a while, because it may be opened again; nobody sees them until then.
 */
export const SELECT_WAITING_ENTRY = `
  SELECT waiting_entries.room_id AS "roomId", waiting_entries.patient_id AS "patientId", accounts.fullname,
    waiting_entries.joined_at AS "joinedAt", waiting_entries.ready,
    waiting_entries.device_test_completed AS "deviceTestCompleted",
    waiting_entries.device_test_results AS "deviceTestResults",
    waiting_entries.via_invitation AS "viaInvitation", waiting_entries.away_since AS "awaySince",
    waiting_entries.acknowledged_at AS "acknowledgedAt", waiting_entries.acknowledged_by AS "acknowledgedBy",
    waiting_entries.held_at AS "heldAt",
    coalesce(waiting_entries.queue_order, waiting_entries.joined_at) AS "queueOrder",
    waiting_entries.reorder_reason AS "reorderReason", waiting_entries.call_back AS "callBack"
  FROM waiting_entries
  JOIN accounts ON accounts.id = waiting_entries.patient_id
  JOIN appointments ON appointments.room_id = waiting_entries.room_id
    AND appointments.status NOT IN ('ended', 'cancelled', 'missed')`;

export type WaitingEntryRow = Omit<
  WaitingEntryRecord,
  'ready' | 'deviceTestCompleted' | 'deviceTestResults' | 'viaInvitation' | 'callBack'
> & {
  ready: Flag;
  deviceTestCompleted: Flag;
  deviceTestResults: string | null;
  viaInvitation: Flag;
  callBack: Flag;
};

export const toWaitingEntry = (row: WaitingEntryRow): WaitingEntryRecord => ({
  ...row,
  ready: row.ready === 1,
  deviceTestCompleted: row.deviceTestCompleted === 1,
  deviceTestResults:
    row.deviceTestResults === null
      ? null
      : (JSON.parse(row.deviceTestResults) as NonNullable<WaitingEntryRecord['deviceTestResults']>),
  viaInvitation: row.viaInvitation === 1,
  callBack: row.callBack === 1,
});

export const AUDIT_COLUMNS = `seq, at, actor_id AS "actorId", action, subject_id AS "subjectId", detail,
  previous_hash AS "previousHash", hash`;

export type StoredAuditRow = Omit<AuditRow, 'detail'> & { detail: string };

/**
 * A detail that is not exactly the text that was written must not verify, even if it means the same: it comes
 * back as one that no honest row has.
 */
export const toAuditRow = (row: StoredAuditRow): AuditRow => {
  try {
    const detail = JSON.parse(row.detail) as AuditRow['detail'];
    if (canonicalDetail(detail) === row.detail) return { ...row, detail };
  } catch {
    // Not JSON: falls through to the unreadable detail.
  }
  return { ...row, detail: { unreadable: row.detail } };
};
