import { playNotes, type Tune } from '../waiting-room/play-notes.ts';

/** High and low in turn, rougher and louder than an arrival: nobody takes one for the other. */
const ALARM: Tune = {
  notes: [0, 0.5, 1].flatMap((at) => [
    { frequency: 988, at },
    { frequency: 740, at: at + 0.25 },
  ]),
  noteSeconds: 0.24,
  eachSeconds: 1.8,
  volume: 0.35,
  wave: 'triangle',
};

/**
 * Sounds the alarm once, however many need help: it comes again until somebody has seen it.
 * @param speaker id of the chosen one; null plays where the system plays
 * @param onStart it sounds: the page may
 * @throws SoundBlocked
 */
export const playAlarm = (speaker: string | null, onStart: () => void): Promise<void> =>
  playNotes(ALARM, 1, speaker, onStart);
