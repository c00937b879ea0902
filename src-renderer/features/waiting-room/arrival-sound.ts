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
 * @param speaker id of the chosen one; null plays where the system plays
 */
export const playArrival = async (times: number, speaker: string | null = null): Promise<void> => {
  const context = new AudioContext() as AudioContext & { setSinkId?: (deviceId: string) => Promise<void> };
  try {
    // One that was unplugged this moment leaves the sound at the system's own: an arrival is never silent.
    if (speaker !== null) await context.setSinkId?.(speaker).catch(() => undefined);
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
