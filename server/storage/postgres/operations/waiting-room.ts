import type {
  AppointmentView,
  QueueAhead,
  QueuePlace,
  WaitingEntryRecord,
  WaitingRoomRecord,
} from '../../../domain/records.ts';
import {
  BEHIND_ALL,
  SELECT_WAITING_ENTRY,
  toFlag,
  toWaitingEntry,
  type WaitingEntryRow,
} from '../../shared/rows.ts';
import { isFinalStatus } from '../../../protocol/appointment-status.ts';
import type { AppointmentReader } from './appointments.ts';
import type { MessageReader } from './messages.ts';
import type { ReactionReader } from './reactions.ts';
import type { DeviceReportWriter } from './relations.ts';
import type { OperationContext, Operations } from './types.ts';

type WaitingRoomOperation =
  | 'getWaitingRoom'
  | 'arrive'
  | 'markAway'
  | 'comeBack'
  | 'leave'
  | 'setReady'
  | 'setCallBack'
  | 'saveDeviceResults'
  | 'getQueue'
  | 'markAllAway'
  | 'expireAway';

type Place = { roomId: string; patientId: string };

/** Places in the waiting rooms and the doctors' queues. */
export const createWaitingRoomOperations = (
  { db, appendAudit }: OperationContext,
  appointments: AppointmentReader,
  messages: MessageReader,
  reactions: Pick<ReactionReader, 'withReactions'>,
  keepDeviceReport: DeviceReportWriter,
): Pick<Operations, WaitingRoomOperation> => {
  const entryOf = db.prepare<Place, WaitingEntryRow>(
    `${SELECT_WAITING_ENTRY} WHERE waiting_entries.room_id = @roomId
     AND waiting_entries.patient_id = @patientId`,
  );
  const entriesIn = db.prepare<[roomId: string], WaitingEntryRow>(
    `${SELECT_WAITING_ENTRY} WHERE waiting_entries.room_id = ?
     ORDER BY waiting_entries.joined_at, waiting_entries.place`,
  );
  const queueOf = db.prepare<[doctorId: string], QueuePlace>(
    `SELECT waiting_entries.room_id AS "roomId", waiting_entries.patient_id AS "patientId",
       waiting_entries.joined_at AS "joinedAt", appointments.starts_at AS "startsAt",
       appointments.duration_minutes AS "durationMinutes"
     FROM appointments JOIN waiting_entries ON waiting_entries.room_id = appointments.room_id
     WHERE appointments.doctor_id = ? AND appointments.status = 'waiting'
     ORDER BY coalesce(waiting_entries.queue_order, waiting_entries.joined_at), waiting_entries.place`,
  );
  const aheadOf = db.prepare<Place & { doctorId: string }, QueueAhead>(
    `SELECT count(*) AS visits, coalesce(sum(appointments.duration_minutes), 0) AS minutes
     FROM appointments JOIN waiting_entries ON waiting_entries.room_id = appointments.room_id
     WHERE appointments.doctor_id = @doctorId AND appointments.status = 'waiting'
       AND (coalesce(waiting_entries.queue_order, waiting_entries.joined_at), waiting_entries.place)
         < (SELECT coalesce(own.queue_order, own.joined_at), own.place FROM waiting_entries AS own
            WHERE own.room_id = @roomId AND own.patient_id = @patientId)`,
  );
  const othersWaitingFor = db.prepare<{ doctorId: string; roomId: string }, QueueAhead>(
    `SELECT count(*) AS visits, coalesce(sum(duration_minutes), 0) AS minutes FROM appointments
     WHERE doctor_id = @doctorId AND status = 'waiting' AND room_id <> @roomId`,
  );
  const insertEntry = db.prepare<Place & { at: number; viaInvitation: 0 | 1 }>(
    `INSERT INTO waiting_entries (room_id, patient_id, joined_at, via_invitation, queue_order)
     VALUES (@roomId, @patientId, @at, @viaInvitation, ${BEHIND_ALL})
     ON CONFLICT (room_id, patient_id) DO NOTHING`,
  );
  const beginWaiting = db.prepare<[roomId: string]>(
    `UPDATE appointments SET status = 'waiting' WHERE room_id = ? AND status = 'scheduled'`,
  );
  const unqueue = db.prepare<[roomId: string]>(
    `UPDATE appointments SET status = 'scheduled' WHERE room_id = ? AND status = 'waiting'`,
  );
  const withdrawAdmission = db.prepare<[roomId: string]>(
    `UPDATE appointments SET status = 'scheduled' WHERE room_id = ? AND status = 'admitted'`,
  );
  const clearAway = db.prepare<Place>(
    `UPDATE waiting_entries SET away_since = NULL
     WHERE room_id = @roomId AND patient_id = @patientId AND away_since IS NOT NULL`,
  );
  const setAway = db.prepare<Place & { at: number }>(
    `UPDATE waiting_entries SET away_since = @at
     WHERE room_id = @roomId AND patient_id = @patientId AND away_since IS NULL`,
  );
  const setAllAway = db.prepare<[at: number]>(
    'UPDATE waiting_entries SET away_since = ? WHERE away_since IS NULL',
  );
  const awayTooLong = db.prepare<{ before: number; beforeWithCallBack: number }, Place>(
    `SELECT waiting_entries.room_id AS "roomId", waiting_entries.patient_id AS "patientId"
     FROM waiting_entries JOIN appointments ON appointments.room_id = waiting_entries.room_id
     WHERE waiting_entries.away_since < CASE waiting_entries.call_back WHEN 1 THEN @beforeWithCallBack::bigint ELSE @before::bigint END
       AND appointments.status IN ('waiting', 'admitted')
     ORDER BY waiting_entries.joined_at, waiting_entries.place`,
  );
  const removeEntry = db.prepare<Place>(
    'DELETE FROM waiting_entries WHERE room_id = @roomId AND patient_id = @patientId',
  );
  const setReadyFlag = db.prepare<Place & { ready: 0 | 1 }>(
    'UPDATE waiting_entries SET ready = @ready WHERE room_id = @roomId AND patient_id = @patientId',
  );
  const setCallBackFlag = db.prepare<Place & { wanted: 0 | 1 }>(
    'UPDATE waiting_entries SET call_back = @wanted WHERE room_id = @roomId AND patient_id = @patientId',
  );
  const setResults = db.prepare<Place & { ready: 0 | 1 | null; results: string }>(
    `UPDATE waiting_entries SET ready = coalesce(@ready, ready), device_test_completed = 1, device_test_results = @results
     WHERE room_id = @roomId AND patient_id = @patientId`,
  );

  const readEntry = async ({ roomId, patientId }: Place): Promise<WaitingEntryRecord | null> => {
    const row = await entryOf.get({ roomId, patientId });
    return row === undefined ? null : toWaitingEntry(row);
  };
  const contentsOf = async (appointment: AppointmentView): Promise<WaitingRoomRecord> => ({
    appointment,
    entries: (await entriesIn.all(appointment.roomId)).map(toWaitingEntry),
    messages: await reactions.withReactions(await messages.inRoom(appointment.roomId)),
  });
  const readRoom = async (roomId: string): Promise<WaitingRoomRecord | null> => {
    const appointment = await appointments.byRoom(roomId);
    return appointment === null ? null : await contentsOf(appointment);
  };
  const giveUpPlace = async (place: Place): Promise<boolean> => {
    if ((await removeEntry.run(place)).changes === 0) return false;
    await unqueue.run(place.roomId);
    return true;
  };

  return {
    getWaitingRoom: readRoom,
    arrive: async ({ roomId, patientId, viaInvitation, at, audit }) => {
      const appointment = await appointments.byRoom(roomId);
      if (appointment?.patientId !== patientId) return { outcome: 'unknown' };
      if (isFinalStatus(appointment.status)) return { outcome: 'over' };
      const place = { roomId, patientId };
      const isNew =
        (await insertEntry.run({ roomId, patientId, at, viaInvitation: toFlag(viaInvitation) })).changes > 0;
      if (isNew) await appendAudit(audit);
      const wasAway = !isNew && (await clearAway.run(place)).changes > 0;
      if (appointment.status === 'scheduled') await beginWaiting.run(roomId);
      const outcome = isNew ? 'arrived' : wasAway ? 'returned' : 'present';
      const status = appointment.status === 'scheduled' ? 'waiting' : appointment.status;
      const room = await contentsOf({ ...appointment, status });
      if (status !== 'waiting') return { outcome, room, ahead: null };
      const { doctorId } = appointment;
      // Who has just come stands behind all the others, who need not be compared one by one.
      const ahead = isNew
        ? await othersWaitingFor.get({ doctorId, roomId })
        : await aheadOf.get({ ...place, doctorId });
      return { outcome, room, ahead: ahead ?? null };
    },
    markAway: async ({ roomId, patientId, at }) => {
      await setAway.run({ roomId, patientId, at });
      return await readEntry({ roomId, patientId });
    },
    comeBack: async (place) => {
      await clearAway.run(place);
      return await readEntry(place);
    },
    leave: async ({ roomId, patientId, audit }) => {
      if (!(await giveUpPlace({ roomId, patientId }))) return null;
      await appendAudit(audit);
      return await appointments.byRoom(roomId);
    },
    setReady: async ({ roomId, patientId, ready }) => {
      await setReadyFlag.run({ roomId, patientId, ready: toFlag(ready) });
      return await readEntry({ roomId, patientId });
    },
    setCallBack: async ({ roomId, patientId, wanted }) => {
      await setCallBackFlag.run({ roomId, patientId, wanted: toFlag(wanted) });
      return await readEntry({ roomId, patientId });
    },
    saveDeviceResults: async ({ roomId, patientId, results, ready, at }) => {
      const written = await setResults.run({
        roomId,
        patientId,
        ready: ready === null ? null : toFlag(ready),
        results: JSON.stringify(results),
      });
      if (written.changes > 0) await keepDeviceReport({ roomId, results: JSON.stringify(results), at });
      return await readEntry({ roomId, patientId });
    },
    getQueue: async (doctorId) => await queueOf.all(doctorId),
    markAllAway: async (at) => void (await setAllAway.run(at)),
    expireAway: async ({ before, beforeWithCallBack, audit }) => {
      const expired: { appointment: AppointmentView; patientId: string }[] = [];
      for (const place of await awayTooLong.all({ before, beforeWithCallBack })) {
        await giveUpPlace(place);
        await withdrawAdmission.run(place.roomId);
        await appendAudit({ ...audit, subjectId: place.roomId });
        const appointment = await appointments.byRoom(place.roomId);
        if (appointment !== null) expired.push({ appointment, patientId: place.patientId });
      }
      return expired;
    },
  };
};
