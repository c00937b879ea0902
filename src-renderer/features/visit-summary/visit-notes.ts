import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Appointment, VisitNotes } from '../../../server/protocol/index.ts';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';
import type { RestClient } from '../../api/rest-client.ts';
import type { SocketClient } from '../../api/socket-client.ts';

export type NotesState = {
  /** The visit; null until the first answer. */
  visit: { appointment: Appointment; followUps: readonly Appointment[] } | null;
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

/** The notes of one visit, saved by themselves a moment after each change. */
export type NotesDraft = {
  readonly state: StoreApi<NotesState>;
  /** Asks for the visit, and for the notes unless there are changes that are not saved yet. */
  load(): Promise<void>;
  write(text: string): void;
  /** Saves now what is not saved yet. */
  save(): Promise<void>;
  resolve(resolution: Resolution): void;
};

/**
 * The notes that this window has open. They are in memory only: what a lost connection keeps from the server
 * stays here until it comes back, and nothing stays on the machine.
 */
export type VisitNotesStore = {
  open(appointmentId: string): NotesDraft;
  hasUnsaved(): boolean;
  saveAll(): void;
  /** Another person's notes are forgotten; those of the same one wait for the next sign-in. */
  ownedBy(userId: string): void;
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

const createDraft = (rest: RestClient, appointmentId: string): NotesDraft => {
  const params = { appointmentId };
  const state = createStore<NotesState>(() => ({
    visit: null,
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

  const read = () => rest.call('getVisitSummary', { params });

  const fail = async (code: ApiErrorCode): Promise<void> => {
    if (code !== 'conflict') {
      state.setState({ saving: 'failed', saveProblem: code });
      if (isUnreachable(code) || PASSES.has(code)) later(RETRY_AFTER_MS);
      return;
    }
    try {
      const { summary } = (await read()).data;
      state.setState({ saving: 'failed', saveProblem: null, theirs: summary });
    } catch (error) {
      await fail(codeOf(error) === 'conflict' ? 'internal' : codeOf(error));
    }
  };

  const send = async (): Promise<void> => {
    const { text } = state.getState();
    state.setState({ saving: 'saving', saveProblem: null });
    try {
      const body = { notes: text, version: base.version };
      takeBase((await rest.call('putVisitSummary', { params, body })).data.summary);
      state.setState({ saving: isChanged() ? 'unsaved' : 'saved' });
      if (isChanged()) later(SAVE_AFTER_MS);
    } catch (error) {
      await fail(codeOf(error));
    }
  };

  const save = (): Promise<void> => {
    if (running !== null) return running;
    stop();
    const { visit, theirs } = state.getState();
    if (visit === null || theirs !== null || !isChanged()) return Promise.resolve();
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
        const { appointment, followUps, summary } = (await read()).data;
        const untouched = !isChanged() && running === null;
        state.setState({ visit: { appointment, followUps }, loadProblem: null });
        if (!untouched) return;
        takeBase(summary);
        state.setState({ text: summary.notes, saving: 'saved', saveProblem: null });
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

export const createVisitNotes = ({
  rest,
  socket,
}: {
  rest: RestClient;
  socket: Pick<SocketClient, 'onOnline'>;
}): VisitNotesStore => {
  const drafts = new Map<string, NotesDraft>();
  let owner: string | null = null;

  const saveAll = () => {
    for (const draft of drafts.values()) void draft.save();
  };
  // A connection that is back is the moment for what could not be saved.
  socket.onOnline(saveAll);

  return {
    saveAll,
    open(appointmentId) {
      const known = drafts.get(appointmentId);
      if (known !== undefined) return known;
      const draft = createDraft(rest, appointmentId);
      drafts.set(appointmentId, draft);
      return draft;
    },
    hasUnsaved: () => [...drafts.values()].some(({ state }) => state.getState().saving !== 'saved'),
    ownedBy(userId) {
      if (owner !== null && owner !== userId) drafts.clear();
      owner = userId;
    },
  };
};
