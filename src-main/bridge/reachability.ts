import type { BridgePushPayload, reachabilityCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { Reachability } from '../services/reachability/reachability.ts';
import { systemName } from '../services/system-name.ts';

/** "Can patients reach me?": each line goes to the window as soon as it is done. */
export const createReachabilityHandlers = ({
  reachability,
  onReachResult,
}: {
  reachability: Reachability;
  onReachResult: (result: BridgePushPayload<'reachability:result'>) => void;
}): HandlersOf<typeof reachabilityCalls> => ({
  'reachability:run': async ({ run, token, only }) => ({
    system: systemName(),
    results: await reachability.run({ token, only, onResult: (result) => onReachResult({ run, result }) }),
  }),
});
