import type { OperationContext, Operations } from './types.ts';

type Counts = Awaited<ReturnType<Operations['countWaiting']>>;

/** Counts for who watches the server. */
export const createMonitoringOperations = ({ db }: OperationContext): Pick<Operations, 'countWaiting'> => {
  const countWaiting = db.prepare<[], Counts>(
    `SELECT count(*) FILTER (WHERE away_since IS NULL AND ready = 1) AS ready,
       count(*) FILTER (WHERE away_since IS NULL AND ready = 0) AS preparing,
       count(*) FILTER (WHERE away_since IS NOT NULL) AS away
     FROM appointments JOIN waiting_entries ON waiting_entries.room_id = appointments.room_id
     WHERE appointments.status = 'waiting'`,
  );
  return { countWaiting: async () => (await countWaiting.get()) ?? { ready: 0, preparing: 0, away: 0 } };
};
