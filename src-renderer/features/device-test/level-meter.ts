/** Loudness of a track, from silence (0) to full (1), on a scale that fits speech. */
export type LevelMeter = {
  level(): number;
  /** False while the browser holds it back: what `level` says means nothing then. */
  isRunning(): boolean;
  /** Share of samples at the limit of what can be expressed: those of a distorted sound. */
  clipping(): number;
  stop(): void;
};

/** Decibels below full scale that count as silence. */
const FLOOR_DB = -60;

/** Just below the limit, where processing leaves what was cut off. */
const LIMIT = 0.985;

/** @param samples waveform between -1 and 1 */
export const clippedShare = (samples: Float32Array): number => {
  let clipped = 0;
  for (const sample of samples) if (Math.abs(sample) >= LIMIT) clipped += 1;
  return clipped / Math.max(1, samples.length);
};

/** @param samples waveform between -1 and 1 */
export const loudness = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  const decibels = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
};

/** Listens to a microphone's track without playing it. */
export const createLevelMeter = (track: MediaStreamTrack): LevelMeter => {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  // Without a click on the page the browser may keep it suspended; then it stays silent until there was one.
  void context.resume().catch(() => undefined);
  const samples = new Float32Array(analyser.fftSize);
  return {
    isRunning: () => context.state === 'running',
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    clipping: () => {
      analyser.getFloatTimeDomainData(samples);
      return clippedShare(samples);
    },
    stop: () => {
      source.disconnect();
      void context.close().catch(() => undefined);
    },
  };
};
