import type { i18n } from 'i18next';
import { use, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hasTexts, loadEnglishOfAccounts } from './load-texts.ts';

/**
 * Adds what only people with an account read, in the languages that are shown; from then on a new language brings
 * it along. Rejects if it can't be loaded.
 */
export const loadAccountTexts = async (i18n: i18n): Promise<void> => {
  const { texts } = await loadEnglishOfAccounts();
  await i18n.loadNamespaces(Object.keys(texts));
  const missing = i18n.languages.find((language) => !hasTexts(i18n, language));
  if (missing !== undefined) throw new Error(`no texts for accounts in ${missing}`);
};

/** As for doctors' texts, by the store of texts. */
const loads = new WeakMap<i18n['store'], Promise<void>>();

const textsFor = (i18n: i18n): Promise<void> => {
  const load = loads.get(i18n.store) ?? loadAccountTexts(i18n);
  loads.set(i18n.store, load);
  return load;
};

/** Pages of people with an account: shown once their words are here, so that nobody ever sees a key. */
export const AccountTexts = ({ children }: { children: ReactNode }) => {
  const { i18n } = useTranslation();
  use(textsFor(i18n));
  return children;
};
