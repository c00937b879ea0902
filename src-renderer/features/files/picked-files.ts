import { createStore, type StoreApi } from 'zustand/vanilla';
import { problemOf, type FileProblem } from './file-kinds.ts';

/** A file that was chosen, and is looked at before it is sent. */
export type PickedFile = { key: string; file: File; problem: FileProblem | null };

export type PickedState = { byPerson: Readonly<Partial<Record<string, readonly PickedFile[]>>> };

/** Files that wait for "Send", by the person that they are for: as drafts, they stay while somebody looks elsewhere. */
export type PickedFiles = {
  readonly state: StoreApi<PickedState>;
  add(to: string, files: readonly File[]): void;
  remove(to: string, key: string): void;
  /** Takes those that can be sent; nothing is left. */
  take(to: string): File[];
  clear(): void;
};

/** At once: each is one message. */
const MOST = 10;

export const createPickedFiles = (newId: () => string = () => crypto.randomUUID()): PickedFiles => {
  const state = createStore<PickedState>(() => ({ byPerson: {} }));
  const of = (to: string): readonly PickedFile[] => state.getState().byPerson[to] ?? [];
  const set = (to: string, picked: readonly PickedFile[]): void =>
    state.setState(({ byPerson: { [to]: _, ...others } }) => ({
      byPerson: picked.length === 0 ? others : { ...others, [to]: picked },
    }));
  return {
    state,
    add(to, files) {
      const added = files.map((file): PickedFile => ({ key: newId(), file, problem: problemOf(file) }));
      set(to, [...of(to), ...added].slice(0, MOST));
    },
    remove: (to, key) =>
      set(
        to,
        of(to).filter((picked) => picked.key !== key),
      ),
    take(to) {
      const files = of(to).flatMap(({ file, problem }) => (problem === null ? [file] : []));
      set(to, []);
      return files;
    },
    clear: () => state.setState({ byPerson: {} }),
  };
};
