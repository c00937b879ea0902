const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A minute or two ago is now: the field counts in steps of five minutes. */
const RECENT_MS = 10 * MINUTE_MS;
const YEARS_AHEAD = 2;

/** Value of a `datetime-local` field for a moment, rounded to five minutes. */
export const localFieldValue = (at: number): string => {
  const rounded = new Date(Math.round(at / (5 * MINUTE_MS)) * 5 * MINUTE_MS);
  const local = new Date(rounded.getTime() - rounded.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
};

/** The moment that a `datetime-local` field means, or null if it means none. */
export const fieldMoment = (value: string): string | null => {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
};

/**
 * What to think of an appointment's start. `past` may be meant: a visit that is written down while it begins.
 * `longPast` and `farAhead` are a slip of the hand, as a wrong year.
 */
export type StartJudgement = 'good' | 'past' | 'longPast' | 'farAhead' | 'missing';

export const judgeStart = (startsAt: string | null, now: number): StartJudgement => {
  if (startsAt === null) return 'missing';
  const at = Date.parse(startsAt);
  const latest = new Date(now);
  latest.setFullYear(latest.getFullYear() + YEARS_AHEAD);
  if (at > latest.getTime()) return 'farAhead';
  if (at < now - DAY_MS) return 'longPast';
  return at < now - RECENT_MS ? 'past' : 'good';
};
