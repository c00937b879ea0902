import { useEffect, useState } from 'react';
import type { AnteroomBridge, CertificatesState } from '../../../src-preload/contract.ts';

/** Address and certificates as the main process knows them; null until it has answered. */
export const useCertificates = (
  bridge: AnteroomBridge['certificates'],
): { state: CertificatesState | null; failed: boolean; retry: () => void } => {
  const [state, setState] = useState<CertificatesState | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    // A push that comes first is newer than the answer.
    let isPushed = false;
    const end = bridge.onChanged((next) => {
      isPushed = true;
      setState(next);
    });
    bridge.state().then(
      (answer) => {
        if (isCurrent && !isPushed) setState(answer);
      },
      () => {
        if (isCurrent) setFailed(true);
      },
    );
    return () => {
      isCurrent = false;
      end();
    };
  }, [bridge, attempt]);
  return {
    state,
    failed: failed && state === null,
    retry: () => {
      setFailed(false);
      setAttempt((count) => count + 1);
    },
  };
};
