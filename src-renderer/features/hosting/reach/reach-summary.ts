import { REACH_CHECKS, type ReachCheck } from '../../../../src-preload/contract.ts';
import type { ReachState } from './reach-store.ts';

/** The answer to the question in one word; each has its sentence. */
export type ReachAnswer = 'running' | 'yes' | 'mostly' | 'calls' | 'no' | 'unsure';

/** Without these nobody gets as far as the waiting room; the others are about the call, or about later. */
const DOORS: ReadonlySet<ReachCheck> = new Set(['server', 'port', 'address', 'certificate', 'firewall']);

export type ReachSummary = {
  answer: ReachAnswer;
  /** What to look at, in the order of the list. */
  look: ReachCheck[];
};

export const reachSummary = ({ lines }: Pick<ReachState, 'lines'>): ReachSummary => {
  const running = REACH_CHECKS.some((check) => lines[check].running);
  const statusOf = (check: ReachCheck) => lines[check].result?.status ?? 'unknown';
  const having = (status: ReturnType<typeof statusOf>) =>
    REACH_CHECKS.filter((check) => statusOf(check) === status);
  const failed = having('failed');
  const warning = having('warning');
  const closed = failed.filter((check) => DOORS.has(check));
  const unsure = having('unknown').filter((check) => DOORS.has(check));
  const look = REACH_CHECKS.filter((check) => failed.includes(check) || warning.includes(check));
  const answer = running
    ? 'running'
    : closed.length > 0
      ? 'no'
      : unsure.length > 0
        ? 'unsure'
        : failed.length > 0
          ? 'calls'
          : warning.length > 0
            ? 'mostly'
            : 'yes';
  return { answer, look };
};
