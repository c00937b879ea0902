import type { Language } from '../../../server/protocol/index.ts';
import { words as english } from './words/en.ts';
import { words as spanish } from './words/es.ts';
import { words as hindi } from './words/hi.ts';

/** The lists of words, and what somebody typed looked up in all of them. */

const LISTS: Record<Language, readonly string[]> = { en: english, es: spanish, hi: hindi };

export const wordsOf = (language: Language): readonly string[] => LISTS[language];

/** Without accents and capitals, which nobody hears; the vowel signs of Devanagari are letters. */
export const plainWord = (word: string): string =>
  word
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f\u093c]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .trim();

const distance = (one: string, other: string): number => {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(one).entries()) {
    const next = [row + 1];
    for (const [column, against] of Array.from(other).entries()) {
      next.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
          (previous[column] ?? 0) + (letter === against ? 0 : 1),
        ),
      );
    }
    previous = next;
  }
  return previous.at(-1) ?? 0;
};

export type FoundWord = { number: number } | { number: null; suggestions: string[] };

const MAX_SUGGESTIONS = 3;

/** A word in any language; if there is none, those that are written most like it, in the given language first. */
export const findWord = (typed: string, language: Language): FoundWord => {
  const plain = plainWord(typed);
  const lists = [language, ...(Object.keys(LISTS) as Language[]).filter((other) => other !== language)].map(
    (name) => LISTS[name],
  );
  for (const list of lists) {
    const number = list.findIndex((word) => plainWord(word) === plain);
    if (number >= 0) return { number };
  }
  const near = lists
    .flat()
    .map((word) => ({ word, far: distance(plain, plainWord(word)) }))
    .filter(({ far }) => far <= Math.max(2, Math.floor(plain.length / 3)))
    .toSorted((one, other) => one.far - other.far);
  return { number: null, suggestions: [...new Set(near.map(({ word }) => word))].slice(0, MAX_SUGGESTIONS) };
};

/** The words of what somebody typed, whatever stands between them. */
export const splitWords = (text: string): string[] =>
  text.split(/[\s,.;:/·–-]+/).filter((part) => part !== '');
