/** What is wrong with the own microphone; null if nothing is. */
export type MicrophoneTrouble = 'silent' | 'speakingWhileMuted';

/** Once it was heard, it may be quiet for long: noise suppression turns a pause into nothing at all. */
const SILENT_FROM_START_MS = 8_000;
const SILENT_LATER_MS = 45_000;
/** Quieter than this is no signal at all. */
const NO_SIGNAL = 0.02;
/** A voice near the microphone; a room's noise stays below. */
const VOICE = 0.4;
/** Of the latest samples so many have to be a voice: a cough is not. */
const WINDOW = 10;
const VOICED_MIN = 5;
/** The words stay this long after the voice, so that they can be read. */
const STAYS_MS = 5_000;

export type MicrophoneSample = {
  /** From 0 to 1; null where it cannot be measured now. */
  level: number | null;
  /** By the person. */
  muted: boolean;
};

/** Judges successive samples of a microphone, a few each second. */
export type MicrophoneJudge = {
  /** @param now milliseconds */
  update(sample: MicrophoneSample, now: number): MicrophoneTrouble | null;
};

/** One for each microphone: a new one may be silent although the last one was not. */
export const createMicrophoneJudge = (): MicrophoneJudge => {
  let silentSince: number | null = null;
  let everHeard = false;
  let voiced: boolean[] = [];
  let spokenAt = -Infinity;
  return {
    update: ({ level, muted }, now) => {
      if (level === null) {
        silentSince = null;
        voiced = [];
        return null;
      }
      if (level > NO_SIGNAL) everHeard = true;
      if (muted) {
        silentSince = null;
        voiced = [...voiced, level >= VOICE].slice(-WINDOW);
        if (voiced.filter(Boolean).length >= VOICED_MIN) spokenAt = now;
        return now - spokenAt < STAYS_MS ? 'speakingWhileMuted' : null;
      }
      voiced = [];
      spokenAt = -Infinity;
      if (level > NO_SIGNAL) {
        silentSince = null;
        return null;
      }
      silentSince ??= now;
      return now - silentSince >= (everHeard ? SILENT_LATER_MS : SILENT_FROM_START_MS) ? 'silent' : null;
    },
  };
};
