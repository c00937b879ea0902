import { useEffect, useMemo } from 'react';
import { useServices } from '../../services.tsx';
import type { NotesDraft } from './visit-notes.ts';

/** The notes of a visit, loaded when they come on the screen and saved when they leave it. */
export const useNotes = (appointmentId: string): NotesDraft => {
  const { visitNotes } = useServices();
  const draft = useMemo(() => visitNotes.open(appointmentId), [visitNotes, appointmentId]);
  useEffect(() => {
    void draft.load();
    return () => void draft.save();
  }, [draft]);
  return draft;
};
