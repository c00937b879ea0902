import { useEffect, useMemo } from 'react';
import { useServices } from '../../services.tsx';
import type { NotesDraft } from './notes-draft.ts';
import type { VisitOfNotes } from './visit-notes.ts';

/** The notes of a visit, loaded when they come on the screen and saved when they leave it. */
export const useNotes = (appointmentId: string): NotesDraft<VisitOfNotes> => {
  const { visitNotes } = useServices();
  const draft = useMemo(() => visitNotes.open(appointmentId), [visitNotes, appointmentId]);
  useDraft(draft);
  return draft;
};

/** Loads notes when they come on the screen, and saves them when they leave it. */
export const useDraft = <About>(draft: NotesDraft<About>): void => {
  useEffect(() => {
    void draft.load();
    return () => void draft.save();
  }, [draft]);
};
