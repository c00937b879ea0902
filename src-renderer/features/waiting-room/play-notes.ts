/** A browser keeps a page silent that nobody has clicked yet. */
export class SoundBlocked extends Error {
  override readonly name = 'SoundBlocked';
}

export type Note = {
  /** Hertz. */
  frequency: number;
  /** Seconds after the begin of the tune. */
  at: number;
};

export type Tune = {
  notes: readonly Note[];
  noteSeconds: number;
  /** From the begin of one to the begin of the next. */
  eachSeconds: number;
  /** From 0 to 1. */
  volume: number;
  wave: OscillatorType;
};

/** A context that may sound does so at once; one that may not waits for a click, for ever. */
const RESUMED_WITHIN_MS = 1_000;

const resume = (context: AudioContext): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new SoundBlocked('no sound without a click')), RESUMED_WITHIN_MS);
  context.resume().then(resolve, reject);
  return promise.finally(() => clearTimeout(timer));
};

/**
 * Plays a tune some times, one after the other.
 * @param speaker id of the chosen one; null plays where the system plays
 * @param onStart it sounds: the page may
 * @throws SoundBlocked
 */
export const playNotes = async (
  tune: Tune,
  times: number,
  speaker: string | null,
  onStart: () => void = () => undefined,
): Promise<void> => {
  const { notes, noteSeconds, eachSeconds, volume, wave } = tune;
  const context = new AudioContext() as AudioContext & { setSinkId?: (deviceId: string) => Promise<void> };
  try {
    // One that was unplugged this moment leaves the sound at the system's own: it is never silent.
    if (speaker !== null) await context.setSinkId?.(speaker).catch(() => undefined);
    await resume(context);
    onStart();
    const start = context.currentTime + 0.05;
    const ends = Array.from({ length: times }, (_, ring) =>
      notes.map(
        ({ frequency, at }) =>
          new Promise<void>((resolve) => {
            const from = start + ring * eachSeconds + at;
            const oscillator = context.createOscillator();
            const gain = context.createGain();
            oscillator.type = wave;
            oscillator.frequency.value = frequency;
            gain.gain.setValueAtTime(0, from);
            gain.gain.linearRampToValueAtTime(volume, from + 0.02);
            gain.gain.exponentialRampToValueAtTime(0.001, from + noteSeconds);
            oscillator.connect(gain).connect(context.destination);
            oscillator.onended = () => resolve();
            oscillator.start(from);
            oscillator.stop(from + noteSeconds);
          }),
      ),
    ).flat();
    await Promise.all(ends);
  } finally {
    await context.close();
  }
};
