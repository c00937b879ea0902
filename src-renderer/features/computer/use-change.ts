import { useState } from 'react';
import type { AttentionPreferences } from '../../../src-preload/contract.ts';
import { useComputer } from './use-computer.ts';

/** Saves a choice at once; what could not be saved is said beside it, and the old one is shown again. */
export const useChange = (): {
  change: (changes: Partial<AttentionPreferences>) => void;
  failed: boolean;
} => {
  const computer = useComputer();
  const [failed, setFailed] = useState(false);
  return {
    failed,
    change: (changes) => {
      setFailed(false);
      computer.update(changes).catch(() => setFailed(true));
    },
  };
};
