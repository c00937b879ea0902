import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AnteroomBridge, ClinicKeyState } from '../../../src-preload/contract.ts';
import type { ClinicHost } from '../../platform/platform.ts';

/**
 * What is known of the clinic's key: asked for again whenever the clinic has started or stopped.
 * @param again asked for again when this changes, too
 */
export const useClinicKey = (
  clinicKey: AnteroomBridge['clinicKey'],
  host: ClinicHost,
  again: boolean = false,
) => {
  const { status } = useStore(host.state);
  const [state, setState] = useState<ClinicKeyState | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(
    (ask: () => Promise<ClinicKeyState> = clinicKey.state): Promise<void> =>
      ask().then(
        (found) => {
          setState(found);
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [clinicKey],
  );
  useEffect(() => void load(), [load, status, again]);
  return { state, failed, load };
};
