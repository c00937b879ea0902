import type { OperationContext, Operations } from './types.ts';

type Counts = ReturnType<Operations['countWaiting']>;

/** Counts for who watches the server. */
export const createMonitoringOperations = ({ db }: OperationContext): Pick<Operations, 'countWaiting'> => {
  // The index of the waiting appointments leads: as many rows are read as people wait, however many have been.
  const countWaiting = db.prepare<[], Counts>(
    `SELECT count(*) FILTER (WHERE away_since IS NULL AND ready = 1) AS ready,
       count(*) FILTER (WHERE away_since IS NULL AND ready = 0) AS preparing,
       count(*) FILTER (WHERE away_since IS NOT NULL) AS away
     FROM appointments INDEXED BY appointments_waiting
       CROSS JOIN waiting_entries ON waiting_entries.room_id = appointments.room_id
     WHERE appointments.status = 'waiting'`,
  );
  return { countWaiting: () => countWaiting.get() ?? { ready: 0, preparing: 0, away: 0 } };
};
