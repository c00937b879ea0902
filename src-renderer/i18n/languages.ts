import { LANGUAGES, type Language } from '../../server/protocol/index.ts';

/** Each language by its own name: who looks for theirs need not read the one that is shown. */
export const LANGUAGE_NAMES = {
  en: 'English',
  es: 'Español',
  hi: 'हिन्दी',
} as const satisfies Record<Language, string>;

/** The language of a BCP 47 tag, whatever its region; null if the app does not speak it. */
export const languageOf = (tag: string | null | undefined): Language | null => {
  const base = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((known) => known === base) ?? null;
};

/** @param wanted BCP 47 tags in the order in which the person prefers them */
export const preferredLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return 'en';
};

/**
 * What the person chose before, else what the browser asks for.
 * @param chosen null follows the browser
 */
export const detectLanguage = (chosen: string | null, browser: readonly string[]): Language =>
  preferredLanguage(chosen === null ? browser : [chosen, ...browser]);
