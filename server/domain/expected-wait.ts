import type { ExpectedWait } from '../protocol/index.ts';
import type { DoctorPace, QueueAhead } from './records.ts';

/**
 * How long a patient may still wait. From what is planned for those ahead, and from how the doctor's last visits
 * compared with their plans: a clinic that runs late says so. Always a range, which gets wider with every person
 * ahead, in steps that promise no precision that nobody has.
 */

/** How many visits tell the doctor's pace. */
export const PACE_VISITS = 20;
/** Fewer visits than this say more of their patients than of the doctor. */
const VISITS_THAT_TELL = 5;

/** Length of a visit as a part of its plan: from the shorter to the longer ones. */
type Pace = { short: number; long: number };

/** Visits mostly end a little before their time; some do not. */
const USUAL: Pace = { short: 0.6, long: 1.2 };
/** A call of seconds was none, and one that was left open over lunch was not that long. */
const RATIO = { least: 0.2, most: 3 };
/** However alike the last visits were, the next one is another person's. */
const SPREAD = { below: 0.9, above: 1.1 };

/** Between two visits, the doctor writes something down. */
const PAUSE_MINUTES = 5;
/** A visit that is longer than any before may still take so long, and a doctor without one until the next. */
const OVERRUN_MINUTES = 10;
/** Beyond this, a number is no information. */
const MOST_MINUTES = 240;
const LEAST_RANGE_MINUTES = 5;

const MINUTE_MS = 60_000;

/** The value at a part of a sorted list, between two of its entries where it must be. */
const quantile = (sorted: readonly number[], part: number): number => {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
};

/** The middle half of the doctor's last visits, around their median. */
export const paceOf = (recent: DoctorPace['recent']): Pace => {
  const ratios = recent
    .map(({ startedAt, endedAt, durationMinutes }) => (endedAt - startedAt) / (durationMinutes * MINUTE_MS))
    .map((ratio) => Math.min(RATIO.most, Math.max(RATIO.least, ratio)))
    .toSorted((a, b) => a - b);
  if (ratios.length < VISITS_THAT_TELL) return USUAL;
  const median = quantile(ratios, 0.5);
  return {
    short: Math.min(quantile(ratios, 0.25), median * SPREAD.below),
    long: Math.max(quantile(ratios, 0.75), median * SPREAD.above),
  };
};

const restOfRunning = (running: DoctorPace['running'], pace: Pace, now: number) => {
  if (running === null) return { short: 0, long: OVERRUN_MINUTES };
  const elapsed = running.startedAt === null ? 0 : Math.max(0, now - running.startedAt) / MINUTE_MS;
  return {
    short: Math.max(0, running.durationMinutes * pace.short - elapsed),
    long: Math.max(OVERRUN_MINUTES, running.durationMinutes * pace.long - elapsed) + PAUSE_MINUTES,
  };
};

/** Coarser, the longer it is. */
const step = (minutes: number): number => (minutes > 60 ? 15 : 5);
const down = (minutes: number): number => Math.floor(minutes / step(minutes)) * step(minutes);
const up = (minutes: number): number => Math.ceil(minutes / step(minutes)) * step(minutes);

/** Tells the wait of each place in a doctor's queue at one moment. */
export const createWaitEstimate = (pace: DoctorPace, now: number): ((ahead: QueueAhead) => ExpectedWait) => {
  const { short, long } = paceOf(pace.recent);
  const rest = restOfRunning(pace.running, { short, long }, now);
  return ({ visits, minutes }) => {
    const from = rest.short + minutes * short;
    const to = rest.long + minutes * long + visits * PAUSE_MINUTES;
    const fromMinutes = Math.min(down(from), MOST_MINUTES - step(MOST_MINUTES));
    return {
      fromMinutes,
      toMinutes: Math.min(Math.max(up(to), fromMinutes + LEAST_RANGE_MINUTES), MOST_MINUTES),
    };
  };
};
