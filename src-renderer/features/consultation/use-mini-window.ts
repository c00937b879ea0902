import { useEffect, useState } from 'react';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { ViewMode } from './use-view-modes.ts';

/** The whole call in a small window above all others; null in a browser. Who leaves the call gets the window back. */
export const useMiniWindow = (bridge: AnteroomBridge['windows'] | null): ViewMode | null => {
  const [active, setActive] = useState(false);
  useEffect(() => {
    if (bridge === null) return;
    const end = bridge.onChanged(({ mini }) => setActive(mini));
    return () => {
      end();
      // A window that is gone needs nothing.
      void bridge.leaveMini().catch(() => undefined);
    };
  }, [bridge]);
  if (bridge === null) return null;
  return {
    active,
    toggle: () => {
      (active ? bridge.leaveMini() : bridge.enterMini()).then(
        ({ mini }) => setActive(mini),
        // Refused: everything stays as it is, and the button shows that.
        () => undefined,
      );
    },
  };
};
