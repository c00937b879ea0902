import type { FoundMessageRecord } from '../../../domain/records.ts';
import { snippetOf, wordsOf } from '../../shared/words.ts';
import type { MessageReader } from './messages.ts';
import type { ReactionReader } from './reactions.ts';
import type { ReceiptReader } from './receipts.ts';
import type { OperationContext, Operations } from './types.ts';

/** A lexeme as `tsquery` takes it literally, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

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
  const setWords = db.prepare<{ place: number; words: readonly string[] }>(
    'UPDATE messages SET words = array_to_tsvector(@words::text[]) WHERE place = @place',
  );
  const remove = db.prepare<[place: number]>(
    `UPDATE messages SET words = ''::tsvector WHERE place = ? AND words IS NOT NULL`,
  );
  const relationById = db.prepare<[id: string], { patientId: string; doctorId: string }>(
    'SELECT patient_id AS "patientId", doctor_id AS "doctorId" FROM relations WHERE id = ?',
  );
  const search = db
    .prepare<{ query: string; before: number; limit: number }, number>(
      `SELECT place FROM messages WHERE words @@ @query::tsquery AND place < @before
       ORDER BY place DESC LIMIT @limit`,
    )
    .pluck();

  return {
    remove: async (place) => void (await remove.run(place)),

    indexMessages: async (limit) => {
      // One more than asked for tells if there are more.
      const rows = await unindexed.all(limit + 1);
      const written = rows
        .slice(0, limit)
        .map(async ({ place, text, fileName, roomId, patientId, doctorId }) => {
          const words = new Set([
            ...wordsOf(text),
            ...wordsOf(fileName ?? ''),
            scopeWord('u', patientId),
            scopeWord('u', doctorId),
            ...(roomId === null ? [] : [scopeWord('v', roomId)]),
          ]);
          return await setWords.run({ place, words: [...words] });
        });
      await Promise.all(written);
      return rows.length > limit;
    },

    searchMessages: async ({ userId, otherId, roomId, words, before, limit }) => {
      const looked = words.flatMap(wordsOf);
      const last = looked.at(-1);
      if (last === undefined) return [];
      // Words that begin with one letter are half of all words of everybody.
      const beginning = last.length > 1 ? last : null;
      const whole = new Set(beginning === null ? looked : looked.slice(0, -1));
      const query = [
        quoted(scopeWord('u', userId)),
        ...(otherId === null ? [] : [quoted(scopeWord('u', otherId))]),
        ...(roomId === null ? [] : [quoted(scopeWord('v', roomId))]),
        ...[...whole].map(quoted),
        ...(beginning === null ? [] : [`${quoted(beginning)}:*`]),
      ].join(' & ');
      const found: FoundMessageRecord[] = [];
      for (const place of await search.all({ query, before: before ?? Number.MAX_SAFE_INTEGER, limit })) {
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
