import type { CallRoomRecord } from '../../../domain/records.ts';
import type { OperationContext, Operations } from './types.ts';

/** Call rooms that are not an appointment's. */
export const createCallRoomOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<
  Operations,
  'createCallRoom' | 'getCallRoom' | 'deleteCallRoom' | 'forgetCallRooms'
> => {
  const byId = db.prepare<[id: string], CallRoomRecord>(
    `SELECT id, doctor_id AS "doctorId", patient_id AS "patientId", appointment_id AS "appointmentId",
       created_by_role AS "createdByRole", created_at AS "createdAt"
     FROM call_rooms WHERE id = ?`,
  );
  const insert = db.prepare<CallRoomRecord>(
    `INSERT INTO call_rooms (id, doctor_id, patient_id, appointment_id, created_by_role, created_at)
     VALUES (@id, @doctorId, @patientId, @appointmentId, @createdByRole, @createdAt)`,
  );
  const admit = db.prepare<[id: string]>("UPDATE call_rooms SET created_by_role = 'doctor' WHERE id = ?");
  const removeOld = db.prepare<[before: number]>('DELETE FROM call_rooms WHERE created_at < ?');
  const remove = db.prepare<[id: string]>('DELETE FROM call_rooms WHERE id = ?');
  return {
    createCallRoom: async (room, audit) => {
      const existing = await byId.get(room.id);
      if (existing !== undefined) {
        const sameParties = existing.doctorId === room.doctorId && existing.patientId === room.patientId;
        // A room that its patient made becomes the doctor's word of admission once the doctor makes it, too.
        if (!sameParties || room.createdByRole !== 'doctor' || existing.createdByRole === 'doctor') {
          return existing;
        }
        await admit.run(room.id);
        await appendAudit(audit);
        return { ...existing, createdByRole: 'doctor' };
      }
      await insert.run(room);
      await appendAudit(audit);
      return (await byId.get(room.id)) ?? room;
    },
    getCallRoom: async (roomId) => (await byId.get(roomId)) ?? null,
    deleteCallRoom: async (roomId) => void (await remove.run(roomId)),
    forgetCallRooms: async (before) => void (await removeOld.run(before)),
  };
};
