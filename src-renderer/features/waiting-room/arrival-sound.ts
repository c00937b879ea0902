/** Two short notes, higher than the chime of a call that begins: somebody has come. */
const NOTES = [
  { frequency: 880, at: 0 },
  { frequency: 1174.66, at: 0.16 },
] as const;
const NOTE_SECONDS = 0.35;
const EACH_SECONDS = 0.9;
const VOLUME = 0.2;

/**
 * Rings once for each patient, one after the other. Best effort: a browser keeps a page silent that nobody has
 * clicked yet.
 */
export const playArrival = async (times: number): Promise<void> => {
  const context = new AudioContext();
  try {
    await context.resume();
    const start = context.currentTime + 0.05;
    const ends = Array.from({ length: times }, (_, ring) =>
      NOTES.map(
        ({ frequency, at }) =>
          new Promise<void>((resolve) => {
            const from = start + ring * EACH_SECONDS + at;
            const oscillator = context.createOscillator();
            const gain = context.createGain();
            oscillator.frequency.value = frequency;
            gain.gain.setValueAtTime(0, from);
            gain.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
            gain.gain.exponentialRampToValueAtTime(0.001, from + NOTE_SECONDS);
            oscillator.connect(gain).connect(context.destination);
            oscillator.onended = () => resolve();
            oscillator.start(from);
            oscillator.stop(from + NOTE_SECONDS);
          }),
      ),
    ).flat();
    await Promise.all(ends);
  } finally {
    await context.close();
  }
};
