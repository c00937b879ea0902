import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import type { Deletions, DeletionsState } from './deletions.ts';

/** Messages that are about to be taken back. With the page, what could be undone is final. */
export const useDeletion = (): DeletionsState & Pick<Deletions, 'begin' | 'undo' | 'dismiss'> => {
  const { deletions } = useServices();
  const { leaving, problem } = useStore(deletions.state);
  useEffect(
    () => () => {
      deletions.settle();
      deletions.dismiss();
    },
    [deletions],
  );
  return { leaving, problem, begin: deletions.begin, undo: deletions.undo, dismiss: deletions.dismiss };
};
