/** Counts for who watches the server. */
export type MonitoringStore = {
  /** Everybody whose appointment is `waiting`: here and ready, here but not ready, or away. */
  countWaiting(): Promise<{ ready: number; preparing: number; away: number }>;
};
