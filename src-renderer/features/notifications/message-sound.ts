/** One soft note that falls into another: lower and shorter than the ring of an arrival, which asks for more. */
const NOTES = [
  { frequency: 659.25, at: 0 },
  { frequency: 523.25, at: 0.11 },
] as const;
const NOTE_SECONDS = 0.28;
/** At full volume. */
const LOUDEST = 0.3;

/**
 * Says that a message has come. Best effort: a browser keeps a page silent that nobody has clicked yet.
 * @param volume per cent
 */
export const playMessageSound = async (volume: number): Promise<void> => {
  if (volume <= 0) return;
  const context = new AudioContext();
  try {
    await context.resume();
    const start = context.currentTime + 0.03;
    await Promise.all(
      NOTES.map(
        ({ frequency, at }) =>
          new Promise<void>((resolve) => {
            const oscillator = context.createOscillator();
            const gain = context.createGain();
            oscillator.frequency.value = frequency;
            gain.gain.setValueAtTime(0, start + at);
            gain.gain.linearRampToValueAtTime((LOUDEST * volume) / 100, start + at + 0.02);
            gain.gain.exponentialRampToValueAtTime(0.001, start + at + NOTE_SECONDS);
            oscillator.connect(gain).connect(context.destination);
            oscillator.onended = () => resolve();
            oscillator.start(start + at);
            oscillator.stop(start + at + NOTE_SECONDS);
          }),
      ),
    );
  } finally {
    await context.close();
  }
};
