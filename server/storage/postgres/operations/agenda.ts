import type { AppointmentRecord } from '../../../domain/records.ts';
import { isFinalStatus } from '../../../protocol/appointment-status.ts';
import type { AgendaStore } from '../../ports/agenda.ts';
import type { AppointmentReader } from './appointments.ts';
import type { NotificationWriter } from './notifications.ts';
import type { OperationContext, Operations } from './types.ts';

/** Appointments in the calendar: made once, changed, and opened again. */
export const createAgendaOperations = (
  { db, appendAudit }: OperationContext,
  read: AppointmentReader,
  { createAppointment, renewInvitation }: Pick<Operations, 'createAppointment' | 'renewInvitation'>,
  { tellPatient }: Pick<NotificationWriter, 'tellPatient'>,
): Pick<Operations, keyof AgendaStore> => {
  const madeUnder = db
    .prepare<{ doctorId: string; clientId: string }, string>(
      'SELECT id FROM appointments WHERE doctor_id = @doctorId AND client_id = @clientId',
    )
    .pluck();
  const setClientId = db.prepare<{ id: string; clientId: string }>(
    'UPDATE appointments SET client_id = @clientId WHERE id = @id',
  );
  const change = db.prepare<Pick<AppointmentRecord, 'id' | 'startsAt' | 'durationMinutes' | 'reason'>>(
    `UPDATE appointments SET starts_at = @startsAt, duration_minutes = @durationMinutes, reason = @reason,
       moved_from = CASE WHEN starts_at = @startsAt THEN moved_from ELSE starts_at END
     WHERE id = @id`,
  );
  const extendInvitation = db.prepare<{ id: string; expiresAt: number }>(
    'UPDATE invitations SET expires_at = @expiresAt WHERE appointment_id = @id AND replaced_at IS NULL',
  );
  const reopen = db.prepare<{ id: string; closedSince: number }>(
    `UPDATE appointments SET ended_at = NULL, closing_message = NULL,
       status = CASE WHEN EXISTS (SELECT 1 FROM waiting_entries WHERE room_id = appointments.room_id)
         THEN 'waiting' ELSE 'scheduled' END
     WHERE id = @id AND status IN ('cancelled', 'missed') AND ended_at >= @closedSince`,
  );
  // One that still waits is dropped by itself when it is no longer true.
  const isCancellationMailed = db
    .prepare<{ id: string; closedSince: number }, number>(
      `SELECT sent_at IS NOT NULL OR sending_since IS NOT NULL FROM mails
       WHERE created_at >= @closedSince AND appointment_id = @id AND kind = 'cancelled'
       ORDER BY created_at DESC LIMIT 1`,
    )
    .pluck();
  // From now on, however long the patient was away before: a place that is given back must not expire at once.
  const leaveSince = db.prepare<[at: number, roomId: string]>(
    'UPDATE waiting_entries SET away_since = ? WHERE room_id = ?',
  );
  const forgetClosed = db.prepare<[before: number]>(
    `DELETE FROM waiting_entries WHERE EXISTS (
       SELECT 1 FROM appointments WHERE appointments.room_id = waiting_entries.room_id
         AND appointments.status IN ('cancelled', 'missed') AND appointments.ended_at < ?)`,
  );

  return {
    createAppointmentOnce: async ({ clientId, repeatAudit, ...making }) => {
      const { appointment, invitation } = making;
      const knownId = await madeUnder.get({ doctorId: appointment.doctorId, clientId });
      if (knownId === undefined) {
        const created = await createAppointment(making);
        await setClientId.run({ id: created.id, clientId });
        return { outcome: 'created', appointment: created };
      }
      const known = await read.byId(knownId);
      if (known?.patientId !== appointment.patientId || known.startsAt !== appointment.startsAt)
        return { outcome: 'conflict' };
      if (isFinalStatus(known.status)) return { outcome: 'over' };
      const invited = await renewInvitation({
        appointmentId: knownId,
        invitation: { ...invitation, appointmentId: knownId },
        audit: { ...repeatAudit, subjectId: knownId },
      });
      return { outcome: 'known', appointment: invited ?? known };
    },
    updateAppointment: async ({ appointmentId: id, from, changes, invitationExpiresAt, news, audit }) => {
      const before = await read.byId(id);
      if (before === null || !from.includes(before.status)) return null;
      const { startsAt, durationMinutes, reason } = { ...before, ...changes };
      await change.run({ id, startsAt, durationMinutes, reason });
      if (startsAt !== before.startsAt) {
        await extendInvitation.run({ id, expiresAt: invitationExpiresAt });
        if (news !== undefined) await tellPatient(news);
      }
      await appendAudit(audit);
      return await read.byId(id);
    },
    reopenAppointment: async ({ appointmentId: id, closedSince, at, news, audit }) => {
      const isMailed = (await isCancellationMailed.get({ id, closedSince })) === 1;
      if ((await reopen.run({ id, closedSince })).changes === 0) return null;
      const appointment = await read.byId(id);
      if (appointment === null) throw new Error('an appointment that was just written is missing');
      await leaveSince.run(at, appointment.roomId);
      if (news !== undefined) await tellPatient(isMailed ? news : { ...news, mail: null });
      await appendAudit(audit);
      return appointment;
    },
    forgetClosedPlaces: async (before) => void (await forgetClosed.run(before)),
  };
};
