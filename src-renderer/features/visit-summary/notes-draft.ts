import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VisitNotes } from '../../../server/protocol/index.ts';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';

/** `About`: what comes with the notes and says what they are about. */
export type NotesState<About = unknown> = {
  /** Null until the first answer. */
  about: About | null;
  /** Why it could not be loaded. */
  loadProblem: ApiErrorCode | null;
  /** As the doctor has it on the screen. */
  text: string;
  saving: 'saved' | 'unsaved' | 'saving' | 'failed';
  /** Why it could not be saved. */
  saveProblem: ApiErrorCode | null;
  /** When the server last stored them; null if it has none. */
  savedAt: string | null;
  /** What somebody stored in another window meanwhile; nothing is saved until the doctor has chosen. */
  theirs: VisitNotes | null;
};

/** How two versions of the notes become one. */
export type Resolution = 'mine' | 'theirs' | 'both';

/** Notes about one thing, saved by themselves a moment after each change. */
export type NotesDraft<About = unknown> = {
  readonly state: StoreApi<NotesState<About>>;
  /** Asks for what they are about, and for the notes unless there are changes that are not saved yet. */
  load(): Promise<void>;
  write(text: string): void;
  /** Saves now what is not saved yet. */
  save(): Promise<void>;
  resolve(resolution: Resolution): void;
};

/** Changes are collected for so long before they are sent. */
const SAVE_AFTER_MS = 1_500;
const RETRY_AFTER_MS = 5_000;

/** What may pass by itself. After anything else the doctor is asked to try again. */
const PASSES: ReadonlySet<ApiErrorCode> = new Set([
  'storage_unavailable',
  'storage_full',
  'rate_limited',
  'internal',
]);

/** The way to the notes on the server, which refuses to overwrite a newer version with `conflict`. */
export type NotesSource<About> = {
  read(): Promise<{ about: About; notes: VisitNotes }>;
  write(body: { notes: string; version: number }): Promise<VisitNotes>;
};

export const createNotesDraft = <About>({ read, write }: NotesSource<About>): NotesDraft<About> => {
  const state = createStore<NotesState<About>>(() => ({
    about: null,
    loadProblem: null,
    text: '',
    saving: 'saved',
    saveProblem: null,
    savedAt: null,
    theirs: null,
  }));
  /** What the server is known to have. */
  let base: VisitNotes = { notes: '', version: 0, updatedAt: null };
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> | null = null;

  const isChanged = () => state.getState().text !== base.notes;

  const takeBase = (summary: VisitNotes) => {
    base = summary;
    state.setState({ savedAt: summary.updatedAt });
  };

  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  const later = (milliseconds: number) => {
    timer ??= setTimeout(() => {
      timer = null;
      void save();
    }, milliseconds);
  };

  const fail = async (code: ApiErrorCode): Promise<void> => {
    if (code !== 'conflict') {
      state.setState({ saving: 'failed', saveProblem: code });
      if (isUnreachable(code) || PASSES.has(code)) later(RETRY_AFTER_MS);
      return;
    }
    try {
      const { notes } = await read();
      state.setState({ saving: 'failed', saveProblem: null, theirs: notes });
    } catch (error) {
      await fail(codeOf(error) === 'conflict' ? 'internal' : codeOf(error));
    }
  };

  const send = async (): Promise<void> => {
    const { text } = state.getState();
    state.setState({ saving: 'saving', saveProblem: null });
    try {
      takeBase(await write({ notes: text, version: base.version }));
      state.setState({ saving: isChanged() ? 'unsaved' : 'saved' });
      if (isChanged()) later(SAVE_AFTER_MS);
    } catch (error) {
      await fail(codeOf(error));
    }
  };

  const save = (): Promise<void> => {
    if (running !== null) return running;
    stop();
    const { about, theirs } = state.getState();
    if (about === null || theirs !== null || !isChanged()) return Promise.resolve();
    running = send().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    state,
    save,

    async load() {
      try {
        const { about, notes } = await read();
        const untouched = !isChanged() && running === null;
        state.setState({ about, loadProblem: null });
        if (!untouched) return;
        takeBase(notes);
        state.setState({ text: notes.notes, saving: 'saved', saveProblem: null });
      } catch (error) {
        state.setState({ loadProblem: codeOf(error) });
      }
    },

    write(text) {
      state.setState({ text });
      if (state.getState().theirs !== null) return;
      if (running === null) state.setState({ saving: isChanged() ? 'unsaved' : 'saved', saveProblem: null });
      if (isChanged()) later(SAVE_AFTER_MS);
    },

    resolve(resolution) {
      const { theirs, text } = state.getState();
      if (theirs === null) return;
      takeBase(theirs);
      const words = { mine: text, theirs: theirs.notes, both: `${theirs.notes}\n\n${text}` };
      state.setState({ theirs: null, text: words[resolution], saving: 'saved' });
      if (!isChanged()) return;
      state.setState({ saving: 'unsaved' });
      void save();
    },
  };
};
