import { BEHIND_ALL, SELECT_WAITING_ENTRY, toWaitingEntry, type WaitingEntryRow } from '../../shared/rows.ts';
import type { AppointmentReader } from './appointments.ts';
import type { OperationContext, Operations } from './types.ts';

type Place = { roomId: string; patientId: string };

/** What the clinic does with those who have arrived: takes notice, and sends back to waiting. */
export const createArrivalOperations = (
  { db, appendAudit }: OperationContext,
  appointments: AppointmentReader,
): Pick<Operations, 'acknowledgeArrival' | 'returnToWaiting'> => {
  const entryOf = db.prepare<Place, WaitingEntryRow>(
    `${SELECT_WAITING_ENTRY} WHERE waiting_entries.room_id = @roomId
     AND waiting_entries.patient_id = @patientId`,
  );
  const acknowledge = db.prepare<Place & { at: number; by: string }>(
    `UPDATE waiting_entries SET acknowledged_at = @at, acknowledged_by = @by
     WHERE room_id = @roomId AND patient_id = @patientId AND acknowledged_at IS NULL`,
  );
  const wait = db.prepare<[appointmentId: string]>(
    `UPDATE appointments SET status = 'waiting' WHERE id = ? AND status IN ('admitted', 'inCall')`,
  );
  const markHeld = db.prepare<Place & { at: number }>(
    'UPDATE waiting_entries SET held_at = @at WHERE room_id = @roomId AND patient_id = @patientId',
  );
  const insertAway = db.prepare<Place & { at: number }>(
    `INSERT INTO waiting_entries (room_id, patient_id, joined_at, via_invitation, away_since, queue_order)
     VALUES (@roomId, @patientId, @at, 0, @at, ${BEHIND_ALL}) ON CONFLICT (room_id, patient_id) DO NOTHING`,
  );

  return {
    acknowledgeArrival: async ({ roomId, patientId, by, at, audit }) => {
      const first = (await acknowledge.run({ roomId, patientId, by, at })).changes > 0;
      if (first) await appendAudit(audit);
      const row = await entryOf.get({ roomId, patientId });
      return row === undefined
        ? null
        : { outcome: first ? 'acknowledged' : 'known', entry: toWaitingEntry(row) };
    },
    returnToWaiting: async ({ appointmentId, at, audit }) => {
      if ((await wait.run(appointmentId)).changes === 0) return null;
      const appointment = await appointments.byId(appointmentId);
      if (appointment === null) throw new Error('an appointment that was just written is missing');
      const { roomId, patientId } = appointment;
      await insertAway.run({ roomId, patientId, at });
      await markHeld.run({ roomId, patientId, at });
      await appendAudit(audit);
      return appointment;
    },
  };
};
