import { StoreUnavailableError } from './errors.ts';
import type { Outcome } from './events.ts';

/** What a write did, as far as others have to be told. */
type Told = Pick<Outcome<unknown>, 'events' | 'exit'>;

type Settled = Required<Told> & { settled: number };

export const NOTHING_TOLD: Told = { events: [] };

/** The place of a patient: here or away, whichever was last. */
export const placeKey = ({ roomId, patientId }: { roomId: string; patientId: string }): string =>
  `place:${roomId}:${patientId}`;

export type OwedWritesWatch = {
  /** A fact waits to be written, as one of so many; its audit entry with it. */
  onOwed: (action: string, count: number) => void;
  /** So many were written later. */
  onPaid: (count: number) => void;
  /** One can never be written. */
  onLost: (action: string, error: unknown) => void;
};

/**
 * Facts that happened whether or not the store could take them down: a connection that was lost, a call that
 * was ended. Those that it could not take are kept here, with the time and the audit entry of then, and written
 * when it can. They do not outlive the process; nobody was told that they are stored.
 */
export const createOwedWrites = ({ onOwed, onPaid, onLost }: OwedWritesWatch) => {
  let settling: Promise<unknown> = Promise.resolve();
  const owed = new Map<string, { action: string; write: () => Promise<Told> }>();

  const keep = (key: string, action: string, write: () => Promise<Told>): void => {
    // The last word on the same thing counts, in the order of the last words.
    owed.delete(key);
    owed.set(key, { action, write });
    onOwed(action, owed.size);
  };

  const settleAll = async (): Promise<Settled> => {
    const told: Settled = { events: [], exit: [], settled: 0 };
    for (const [key, entry] of [...owed]) {
      // Forgotten or replaced while another was written.
      if (owed.get(key) !== entry) continue;
      try {
        const { events, exit = [] } = await entry.write();
        told.events.push(...events);
        told.exit.push(...exit);
        told.settled += 1;
      } catch (error) {
        if (error instanceof StoreUnavailableError) break;
        // Kept, it would hold up all that come after it; thrown, it would keep back what was written before it.
        onLost(entry.action, error);
      }
      if (owed.get(key) === entry) owed.delete(key);
    }
    if (told.settled > 0) onPaid(told.settled);
    return told;
  };

  return {
    /** Keeps a write that the store has just refused; an earlier one of the same key is replaced. */
    keep,

    /** Writes now, or as soon as the store can. Null if that is not now. */
    async write(key: string, action: string, write: () => Promise<Told>): Promise<Told | null> {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        keep(key, action, write);
        return null;
      }
    },

    /** It is not true any more. */
    forget: (key: string): void => void owed.delete(key),

    count: (): number => owed.size,

    /** Writes what is owed, in order, up to what the store refuses again; one after the other. */
    settle(): Promise<Settled> {
      const settled = settling.then(settleAll);
      settling = settled.catch(() => undefined);
      return settled;
    },
  };
};

export type OwedWrites = ReturnType<typeof createOwedWrites>;
