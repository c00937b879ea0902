import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Files } from './files.ts';

/** Holds what sends and shows files, which comes with the first page that does so and stays for all of them. */
export type FilesSlot = {
  /** How many files have not arrived yet, those included that only wait for "Send". */
  readonly unsent: StoreApi<number>;
  get(create: () => Files): Files;
  /** Another person may sign in here. */
  clear(): void;
};

export const createFilesSlot = (): FilesSlot => {
  const unsent = createStore<number>(() => 0);
  let files: Files | null = null;
  const follow = ({ picked, uploads }: Files): void => {
    const count = () => {
      const waiting = Object.values(picked.state.getState().byPerson).flat().length;
      unsent.setState(waiting + uploads.state.getState().entries.length, true);
    };
    picked.state.subscribe(count);
    uploads.state.subscribe(count);
  };
  return {
    unsent,
    get(create) {
      if (files === null) {
        files = create();
        follow(files);
      }
      return files;
    },
    clear: () => files?.clear(),
  };
};
