import { playNotes, type Tune } from './play-notes.ts';

/** Two short notes, higher than the chime of a call that begins: somebody has come. */
const ARRIVAL: Tune = {
  notes: [
    { frequency: 880, at: 0 },
    { frequency: 1174.66, at: 0.16 },
  ],
  noteSeconds: 0.35,
  eachSeconds: 0.9,
  volume: 0.2,
  wave: 'sine',
};

/**
 * Rings once for each patient, one after the other.
 * @param speaker id of the chosen one; null plays where the system plays
 * @throws SoundBlocked
 */
export const playArrival = (times: number, speaker: string | null = null): Promise<void> =>
  playNotes(ARRIVAL, times, speaker);
