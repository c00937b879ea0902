import { useEffect, useState } from 'react';
import type { AnteroomBridge, ArrivedLink } from '../../../src-preload/contract.ts';

/**
 * The link that the system opened the app with, until the person has decided on it.
 * @returns null as long as there is none
 */
export const useWaitingLink = (bridge: AnteroomBridge): ArrivedLink | null => {
  const [link, setLink] = useState<ArrivedLink | null>(null);
  useEffect(() => {
    let arrived = false;
    const stop = bridge.clinics.onLink((next) => {
      arrived = true;
      setLink(next);
    });
    bridge.clinics.waitingLink().then(
      (waiting) => {
        // What came meanwhile is newer.
        if (!arrived && waiting !== null) setLink(waiting);
      },
      () => undefined,
    );
    return () => {
      arrived = true;
      stop();
    };
  }, [bridge]);
  return link;
};
