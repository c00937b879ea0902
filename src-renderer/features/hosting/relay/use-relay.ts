import { useCallback, useEffect, useState } from 'react';
import type { AnteroomBridge, RelayState, TestedRelay } from '../../../../src-preload/contract.ts';

type RelayBridge = AnteroomBridge['relay'];

/** What is saved, null until the main process has answered. */
export const useRelay = (bridge: RelayBridge) => {
  const [state, setState] = useState<RelayState | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(
    (): Promise<void> =>
      bridge.state().then(
        (found) => {
          setState(found);
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [bridge],
  );
  useEffect(() => void load(), [load]);
  return { state, failed, load, setState };
};

export type RelayTest = { at: 'idle' | 'running' | 'failed' } | { at: 'done'; tested: TestedRelay[] };

/** The test of what is saved; only the last one is shown. */
export const useRelayTest = (bridge: RelayBridge) => {
  const [test, setTest] = useState<RelayTest>({ at: 'idle' });
  const run = useCallback(async () => {
    setTest({ at: 'running' });
    try {
      const { tested } = await bridge.test();
      setTest({ at: 'done', tested });
    } catch {
      setTest({ at: 'failed' });
    }
  }, [bridge]);
  const forget = useCallback(() => setTest({ at: 'idle' }), []);
  return { test, run, forget };
};
