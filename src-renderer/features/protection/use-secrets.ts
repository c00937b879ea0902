import { useCallback, useEffect, useState } from 'react';
import type { AnteroomBridge, SecretsState } from '../../../src-preload/contract.ts';

/** Where this computer keeps its keys; null until it is known. */
export const useSecrets = (
  secrets: AnteroomBridge['secrets'],
): { state: SecretsState | null; reload: () => Promise<void> } => {
  const [state, setState] = useState<SecretsState | null>(null);
  const reload = useCallback(
    (): Promise<void> =>
      secrets.state().then(setState, () => {
        // The bridge answers, or the app is ending.
        setState({ status: 'unavailable' });
      }),
    [secrets],
  );
  useEffect(() => {
    const end = secrets.onChanged(setState);
    void reload();
    return end;
  }, [secrets, reload]);
  return { state, reload };
};
