const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How many hours, days and weeks keep their newest backup. Only those count in which one was made. */
export const KEPT = [
  { unit: HOUR, count: 24 },
  { unit: DAY, count: 7 },
  { unit: 7 * DAY, count: 4 },
] as const;

/**
 * The backups that are not needed any more: not the newest of one of the last 24 hours, 7 days or 4 weeks (UTC)
 * that have one. One that seems to be made in the future is never given up: either clock may be the wrong one.
 * @param times when the backups were made, in any order
 */
export const backupsToRemove = (times: readonly number[], now: number): number[] => {
  const past = times.filter((time) => time <= now).toSorted((first, second) => second - first);
  const kept = new Set<number>();
  for (const { unit, count } of KEPT) {
    const units = new Set<number>();
    for (const time of past) {
      const index = Math.floor(time / unit);
      if (units.has(index)) continue;
      if (units.size === count) break;
      units.add(index);
      kept.add(time);
    }
  }
  return past.filter((time) => !kept.has(time));
};
