import type { Database } from 'better-sqlite3';
import type { FoundMessage } from '../../../server/protocol/index.ts';
import type { Conversations } from './conversations.ts';

/** Around what was looked for, in what SQLite answers; nothing that anybody types. */
const BEGIN = '\u0002';
const END = '\u0003';
const SNIPPET_WORDS = 16;

/** A word as FTS5 takes it literally, whatever is in it. */
const quoted = (word: string): string => `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`;

/** True if the tokenizer finds anything in it; FTS5 would match nothing at all otherwise. */
const hasWord = (word: string): boolean => /[\p{L}\p{N}\p{Co}]/u.test(word);

const toParts = (snippet: string): FoundMessage['snippet'] =>
  snippet
    .split(BEGIN)
    .flatMap((part, index) => {
      if (index === 0) return [{ text: part, match: false }];
      const [match = '', ...rest] = part.split(END);
      return [
        { text: match, match: true },
        { text: rest.join(''), match: false },
      ];
    })
    .filter(({ text }) => text !== '');

/** Finds messages of the copy by their words, as the clinic's server does: the newest first, the last word may go on. */
export const createSearch = (db: Database, conversations: Pick<Conversations, 'at'>) => {
  const search = db.prepare<{ query: string; limit: number }, { place: number; snippet: string }>(
    `SELECT rowid AS place, snippet(message_search, 0, '${BEGIN}', '${END}', '…', ${SNIPPET_WORDS}) AS snippet
     FROM message_search WHERE message_search MATCH @query ORDER BY rowid DESC LIMIT @limit`,
  );
  return (query: string, limit: number): FoundMessage[] => {
    const words = query.split(/\s+/).filter(hasWord);
    const last = words.at(-1);
    if (last === undefined) return [];
    // Words that begin with one letter are half of all words.
    const end = last.length > 1 ? `${quoted(last)} *` : quoted(last);
    return search
      .all({ query: [...words.slice(0, -1).map(quoted), end].join(' AND '), limit })
      .flatMap(({ place, snippet }) => {
        const message = conversations.at(place);
        return message === null || message.deletedAt !== null ? [] : [{ message, snippet: toParts(snippet) }];
      });
  };
};
