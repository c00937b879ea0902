import type { FoundMessageRecord } from '../../../domain/records.ts';
import { snippetOf, wordsOf } from '../../shared/words.ts';
import type { MessageReader } from './messages.ts';
import type { ReactionReader } from './reactions.ts';
import type { ReceiptReader } from './receipts.ts';
import type { OperationContext, Operations } from './types.ts';

/** A lexeme as `tsquery` takes it literally, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Messages that are looked through before the index is asked. */
const NEWEST = 1000;

/** The last position that a `tsvector` knows. */
const LAST_POSITION = 16_383;

/** It keeps no more places of a word. */
const PLACES = 255;

type Indexed = { text: string; fileName: string | null; scope: readonly string[] };

/** The words with their places, as the text of a `tsvector`: what belongs together is found together. */
const toVector = ({ text, fileName, scope }: Indexed): string => {
  const places = new Map<string, number[]>(scope.map((word) => [word, []]));
  let place = 0;
  for (const words of [wordsOf(text), wordsOf(fileName ?? '')]) {
    for (const word of words) {
      place = Math.min(place + 1, LAST_POSITION);
      places.set(word, [...(places.get(word) ?? []), place]);
    }
    // The end of the text and the name of the file do not follow each other.
    place += 1;
  }
  return [...places]
    .map(([word, at]) =>
      at.length === 0 ? quoted(word) : `${quoted(word)}:${at.slice(0, PLACES).join(',')}`,
    )
    .join(' ');
};

/** The people of a conversation, and its visit, are words of the index too; no word of a message has a colon. */
const scopeWord = (kind: 'u' | 'v', id: string): string => `${kind}:${id}`;

/** Finds messages by their words. */
export const createMessageSearch = (
  { db }: OperationContext,
  messages: MessageReader,
  receipts: ReceiptReader,
  reactions: Pick<ReactionReader, 'withReactions'>,
): Pick<Operations, 'indexMessages' | 'searchMessages'> & { remove: (place: number) => Promise<void> } => {
  type Unindexed = {
    place: number;
    text: string;
    fileName: string | null;
    roomId: string | null;
    patientId: string;
    doctorId: string;
  };
  const unindexed = db.prepare<[limit: number], Unindexed>(
    `SELECT messages.place, messages.text, messages.file_name AS "fileName", messages.room_id AS "roomId",
       relations.patient_id AS "patientId", relations.doctor_id AS "doctorId"
     FROM messages JOIN relations ON relations.id = messages.relation_id
     WHERE messages.words IS NULL ORDER BY messages.place LIMIT ?`,
  );
  const setWords = db.prepare<{ place: number; words: string }>(
    'UPDATE messages SET words = @words::tsvector WHERE place = @place',
  );
  const remove = db.prepare<[place: number]>(
    `UPDATE messages SET words = ''::tsvector WHERE place = ? AND words IS NOT NULL`,
  );
  const relationById = db.prepare<[id: string], { patientId: string; doctorId: string }>(
    'SELECT patient_id AS "patientId", doctor_id AS "doctorId" FROM relations WHERE id = ?',
  );
  type Search = { query: string; before: number; limit: number };
  // Of words that are everywhere, the index would bring all messages, to be sorted for the newest.
  const searchNewest = db
    .prepare<Search, number>(
      `WITH newest AS MATERIALIZED (
         SELECT place, words FROM messages WHERE place < @before ORDER BY place DESC LIMIT ${NEWEST}
       )
       SELECT place FROM newest WHERE words @@ @query::tsquery ORDER BY place DESC LIMIT @limit`,
    )
    .pluck();
  const searchAll = db
    .prepare<Search, number>(
      `SELECT place FROM messages WHERE words @@ @query::tsquery AND place < @before
       ORDER BY place DESC LIMIT @limit`,
    )
    .pluck();
  const search = async (asked: Search): Promise<number[]> => {
    const newest = await searchNewest.all(asked);
    return newest.length === asked.limit ? newest : await searchAll.all(asked);
  };

  return {
    remove: async (place) => void (await remove.run(place)),

    indexMessages: async (limit) => {
      // One more than asked for tells if there are more.
      const rows = await unindexed.all(limit + 1);
      const written = rows
        .slice(0, limit)
        .map(async ({ place, text, fileName, roomId, patientId, doctorId }) => {
          const scope = [
            scopeWord('u', patientId),
            scopeWord('u', doctorId),
            ...(roomId === null ? [] : [scopeWord('v', roomId)]),
          ];
          return await setWords.run({ place, words: toVector({ text, fileName, scope }) });
        });
      await Promise.all(written);
      return rows.length > limit;
    },

    searchMessages: async ({ userId, otherId, roomId, words, before, limit }) => {
      const looked = words.filter((word) => wordsOf(word).length > 0);
      const last = looked.at(-1);
      if (last === undefined) return [];
      // Words that begin with one letter are half of all words of everybody.
      const beginning = last.length > 1 ? (wordsOf(last).at(-1) ?? null) : null;
      const phrases = looked.map((word) => wordsOf(word).map(quoted).join(' <-> '));
      const query = [
        quoted(scopeWord('u', userId)),
        ...(otherId === null ? [] : [quoted(scopeWord('u', otherId))]),
        ...(roomId === null ? [] : [quoted(scopeWord('v', roomId))]),
        ...phrases.slice(0, -1),
        `${phrases.at(-1)}${beginning === null ? '' : ':*'}`,
      ].join(' & ');
      const whole = new Set(looked.flatMap(wordsOf));
      const found: FoundMessageRecord[] = [];
      for (const place of await search({ query, before: before ?? Number.MAX_SAFE_INTEGER, limit })) {
        const message = await messages.at(place);
        const relation = message === null ? undefined : await relationById.get(message.conversationId);
        if (message === null || message.deletedAt !== null || relation === undefined) continue;
        const { patientId, doctorId } = relation;
        const snippet = snippetOf(message.text, { words: whole, beginning });
        for (const view of await reactions.withReactions(await receipts.view([message], relation))) {
          found.push({ message: view, snippet, otherId: userId === patientId ? doctorId : patientId, place });
        }
      }
      return found;
    },
  };
};
