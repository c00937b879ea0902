import { createContext, useContext } from 'react';
import type { MessageFile } from '../../../server/protocol/index.ts';

/** A file that is shown large, above everything else. */
export type ShownFile = { as: 'picture' | 'pdf'; name: string; about: MessageFile };

/** @param opener the button that was pressed: the keyboard goes back to it, or to another of this file */
export type OpenFile = (file: ShownFile, opener: HTMLElement) => void;

/** Opens a file of a message; null where nothing around it shows one. */
export const OpenFileContext = createContext<OpenFile | null>(null);

/** For what stands inside `FileDialogs`. */
export const useOpenFile = (): OpenFile => {
  const open = useContext(OpenFileContext);
  if (open === null) throw new Error('nothing here shows a file');
  return open;
};
