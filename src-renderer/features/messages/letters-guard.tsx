import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { useUnsentGuard } from '../waiting-room/use-unsent-guard.ts';

/** On whatever page: letters, drafts and files on their way are in memory alone, and somebody who leaves with one is asked. */
export const LettersGuard = () => {
  const { letters, files } = useServices();
  const hasFiles = useStore(files.unsent, (count) => count > 0);
  useUnsentGuard(
    useStore(letters.state, ({ entries, drafts }) => entries.length > 0 || Object.keys(drafts).length > 0) ||
      hasFiles,
  );
  return null;
};
