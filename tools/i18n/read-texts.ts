import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LANGUAGES, type Language } from '../../server/protocol/models.ts';
import type { LanguageTexts, TextTree } from './check-texts.ts';

const FOLDER = join(import.meta.dirname, '../../src-renderer/i18n');

/** `device-test.json` holds the namespace `deviceTest`, in whatever folder of the language. */
const namespaceOf = (file: string): string =>
  basename(file)
    .replace(/\.json$/, '')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const readLanguage = (language: Language): LanguageTexts =>
  Object.fromEntries(
    readdirSync(join(FOLDER, language), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        namespaceOf(file),
        JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8')) as TextTree,
      ]),
  );

/** The language files of the app. */
export const readTexts = (): Record<Language, LanguageTexts> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, readLanguage(language)])) as Record<
    Language,
    LanguageTexts
  >;
