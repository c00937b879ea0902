import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { LANGUAGES, type Language } from '../../../server/protocol/index.ts';

/** What the app says under a key, such as `deviceTest:start`, in one language. */
export type Words = (key: string, values?: Record<string, unknown>) => string;

const folder = join(process.cwd(), 'src-renderer/i18n');

const toNamespace = (file: string): string =>
  file.replace('.json', '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The language files as they are: a language that is not there yet speaks English, as it does in the app. */
const readLanguage = (language: Language): Record<string, Record<string, unknown>> => {
  try {
    const files = readdirSync(join(folder, language)).filter((file) => file.endsWith('.json'));
    return Object.fromEntries(
      files.map((file) => [
        toNamespace(file),
        JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Record<string, unknown>,
      ]),
    );
  } catch {
    return {};
  }
};

const english = readLanguage('en');
const i18n = createInstance();
await i18n.init({
  resources: Object.fromEntries(LANGUAGES.map((language) => [language, readLanguage(language)])),
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
    Object.values(english).flatMap((namespace) =>
      Object.entries(namespace).flatMap(([key, value]) => (typeof value === 'object' ? [key] : [])),
    ),
  ),
];
