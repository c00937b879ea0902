import type { BackendModule, i18n } from 'i18next';
import type { Language } from '../../server/protocol/index.ts';
import type { texts as accountTexts } from './en/account/index.ts';
import { languageOf } from './languages.ts';
import { namespaceOf, type Texts } from './namespace.ts';
import { english } from './resources.ts';

type Namespaces = Readonly<Record<string, Texts>>;
type AccountTexts = typeof accountTexts;
type Load = () => Promise<{ texts: Namespaces }>;

export const loadEnglishOfAccounts = () => import('./en/account/index.ts');
const loadEnglishOfDoctors = () => import('./en/doctor/index.ts');

/** Namespaces of the folder `account`: a patient's first page waits for them no more than for those of doctors. */
const OF_ACCOUNTS: ReadonlySet<string> = new Set(['notices', 'profile'] satisfies (keyof AccountTexts)[]);

/**
 * The files of each language: what everybody needs, and what only people with an account and doctors do, which a
 * patient's first page does not wait for. English for everybody is in the app itself: without it, a file that does not come would leave a
 * page without words.
 */
const FILES: Record<Language, { everybody: Load; account: Load; doctor: Load }> = {
  en: {
    everybody: async () => ({ texts: english }),
    account: loadEnglishOfAccounts,
    doctor: loadEnglishOfDoctors,
  },
  es: {
    everybody: () => import('./es/index.ts'),
    account: () => import('./es/account/index.ts'),
    doctor: () => import('./es/doctor/index.ts'),
  },
  hi: {
    everybody: () => import('./hi/index.ts'),
    account: () => import('./hi/account/index.ts'),
    doctor: () => import('./hi/doctor/index.ts'),
  },
};

/** What a part of the page brings along when it is first shown, each namespace by itself: `loadTexts`. */
const LATER = Object.entries(import.meta.glob<Texts>('./*/later/*.json', { import: 'default' }));

export const laterNamespaces = (): string[] => [...new Set(LATER.map(([file]) => namespaceOf(file)))];

const laterFile = (language: Language, namespace: string): (() => Promise<Texts>) | undefined =>
  LATER.find(([file]) => file.startsWith(`./${language}/`) && namespaceOf(file) === namespace)?.[1];

const partOf = (namespace: string): 'everybody' | 'account' | 'doctor' =>
  namespace in english ? 'everybody' : OF_ACCOUNTS.has(namespace) ? 'account' : 'doctor';

/** Loads a language when i18next asks for it: to show it, or by `loadLanguages` to write to somebody in it. */
export const textsBackend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (tag, namespace, callback) => {
    const language = languageOf(tag);
    if (language === null) {
      callback(null, {});
      return;
    }
    const load =
      laterFile(language, namespace) ??
      (async () => (await FILES[language][partOf(namespace)]()).texts[namespace] ?? {});
    load().then(
      (texts) => callback(null, texts),
      // False: no attempts of its own; who wants the language asks again.
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

/** Whether every text that this window asked for so far is there in the language. */
export const hasTexts = (i18n: i18n, language: string): boolean =>
  [i18n.options.ns ?? []].flat().every((namespace) => i18n.hasResourceBundle(language, namespace));

/**
 * Adds what only doctors read, in the languages that are shown; from then on a new language brings it along.
 * Rejects if it can't be loaded.
 */
export const loadDoctorTexts = async (i18n: i18n): Promise<void> => {
  const { texts } = await loadEnglishOfDoctors();
  await i18n.loadNamespaces(Object.keys(texts));
  const missing = i18n.languages.find((language) => !hasTexts(i18n, language));
  if (missing !== undefined) throw new Error(`no texts for doctors in ${missing}`);
};

/**
 * Adds texts of the folder `later`, in the languages that are shown; from then on a new language brings them along.
 * Rejects if they can't be loaded; then it may be tried again.
 */
export const loadTexts = async (i18n: i18n, namespace: string): Promise<void> => {
  const isMissing = () => i18n.languages.some((language) => !i18n.hasResourceBundle(language, namespace));
  await i18n.loadNamespaces(namespace);
  if (isMissing()) await i18n.reloadResources(i18n.languages, namespace);
  if (isMissing()) throw new Error(`no texts ${namespace}`);
};
