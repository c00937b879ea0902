import type { i18n } from 'i18next';
import { use, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { loadFile } from '../ui/load-file.ts';
import { loadDoctorTexts } from './load-texts.ts';

/** By the store of texts: `useTranslation` gives each component a wrapper of its own around the same i18n. */
const loads = new WeakMap<i18n['store'], Promise<void>>();

const textsFor = (i18n: i18n): Promise<void> => {
  const load = loads.get(i18n.store) ?? loadFile(() => loadDoctorTexts(i18n));
  loads.set(i18n.store, load);
  return load;
};

/** Pages of doctors: shown once their words are here, so that nobody ever sees a key. */
export const DoctorTexts = ({ children }: { children: ReactNode }) => {
  const { i18n } = useTranslation();
  use(textsFor(i18n));
  return children;
};
