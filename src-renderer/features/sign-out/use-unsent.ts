import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { countUnsent, type Unsent } from './unsent.ts';

/** What the clinic does not have yet, as it changes. */
export const useUnsent = (): Unsent => {
  const holders = useServices();
  const { letters, outbox, files, emergencies, deletions } = holders;
  useStore(letters.state);
  useStore(outbox.state);
  useStore(files.unsent);
  useStore(emergencies.state, ({ draft }) => draft);
  useStore(deletions.state, ({ leaving }) => leaving);
  return countUnsent(holders);
};
