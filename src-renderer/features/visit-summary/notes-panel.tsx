import { NotesEditor } from './notes-editor.tsx';
import { useNotes } from './use-notes.ts';
import classes from './visit-summary.module.css';

/** The notes beside a running call. */
export const NotesPanel = ({ appointmentId }: { appointmentId: string }) => (
  <div className={classes.panel}>
    <NotesEditor draft={useNotes(appointmentId)} rows={6} />
  </div>
);
