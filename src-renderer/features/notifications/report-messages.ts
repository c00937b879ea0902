import type { StoreApi } from 'zustand/vanilla';
import type { ClientSettings } from '../../platform/platform.ts';
import type { AttentionReporter } from '../computer/attention-reporter.ts';
import type { Notices } from './notices-store.ts';
import { isQuiet } from './quiet-hours.ts';

/** As much as the contract takes. */
const MOST = 200;
const LONGEST_LABEL = 300;

/** Quiet hours begin and end without anything else that happens. */
const LOOK_MS = 30_000;

/**
 * Reports who has written and is not read, as it changes: who and how many, never what.
 * @returns the function that ends it
 */
export const reportMessages = (
  notices: Pick<Notices, 'state'>,
  settings: StoreApi<ClientSettings>,
  attention: Pick<AttentionReporter, 'put'>,
): (() => void) => {
  const report = (): void => {
    const unread = (notices.state.getState().list ?? []).filter(
      ({ kind, isRead }) => kind === 'message' && !isRead,
    );
    attention.put('messages', {
      from: unread.slice(0, MOST).map(({ other, count }) => ({
        key: other.id,
        label: other.fullname.slice(0, LONGEST_LABEL),
        count,
      })),
      isQuiet: isQuiet(settings.getState().messageAlerts.quiet, new Date()),
    });
  };
  report();
  const ends = [notices.state.subscribe(report), settings.subscribe(report)];
  const timer = setInterval(report, LOOK_MS);
  return () => {
    for (const end of ends) end();
    clearInterval(timer);
    attention.put('messages', null);
  };
};
