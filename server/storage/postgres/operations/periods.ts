import type { PeriodStore } from '../../ports/periods.ts';
import type { OperationContext, Operations } from './types.ts';

/** Times that move along when the clock is set. */
export const createPeriodOperations = ({
  db,
}: Pick<OperationContext, 'db'>): Pick<Operations, keyof PeriodStore> => {
  const moveAbsences = db.prepare<{ by: number }>(
    'UPDATE waiting_entries SET away_since = away_since + @by WHERE away_since IS NOT NULL',
  );
  // Reads the whole table, but a clock is seldom set.
  const moveUses = db.prepare<{ by: number; recentSince: number }>(
    'UPDATE refresh_tokens SET used_at = used_at + @by WHERE used_at >= @recentSince',
  );
  return {
    movePeriods: async ({ by, recentSince }) => {
      await moveAbsences.run({ by });
      await moveUses.run({ by, recentSince });
    },
  };
};
