import { LANGUAGES, type Language } from '../../server/protocol/models.ts';
import { SAME_AS_ENGLISH } from './same-as-english.ts';

/** One language file: words, or groups of them. */
export type TextTree = { readonly [key: string]: string | TextTree };

/** The files of one language by namespace. */
export type LanguageTexts = Readonly<Record<string, TextTree>>;

export type TextProblem = {
  language: Language;
  /** `namespace.key`. */
  key: string;
  what: 'missing' | 'extra' | 'empty' | 'placeholders' | 'untranslated';
  /** The English text, or what is wrong. */
  detail: string;
};

const FORM = /_(zero|one|two|few|many|other)$/;

/** `{ a: { b: 'text' } }` as `a.b → text`. */
const flatten = (tree: TextTree, path: string): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) => {
    const key = `${path}.${name}`;
    return typeof value === 'string' ? [[key, value] as [string, string]] : flatten(value, key);
  });

const flattenAll = (texts: LanguageTexts): Map<string, string> =>
  new Map(Object.entries(texts).flatMap(([namespace, tree]) => flatten(tree, namespace)));

const placeholders = (text: string): string =>
  [...text.matchAll(/\{\{.*?\}\}/g)]
    .map(([found]) => found)
    .sort()
    .join(' ');

const hasLetters = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\{.*?\}\}/g, ''));

/** The keys that a language must have, each with the English text that it says. */
const wantedKeys = (english: ReadonlyMap<string, string>, language: Language): Map<string, string> => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  const wanted = new Map<string, string>();
  for (const [key, text] of english) {
    const base = key.replace(FORM, '');
    const other = english.get(`${base}_other`);
    if (base === key || other === undefined) {
      wanted.set(key, text);
      continue;
    }
    // "zero" is no category of these languages, but a text of its own for nothing at all.
    if (key.endsWith('_zero')) wanted.set(key, text);
    for (const category of pluralCategories) {
      const form = `${base}_${category}`;
      wanted.set(form, english.get(form) ?? other);
    }
  }
  return wanted;
};

/** `{{count}}` may be said as a word where the number is known. */
const samePlaceholders = (key: string, english: string, text: string): boolean => {
  const mayDropCount = /_(zero|one)$/.test(key);
  const of = (words: string) => placeholders(mayDropCount ? words.replaceAll('{{count}}', '') : words);
  return of(english) === of(text);
};

const problemsOf = (language: Language, english: ReadonlyMap<string, string>, texts: LanguageTexts) => {
  const problems: TextProblem[] = [];
  const add = (what: TextProblem['what'], key: string, detail: string) =>
    problems.push({ language, key, what, detail });
  const wanted = wantedKeys(english, language);
  const given = flattenAll(texts);
  for (const [key, source] of wanted) {
    const text = given.get(key);
    if (text === undefined) {
      add('missing', key, source);
      continue;
    }
    if (text.trim() === '') add('empty', key, source);
    if (!samePlaceholders(key, source, text)) add('placeholders', key, `${source} → ${text}`);
    const copied = language !== 'en' && text === source && hasLetters(text);
    if (copied && !SAME_AS_ENGLISH[language].includes(key)) add('untranslated', key, text);
  }
  for (const [key, text] of given) if (!wanted.has(key)) add('extra', key, text);
  return problems;
};

/**
 * What is wrong with the texts of the app: every language has the keys of English, in the plural forms of its
 * own grammar, with the same placeholders, and says them in its own words.
 */
export const textProblems = (texts: Readonly<Record<Language, LanguageTexts>>): TextProblem[] => {
  const english = flattenAll(texts.en);
  return LANGUAGES.flatMap((language) => problemsOf(language, english, texts[language]));
};
