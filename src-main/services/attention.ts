import { isDeepStrictEqual } from 'node:util';
import type { AttentionReport } from '../../src-preload/contract.ts';

/** What the page says of the person in front of it, for everything that acts on it outside of the window. */
export type Attention = {
  report(): AttentionReport;
  update(report: AttentionReport): void;
  /** The page is gone, and with it whatever it said. */
  reset(): void;
  /** Called after each change. Returns the function that ends the subscription. */
  onChanged(listener: (report: AttentionReport, before: AttentionReport) => void): () => void;
};

export const NOBODY: AttentionReport = {
  role: 'nobody',
  activity: 'idle',
  waiting: [],
  admitted: 0,
  unread: 0,
  emergencies: [],
  messages: { from: [], isQuiet: false },
  silence: null,
};

export const createAttention = (): Attention => {
  let current = NOBODY;
  const listeners = new Set<(report: AttentionReport, before: AttentionReport) => void>();
  const update = (report: AttentionReport): void => {
    const before = current;
    if (isDeepStrictEqual(report, before)) return;
    current = report;
    for (const listener of [...listeners]) listener(report, before);
  };
  return {
    report: () => current,
    update,
    reset: () => update(NOBODY),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
