import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LANGUAGES, type Language } from '../../server/protocol/index.ts';
import { preferredLanguage } from './languages.ts';
import { hasTexts, textsBackend } from './load-texts.ts';
import { english } from './resources.ts';

/**
 * The translator of this window, with the texts of its language: nothing is shown before they are there.
 * `loadLanguages` and `getFixedT` give the texts of another one, for what is written to somebody else.
 * @param wanted BCP 47 tags in the order in which the person prefers them
 */
export const createI18n = async (wanted: readonly string[]): Promise<i18n> => {
  const instance = createInstance();
  await instance
    .use(textsBackend)
    .use(initReactI18next)
    .init({
      // A copy: i18next adds to it what is loaded later.
      resources: { en: { ...english } },
      partialBundledLanguages: true,
      lng: preferredLanguage(wanted),
      fallbackLng: 'en',
      supportedLngs: LANGUAGES,
      load: 'languageOnly',
      ns: Object.keys(english),
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  return instance;
};

/** Shows the app in another language. Rejects, and changes nothing, if its texts can't be loaded. */
export const showLanguage = async (i18n: i18n, language: Language): Promise<void> => {
  if (!hasTexts(i18n, language)) await i18n.reloadResources([language]);
  if (!hasTexts(i18n, language)) throw new Error(`no texts for ${language}`);
  await i18n.changeLanguage(language);
};
