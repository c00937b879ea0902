import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
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
  const [isDrawn, setDrawn] = useState(false);
  const isShown = isColumn ? !isHidden : isDrawn;
  return {
    aside: isDoctor
      ? {
          isShown,
          toggle: () => (isColumn ? setHidden(isShown) : setDrawn(!isShown)),
        }
      : null,
    isColumn,
    close: () => setDrawn(false),
  };
};
