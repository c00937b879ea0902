import { useCallback, useEffect, useState } from 'react';
import type { AnteroomBridge, SecretsState } from '../../../src-preload/contract.ts';

/** Where this computer keeps its keys; null until it is known. */
export const useSecrets = (
  secrets: AnteroomBridge['secrets'],
): { state: SecretsState | null; reload: () => Promise<void> } => {
  const [state, setState] = useState<SecretsState | null>(null);
  const reload = useCallback(async () => setState(await secrets.state()), [secrets]);
  useEffect(() => {
    const end = secrets.onChanged(setState);
    // The bridge answers, or the app is ending.
    reload().catch(() => setState({ status: 'unavailable' }));
    return end;
  }, [secrets, reload]);
  return { state, reload };
};
