import type { OrderedPlace } from '../../../domain/records.ts';
import type { ReorderReason } from '../../../protocol/index.ts';
import type { OperationContext, Operations } from './types.ts';

type PlaceRow = Omit<OrderedPlace, 'moved'>;

/** Puts the place of `roomId` before the one of `before`, or at the end; null if one of them is missing. */
const moveBefore = (queue: readonly PlaceRow[], roomId: string, before: string | null): PlaceRow[] | null => {
  const moving = queue.find((place) => place.roomId === roomId);
  const rest = queue.filter((place) => place.roomId !== roomId);
  const at = before === null ? rest.length : rest.findIndex((place) => place.roomId === before);
  return moving === undefined || at === -1 ? null : rest.toSpliced(at, 0, moving);
};

/** The order of a doctor's queue. */
export const createQueueOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<Operations, 'reorderQueue'> => {
  const queueOf = db.prepare<[doctorId: string], PlaceRow>(
    `SELECT waiting_entries.room_id AS "roomId", waiting_entries.patient_id AS "patientId",
       waiting_entries.joined_at AS "joinedAt", appointments.starts_at AS "startsAt",
       appointments.duration_minutes AS "durationMinutes",
       coalesce(waiting_entries.queue_order, waiting_entries.joined_at) AS "queueOrder"
     FROM appointments JOIN waiting_entries ON waiting_entries.room_id = appointments.room_id
     WHERE appointments.doctor_id = ? AND appointments.status = 'waiting'
     ORDER BY "queueOrder", waiting_entries.place`,
  );
  const setOrder = db.prepare<
    Pick<PlaceRow, 'roomId' | 'patientId' | 'queueOrder'> & { reason: ReorderReason | null }
  >(
    `UPDATE waiting_entries SET queue_order = @queueOrder, reorder_reason = coalesce(@reason, reorder_reason)
     WHERE room_id = @roomId AND patient_id = @patientId`,
  );

  return {
    reorderQueue: async ({ doctorId, roomId, before, reason, audit }) => {
      const old = await queueOf.all(doctorId);
      const next = moveBefore(old, roomId, before);
      if (next === null) return null;
      // The same numbers, dealt out anew: whoever is admitted now comes back to the own place, and who arrives
      // later stands behind.
      let last = Number.NEGATIVE_INFINITY;
      const ordered = next.map((place, index): OrderedPlace => {
        last = Math.max(old[index]?.queueOrder ?? last, last + 1);
        return { ...place, queueOrder: last, moved: old[index]?.roomId !== place.roomId };
      });
      for (const place of ordered) {
        const { patientId, queueOrder, moved } = place;
        await setOrder.run({ roomId: place.roomId, patientId, queueOrder, reason: moved ? reason : null });
      }
      await appendAudit(audit);
      return ordered;
    },
  };
};
