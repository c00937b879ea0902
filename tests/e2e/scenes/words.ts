import { createInstance } from 'i18next';
import type { Language } from '../../../server/protocol/index.ts';
import { readTexts } from '../../../tools/i18n/read-texts.ts';

/** What the app says under a key, such as `deviceTest:start`, in one language. */
export type Words = (key: string, values?: Record<string, unknown>) => string;

const texts = readTexts();
const i18n = createInstance();
await i18n.init({
  resources: texts,
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'common',
  interpolation: { escapeValue: false },
});

/** The words of a language, to find controls by their names whatever the language is. */
export const wordsOf = (language: Language): Words => {
  const say = i18n.getFixedT(language) as unknown as Words;
  return (key, values) => {
    const words = say(key, values);
    if (key.endsWith(words)) throw new Error(`the language files have no ${key}`);
    return words;
  };
};

/** First parts of all keys: a word on a page that begins with one and goes on with a dot is a raw key. */
export const keyBeginnings = (): string[] => [
  ...new Set(
    Object.values(texts.en).flatMap((namespace) =>
      Object.entries(namespace).flatMap(([key, value]) => (typeof value === 'object' ? [key] : [])),
    ),
  ),
];
