import type { Store } from '../storage/store.ts';
import { ifUnavailable } from './errors.ts';
import type { Clock } from './ports.ts';

/** Less than this is a clock that runs a little too fast or too slow. */
const JUMP_MS = 5_000;
/** What began so long before a jump may still count: the longest of the short periods, and a margin. */
const RECENT_MS = 120_000;

/**
 * The machine's clock may be set while the server runs, by hand or by a server of time. What is stored with the
 * time of a clock that was wrong would then seem to have begun a day ago, or to begin tomorrow: places would
 * expire all at once, or never. So what runs is moved along with the clock.
 */
export const createClockJumps = ({ store, clock }: { store: Pick<Store, 'movePeriods'>; clock: Clock }) => {
  let offset = clock.now() - clock.elapsed();
  const start = offset;

  return {
    /**
     * To be called before anything is decided by how long it has lasted. Resolves at once unless the clock was
     * set; then what runs in the store is moved first.
     */
    async settle(): Promise<void> {
      const now = clock.now();
      const by = Math.round(now - clock.elapsed() - offset);
      if (Math.abs(by) < JUMP_MS) return;
      offset += by;
      const moved = await store
        .movePeriods({ by, recentSince: now - by - RECENT_MS })
        .then(() => true)
        .catch(ifUnavailable(false));
      // Tried again by whoever asks next.
      if (!moved) offset -= by;
    },

    /** For what cannot be taken back: not later than now by a clock that was never set. */
    earliestNow: (): number => Math.min(clock.now(), start + clock.elapsed()),
  };
};

export type ClockJumps = ReturnType<typeof createClockJumps>;
