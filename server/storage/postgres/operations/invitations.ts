import type { InvitationRecord } from '../../../domain/records.ts';
import type { AccountReader } from './accounts.ts';
import { isFinalStatus } from '../../../protocol/appointment-status.ts';
import type { AppointmentReader } from './appointments.ts';
import type { SessionWriter } from './sessions.ts';
import type { OperationContext, Operations } from './types.ts';

type InvitationRow = InvitationRecord & { openings: number; replacedAt: number | null };

/** How invitations are written; the making of an appointment needs it too. */
export type InvitationWriter = { insertInvitation: (invitation: InvitationRecord) => Promise<void> };

export const createInvitationWriter = ({ db }: Pick<OperationContext, 'db'>): InvitationWriter => {
  const insert = db.prepare<InvitationRecord>(
    `INSERT INTO invitations (id, appointment_id, secret_hash, created_at, expires_at, max_openings)
     VALUES (@id, @appointmentId, @secretHash, @createdAt, @expiresAt, @maxOpenings)`,
  );
  return { insertInvitation: async (invitation) => void (await insert.run(invitation)) };
};

/** Renewing and opening of invitations. */
export const createInvitationOperations = (
  { db, appendAudit }: OperationContext,
  read: { accounts: AccountReader; appointments: AppointmentReader },
  { insertInvitation }: InvitationWriter,
  { insertSession, insertRefreshToken }: SessionWriter,
): Pick<Operations, 'renewInvitation' | 'openInvitation'> => {
  const replaceCurrent = db.prepare<{ appointmentId: string; at: number }>(
    `UPDATE invitations SET replaced_at = @at WHERE appointment_id = @appointmentId AND replaced_at IS NULL`,
  );
  const bySecret = db.prepare<[secretHash: string], InvitationRow>(
    `SELECT id, appointment_id AS "appointmentId", secret_hash AS "secretHash", created_at AS "createdAt",
       expires_at AS "expiresAt", max_openings AS "maxOpenings", openings, replaced_at AS "replacedAt"
     FROM invitations WHERE secret_hash = ?`,
  );
  const countOpening = db.prepare<{ id: string; now: number }>(
    'UPDATE invitations SET openings = openings + 1, last_opened_at = @now WHERE id = @id',
  );
  const endSessionsBefore = db
    .prepare<{ appointmentId: string; now: number }, string>(
      `UPDATE sessions SET ended_at = @now, end_reason = 'opened_elsewhere'
       WHERE appointment_id = @appointmentId AND ended_at IS NULL RETURNING id`,
    )
    .pluck();

  // They were of the device before.
  const forgetDeviceTest = db.prepare<[roomId: string]>(
    `UPDATE waiting_entries SET device_test_completed = 0, device_test_results = NULL WHERE room_id = ?`,
  );

  return {
    renewInvitation: async ({ appointmentId, invitation, audit }) => {
      if ((await read.appointments.byId(appointmentId)) === null) return null;
      await replaceCurrent.run({ appointmentId, at: invitation.createdAt });
      await insertInvitation(invitation);
      await appendAudit(audit);
      return await read.appointments.byId(appointmentId);
    },
    openInvitation: async ({ secretHash, sessionId, device, refresh, now, audit }) => {
      const invitation = await bySecret.get(secretHash);
      if (invitation === undefined || invitation.replacedAt !== null) return { outcome: 'unknown' };
      const { appointmentId } = invitation;
      const before = await read.appointments.byId(appointmentId);
      const patient = before && (await read.accounts.byId(before.patientId));
      if (!before || !patient) return { outcome: 'unknown' };
      if (isFinalStatus(before.status)) return { outcome: 'visit_over' };
      if (invitation.expiresAt <= now) return { outcome: 'expired' };
      if (invitation.openings >= invitation.maxOpenings) return { outcome: 'used_up' };

      await countOpening.run({ id: invitation.id, now });
      const endedSessionIds = await endSessionsBefore.all({ appointmentId, now });
      await forgetDeviceTest.run(before.roomId);
      const session = {
        id: sessionId,
        accountId: patient.id,
        appointmentId,
        createdAt: now,
        endedAt: null,
        endReason: null,
      };
      await insertSession(session, device);
      await insertRefreshToken({
        hash: refresh.hash,
        sessionId,
        createdAt: now,
        expiresAt: refresh.expiresAt,
      });
      await appendAudit({ ...audit, actorId: patient.id, subjectId: appointmentId });
      const appointment = (await read.appointments.byId(appointmentId)) ?? before;
      return { outcome: 'opened', session, account: patient, appointment, endedSessionIds };
    },
  };
};
