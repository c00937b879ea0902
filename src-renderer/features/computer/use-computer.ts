import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AttentionPreferences } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';
import type { Computer } from './computer.ts';

const NONE = createStore<AttentionPreferences | null>(() => null);

/** Null until they are loaded, and in a browser. */
export const useComputerPreferences = (): AttentionPreferences | null =>
  useStore(useServices().computer?.preferences ?? NONE);

/** Only for what is shown in the app alone. */
export const useComputer = (): Computer => {
  const { computer } = useServices();
  if (computer === null) throw new Error('useComputer needs the desktop app');
  return computer;
};
