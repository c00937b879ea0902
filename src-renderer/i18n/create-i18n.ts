import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LANGUAGES, resources } from './resources.ts';

/**
 * The translator of this window.
 * @param wanted BCP 47 tags in the order in which the person prefers them
 */
export const createI18n = async (wanted: readonly string[]): Promise<i18n> => {
  const instance = createInstance();
  const language = wanted
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((base) => LANGUAGES.some((known) => known === base));
  await instance.use(initReactI18next).init({
    resources,
    lng: language ?? 'en',
    fallbackLng: 'en',
    supportedLngs: LANGUAGES,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
};
