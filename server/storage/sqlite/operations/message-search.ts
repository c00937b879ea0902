import type { SnippetPart } from '../../../domain/records.ts';
import type { MessageReader } from './messages.ts';
import type { ReactionReader } from './reactions.ts';
import type { ReceiptReader } from './receipts.ts';
import type { LocalOperations, OperationContext } from './types.ts';

/** Around what was looked for, in what SQLite answers; nothing that anybody types. */
const BEGIN = '\u0002';
const END = '\u0003';
const SNIPPET_WORDS = 16;

/** A word as FTS5 takes it literally, whatever is in it. */
const quoted = (word: string): string => `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`;

const scopeWord = (kind: 'u' | 'v', id: string): string =>
  quoted(`${kind}${Buffer.from(id, 'utf8').toString('hex')}`);

/** True if the tokenizer finds anything in it; FTS5 would match nothing at all otherwise. */
const hasWord = (word: string): boolean => /[\p{L}\p{N}\p{Co}]/u.test(word);

const toParts = (snippet: string): SnippetPart[] =>
  snippet
    .split(BEGIN)
    .flatMap((part, index): SnippetPart[] => {
      if (index === 0) return [{ text: part, match: false }];
      const [match = '', ...rest] = part.split(END);
      return [
        { text: match, match: true },
        { text: rest.join(''), match: false },
      ];
    })
    .filter(({ text }) => text !== '');

/** Finds messages by their words. */
export const createMessageSearch = (
  { db }: OperationContext,
  messages: MessageReader,
  receipts: ReceiptReader,
  reactions: Pick<ReactionReader, 'withReactions'>,
): Pick<LocalOperations, 'indexMessages' | 'searchMessages'> & { remove: (place: number) => void } => {
  const end = db.prepare<[], number>('SELECT place FROM message_search_end').pluck();
  const lastOfSlice = db
    .prepare<[after: number, limit: number], number | null>(
      'SELECT max(place) FROM (SELECT place FROM messages WHERE place > ? ORDER BY place LIMIT ?)',
    )
    .pluck();
  const extend = db.prepare<[after: number, upTo: number]>(
    `INSERT INTO message_search (rowid, text, file_name, scope)
     SELECT place, text, file_name, scope FROM searchable_messages WHERE place > ? AND place <= ? ORDER BY place`,
  );
  const moveEnd = db.prepare<[place: number]>('UPDATE message_search_end SET place = ?');
  const lastPlace = db.prepare<[], number | null>('SELECT max(place) FROM messages').pluck();
  const remove = db.prepare<[place: number]>(
    `INSERT INTO message_search (message_search, rowid, text, file_name, scope)
     SELECT 'delete', place, text, file_name, scope FROM searchable_messages WHERE place = ?`,
  );
  const restore = db.prepare<[place: number]>(
    `INSERT INTO message_search (rowid, text, file_name, scope)
     SELECT place, '', '', scope FROM searchable_messages WHERE place = ?`,
  );
  const relationById = db.prepare<[id: string], { patientId: string; doctorId: string }>(
    'SELECT patient_id AS patientId, doctor_id AS doctorId FROM relations WHERE id = ?',
  );
  const search = db.prepare<
    { query: string; before: number; limit: number },
    { place: number; snippet: string }
  >(
    `SELECT rowid AS place, snippet(message_search, 0, '${BEGIN}', '${END}', '…', ${SNIPPET_WORDS}) AS snippet
     FROM message_search WHERE message_search MATCH @query AND rowid < @before
     ORDER BY rowid DESC LIMIT @limit`,
  );

  return {
    remove: (place) => {
      if (place > (end.get() ?? 0)) return;
      remove.run(place);
      // Without its words, but known: whoever checks the index finds every message in it.
      restore.run(place);
    },

    indexMessages: (limit) => {
      const from = end.get() ?? 0;
      const upTo = lastOfSlice.get(from, limit) ?? from;
      if (upTo === from) return false;
      extend.run(from, upTo);
      moveEnd.run(upTo);
      return upTo < (lastPlace.get() ?? 0);
    },

    searchMessages: ({ userId, otherId, roomId, words, before, limit }) => {
      const looked = words.filter(hasWord);
      const last = looked.at(-1);
      if (last === undefined) return [];
      const scope = [
        scopeWord('u', userId),
        ...(otherId === null ? [] : [scopeWord('u', otherId)]),
        ...(roomId === null ? [] : [scopeWord('v', roomId)]),
      ].join(' AND ');
      // Words that begin with one letter are half of all words of everybody.
      const isBeginning = last.length > 1;
      const wanted = [
        ...looked.slice(0, -1).map(quoted),
        isBeginning ? `${quoted(last)} *` : quoted(last),
      ].join(' AND ');
      return search
        .all({
          query: `scope : (${scope}) AND {text file_name} : (${wanted})`,
          before: before ?? Number.MAX_SAFE_INTEGER,
          limit,
        })
        .flatMap(({ place, snippet }) => {
          const message = messages.at(place);
          const relation = message === null ? undefined : relationById.get(message.conversationId);
          if (message === null || message.deletedAt !== null || relation === undefined) return [];
          const { patientId, doctorId } = relation;
          return reactions.withReactions(receipts.view([message], relation)).map((view) => ({
            message: view,
            snippet: toParts(snippet),
            otherId: userId === patientId ? doctorId : patientId,
            place,
          }));
        });
    },
  };
};
