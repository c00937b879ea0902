import type { Measurement } from './connection-statistics.ts';

/** How much of the own picture is sent. */
export type VideoLimit = {
  /** False: nothing of it, so that the line is free for the sound. */
  active: boolean;
  /** Bits per second. */
  maxBitrate: number;
  /** The picture is sent smaller by this factor; 1 is its own size. */
  scaleDownBy: number;
  /** Null: as many as the camera gives. */
  maxFramerate: number | null;
};

/** From the full picture down to none. The sound is never touched. */
export const VIDEO_LIMITS = [
  { active: true, maxBitrate: 2_000_000, scaleDownBy: 1, maxFramerate: null },
  { active: true, maxBitrate: 600_000, scaleDownBy: 1.5, maxFramerate: null },
  { active: true, maxBitrate: 250_000, scaleDownBy: 2.5, maxFramerate: 20 },
  { active: true, maxBitrate: 100_000, scaleDownBy: 4, maxFramerate: 12 },
  { active: false, maxBitrate: 100_000, scaleDownBy: 4, maxFramerate: 12 },
] as const satisfies readonly VideoLimit[];

export const FULL_VIDEO: VideoLimit = VIDEO_LIMITS[0];

const LOWEST = VIDEO_LIMITS.length - 1;

/** The sound breaks up from about here on. */
const WEAK_LOSS = 0.1;
const WEAK_ROUND_TRIP_MS = 1_500;
/** Bits per second: the sound and hardly more. */
const WEAK_UPLOAD = 80_000;
const CALM_LOSS = 0.03;
const CALM_ROUND_TRIP_MS = 600;

/** Weak measurements in a row before a step down; the last step, which takes the picture away, waits longer. */
const WEAK_TO_STEP = 2;
const WEAK_TO_PAUSE = 3;

const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 80_000;
/** A step up that has to be taken back within this time came too early. */
const TOO_EARLY_MS = 20_000;

/**
 * Decides how much picture the line bears: less as long as it is weak, more after a calm while. A step up that
 * fails makes the next one wait twice as long, so that the picture does not come and go.
 */
export type VideoPolicy = {
  /**
   * @param measurement null where there is none, as while the call is recovering
   * @param now milliseconds
   */
  update(measurement: Measurement | null, now: number): VideoLimit;
};

export const createVideoPolicy = (): VideoPolicy => {
  let step = 0;
  let weakInARow = 0;
  let calmSince: number | null = null;
  let wait = FIRST_WAIT_MS;
  let steppedUpAt = -Infinity;

  const limit = (): VideoLimit => VIDEO_LIMITS[step] ?? FULL_VIDEO;

  const down = (now: number) => {
    step += 1;
    weakInARow = 0;
    calmSince = null;
    if (now - steppedUpAt < TOO_EARLY_MS) wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    steppedUpAt = -Infinity;
  };
  const up = (now: number) => {
    step -= 1;
    calmSince = now;
    steppedUpAt = now;
    if (step === 0) wait = FIRST_WAIT_MS;
  };

  return {
    update: (measurement, now) => {
      if (measurement === null) {
        weakInARow = 0;
        calmSince = null;
        return limit();
      }
      const { lossOut, roundTrip, availableUpload } = measurement;
      // While nothing but sound is sent, the estimate has nothing to learn from.
      const narrow = limit().active && availableUpload !== null && availableUpload < WEAK_UPLOAD;
      const weak = lossOut >= WEAK_LOSS || roundTrip >= WEAK_ROUND_TRIP_MS || narrow;
      const calm = lossOut <= CALM_LOSS && roundTrip <= CALM_ROUND_TRIP_MS && !narrow;
      weakInARow = weak ? weakInARow + 1 : 0;
      if (!calm) calmSince = null;
      else calmSince ??= now;
      if (step < LOWEST && weakInARow >= (step === LOWEST - 1 ? WEAK_TO_PAUSE : WEAK_TO_STEP)) down(now);
      else if (step > 0 && calmSince !== null && now - calmSince >= wait) up(now);
      return limit();
    },
  };
};
