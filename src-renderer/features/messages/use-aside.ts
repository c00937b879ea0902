import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useLocation } from 'react-router';
import type { Aside } from './conversation-tools.tsx';

/** Narrower windows have no room for a third column beside list and conversation: there it comes in a drawer. */
const WIDE = '(width < 1180px)';
const KEY = 'anteroom.patient-aside';

/**
 * What is known about the patient beside the conversation. As a column it is there until it is hidden, which this
 * device remembers; as a drawer it comes when it is asked for.
 */
export const useAside = (
  isDoctor: boolean,
): { aside: Aside | null; isColumn: boolean; close: () => void } => {
  const isColumn = !useMediaQuery(WIDE, false, { getInitialValueInEffect: false });
  const [isHidden, setHidden] = useLocalStorage({
    key: KEY,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  // Where it was asked for: who goes elsewhere from it wants to see that.
  const { key } = useLocation();
  const [drawnAt, setDrawnAt] = useState<string | null>(null);
  const isShown = isColumn ? !isHidden : drawnAt === key;
  return {
    aside: isDoctor
      ? {
          isShown,
          toggle: () => (isColumn ? setHidden(isShown) : setDrawnAt(isShown ? null : key)),
        }
      : null,
    isColumn,
    close: () => setDrawnAt(null),
  };
};
