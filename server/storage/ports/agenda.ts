import type { AppointmentNews } from '../../domain/notification-records.ts';
import type {
  AppointmentRecord,
  AppointmentView,
  AuditEntry,
  InvitationRecord,
} from '../../domain/records.ts';

/** Appointments in the calendar: made once, changed, and opened again. */
export type AgendaStore = {
  /**
   * Makes the appointment with its invitation. If the doctor has made one under this `clientId` before, that one
   * stays and gets the invitation, because the one from before was lost with its answer (`known`). `conflict`: it
   * is for another patient or another time. `over`: it is closed by now.
   */
  createAppointmentOnce(input: {
    appointment: AppointmentRecord;
    clientId: string;
    invitation: InvitationRecord;
    news?: AppointmentNews;
    audit: AuditEntry;
    /** For `known`; its subject is the appointment that is found. */
    repeatAudit: Omit<AuditEntry, 'subjectId'>;
  }): Promise<
    { outcome: 'created' | 'known'; appointment: AppointmentView } | { outcome: 'conflict' | 'over' }
  >;
  /**
   * Changes what is given of an appointment that is in one of `from`. Another start is noted as a move, and the
   * current invitation then ends at `invitationExpiresAt`. Null if it was in another state.
   */
  updateAppointment(input: {
    appointmentId: string;
    from: readonly AppointmentRecord['status'][];
    changes: Partial<Pick<AppointmentRecord, 'startsAt' | 'durationMinutes' | 'reason'>>;
    invitationExpiresAt: number;
    /** Told with another start only. */
    news?: AppointmentNews;
    audit: AuditEntry;
  }): Promise<AppointmentView | null>;
  /**
   * Takes back that a visit was cancelled or missed, if that was not before `closedSince`: it is `waiting` again
   * if its patient had a place, which counts as left at `at`, else `scheduled`. Null if there is nothing to take
   * back.
   */
  reopenAppointment(input: {
    appointmentId: string;
    closedSince: number;
    at: number;
    /** What the patient is told; by mail only if a mail has said that it was cancelled. */
    news?: AppointmentNews;
    audit: AuditEntry;
  }): Promise<AppointmentView | null>;
  /** Removes the kept places of visits that were closed before this time. */
  forgetClosedPlaces(before: number): Promise<void>;
};
