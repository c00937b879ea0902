import type { Measurement } from './connection-statistics.ts';

export type QualityLevel = 'good' | 'fair' | 'poor';
/** Whose fault it is, as far as the numbers tell. */
export type QualityReason = 'theirConnection' | 'upload' | 'both' | 'delay' | 'computer';

/** How good the call is; the reason is null where it is good. */
export type Quality = { level: QualityLevel; reason: QualityReason | null };

const GOOD: Quality = { level: 'good', reason: null };

/** From here on it is fair, and from there on poor. */
const LIMITS = {
  loss: [0.03, 0.1],
  roundTrip: [400, 900],
  jitter: [60, 150],
  frozen: [0.25, 0.6],
} as const;
/** Fewer frames than this while the computer is busy are seen as jerks. */
const FRAMES_JERKY = 12;

const RANK: Record<QualityLevel, number> = { good: 0, fair: 1, poor: 2 };

const levelOf = (value: number, [fair, poor]: readonly [number, number]): QualityLevel =>
  value >= poor ? 'poor' : value >= fair ? 'fair' : 'good';

const worse = (a: QualityLevel, b: QualityLevel): QualityLevel => (RANK[a] >= RANK[b] ? a : b);

/** What one measurement alone says. */
export const judgeMeasurement = (measurement: Measurement): Quality => {
  const incoming = [
    levelOf(measurement.lossIn, LIMITS.loss),
    levelOf(measurement.jitter, LIMITS.jitter),
    levelOf(measurement.frozen, LIMITS.frozen),
  ].reduce(worse);
  const outgoing = levelOf(measurement.lossOut, LIMITS.loss);
  const delay = levelOf(measurement.roundTrip, LIMITS.roundTrip);
  if (incoming !== 'good' && outgoing !== 'good') return { level: worse(incoming, outgoing), reason: 'both' };
  if (outgoing !== 'good') return { level: outgoing, reason: 'upload' };
  if (measurement.limitation === 'cpu' && (measurement.framesOut ?? Infinity) < FRAMES_JERKY) {
    return { level: 'fair', reason: 'computer' };
  }
  if (incoming !== 'good') return { level: incoming, reason: 'theirConnection' };
  return delay === 'good' ? GOOD : { level: delay, reason: 'delay' };
};

/** So many measurements in a row have to agree before the screen says something worse, or anything else. */
const AGREE_WORSE = 2;
const AGREE_OTHERWISE = 4;

/** Judges successive measurements, slowly enough that the words do not flicker. */
export type QualityJudge = {
  /** @param measurement null where there is none: what was last said stays */
  update(measurement: Measurement | null): Quality;
};

export const createQualityJudge = (): QualityJudge => {
  let said: Quality = GOOD;
  let candidate: Quality = GOOD;
  let agreeing = 0;
  return {
    update: (measurement) => {
      if (measurement === null) {
        agreeing = 0;
        return said;
      }
      const next = judgeMeasurement(measurement);
      const same = next.level === candidate.level && next.reason === candidate.reason;
      agreeing = same ? agreeing + 1 : 1;
      candidate = next;
      const needed = RANK[next.level] > RANK[said.level] ? AGREE_WORSE : AGREE_OTHERWISE;
      const differs = next.level !== said.level || next.reason !== said.reason;
      if (differs && agreeing >= needed) said = next;
      return said;
    },
  };
};
