import { clockOffset } from '../net/sntp.ts';
import { finding, type Check } from './context.ts';

/** From here on, times in the app are visibly wrong, and codes of an authenticator app begin to be refused. */
const OFF_MS = 10_000;
/** The tolerance of a token. */
const WRONG_MS = 60_000;

/** Whether this machine knows what time it is. */
export const checkClock: Check = async ({ timeServers, now, signal }) => {
  let offsetMs: number;
  try {
    offsetMs = Math.round(await clockOffset(timeServers, { now, signal }));
  } catch {
    return finding('unknown', 'clock-no-server');
  }
  const distance = Math.abs(offsetMs);
  if (distance >= WRONG_MS) return finding('failed', 'clock-wrong', { offsetMs });
  if (distance >= OFF_MS) return finding('warning', 'clock-off', { offsetMs });
  return finding('ok', 'clock-right', { offsetMs });
};
