/** What is stored with the time at which it began, and counts by how long ago that is. */
export type PeriodStore = {
  /**
   * The clock was set by `by` milliseconds: absences, and uses of refresh tokens since `recentSince` by the old
   * clock, began so much later or earlier by the new one.
   */
  movePeriods(input: { by: number; recentSince: number }): Promise<void>;
};
