/** A note of a generated sound: hertz, and seconds from its beginning. */
type Note = { frequency: number; at: number; length: number };

/** Rises: easy to tell from noises of the room. */
const TEST_SOUND: readonly Note[] = [
  { frequency: 523.25, at: 0, length: 0.35 },
  { frequency: 659.25, at: 0.3, length: 0.35 },
  { frequency: 783.99, at: 0.6, length: 0.6 },
];

/** Two soft notes: somebody may come in now. */
const CHIME: readonly Note[] = [
  { frequency: 659.25, at: 0, length: 0.5 },
  { frequency: 880, at: 0.22, length: 0.7 },
];

const VOLUME = 0.25;

const play = async (notes: readonly Note[], speaker: string | null = null): Promise<void> => {
  const context = new AudioContext() as AudioContext & { setSinkId?: (deviceId: string) => Promise<void> };
  try {
    // A chosen speaker that is gone leaves the sound at the system's own.
    if (speaker !== null) await context.setSinkId?.(speaker).catch(() => undefined);
    await context.resume();
    const start = context.currentTime + 0.05;
    const last = notes.map(({ frequency, at, length }) => {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.type = 'sine';
      oscillator.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start + at);
      gain.gain.linearRampToValueAtTime(VOLUME, start + at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + at + length);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(start + at);
      oscillator.stop(start + at + length);
      return oscillator;
    });
    await Promise.all(
      last.map(
        (oscillator) =>
          new Promise<void>((resolve) => {
            oscillator.onended = () => resolve();
          }),
      ),
    );
  } finally {
    await context.close();
  }
};

/**
 * Resolves when it was played; rejects where the browser does not let it sound.
 * @param speaker id of the chosen one; null plays where the system plays
 */
export const playTestSound = (speaker: string | null): Promise<void> => play(TEST_SOUND, speaker);

/** The consultation begins. Best effort: a browser may keep a page silent that was never clicked. */
export const playChime = (): void => void play(CHIME).catch(() => undefined);
