import { foldText } from '../../domain/fold-text.ts';
import type { SnippetPart } from '../../domain/records.ts';

/** Letters with their marks, digits, and signs of private use make up words, in all scripts. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Longer ones are found by their beginning; an index takes no more. */
const WORD_MAX = 200;
/** Words of a message that show where it was found. */
const SNIPPET_WORDS = 16;

const folded = (word: string): string => foldText(word).slice(0, WORD_MAX);

/** The words of a text, folded, as they are looked for: neither case nor accents count. */
export const wordsOf = (text: string): string[] =>
  (text.toWellFormed().match(WORD) ?? []).map(folded).filter((word) => word !== '');

/**
 * The part of a text around the first of the words, with each of them marked.
 * @param wanted folded; `beginning` is found in what begins with it
 */
export const snippetOf = (
  text: string,
  wanted: { words: ReadonlySet<string>; beginning: string | null },
): SnippetPart[] => {
  const { words, beginning } = wanted;
  const found = [...text.matchAll(WORD)].map((match) => {
    const word = folded(match[0]);
    return {
      from: match.index,
      to: match.index + match[0].length,
      isMatch: words.has(word) || (beginning !== null && word.startsWith(beginning)),
    };
  });
  const first = found.findIndex(({ isMatch }) => isMatch);
  const begin = Math.max(0, Math.min(first - SNIPPET_WORDS / 2, found.length - SNIPPET_WORDS));
  const shown = found.slice(begin, begin + SNIPPET_WORDS);
  const from = begin === 0 ? 0 : (shown[0]?.from ?? 0);
  const isCut = begin + SNIPPET_WORDS < found.length;
  const to = isCut ? (shown.at(-1)?.to ?? text.length) : text.length;
  const parts: SnippetPart[] = [];
  let position = from;
  for (const { from: start, to: end } of shown.filter(({ isMatch }) => isMatch)) {
    parts.push({ text: text.slice(position, start), match: false });
    parts.push({ text: text.slice(start, end), match: true });
    position = end;
  }
  parts.push({ text: `${text.slice(position, to)}${isCut ? '…' : ''}`, match: false });
  if (begin > 0) parts.unshift({ text: '…', match: false });
  return parts.filter((part) => part.text !== '');
};
