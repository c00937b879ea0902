import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { countUnsent, type Unsent } from './unsent.ts';

/** What the clinic does not have yet, as it changes. */
export const useUnsent = (): Unsent => {
  const { letters, outbox, files } = useServices();
  useStore(letters.state);
  useStore(outbox.state);
  useStore(files.unsent);
  return countUnsent({ letters, outbox, files });
};
