import type { MessageRecord, MessageView, ReactionChange } from '../../../domain/records.ts';
import type { ReactionStore } from '../../ports/reactions.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageReader } from './messages.ts';
import type { OperationContext, Operations } from './types.ts';

type Relation = { patientId: string; doctorId: string };

/** Reactions as they are read with messages. */
export const createReactionReader = ({ db }: Pick<OperationContext, 'db'>) => {
  const inRange = db.prepare<
    [relationId: string, from: number, to: number],
    { seq: number; personId: string; emoji: string }
  >(
    `SELECT seq, person_id AS "personId", emoji FROM message_reactions
     WHERE relation_id = ? AND seq BETWEEN ? AND ? AND emoji IS NOT NULL`,
  );
  const lastNumber = db
    .prepare<[relationId: string], number | null>(
      'SELECT max(number) FROM message_reactions WHERE relation_id = ?',
    )
    .pluck();
  const changedAfter = db.prepare<
    { relationId: string; after: number; roomId: string | null; limit: number },
    ReactionChange
  >(
    `SELECT message_reactions.seq, messages.room_id AS "roomId", messages.room_seq AS "roomSeq",
       person_id AS "personId", emoji, number
     FROM message_reactions JOIN messages ON messages.place = message_reactions.place
     WHERE message_reactions.relation_id = @relationId AND number > @after
       AND (@roomId::text IS NULL OR messages.room_id = @roomId)
     ORDER BY number LIMIT @limit`,
  );
  const forget = db.prepare<[relationId: string, seq: number]>(
    'UPDATE message_reactions SET emoji = NULL WHERE relation_id = ? AND seq = ?',
  );

  /** The number of a conversation's newest change; 0 if there was none. */
  const last = async (relationId: string): Promise<number> => (await lastNumber.get(relationId)) ?? 0;

  return {
    last,

    /** Messages of one conversation, ascending, with their reactions, which are one statement for all. */
    async withReactions<M extends MessageRecord & Pick<MessageView, 'reactions'>>(
      views: readonly M[],
    ): Promise<M[]> {
      const [first, newest] = [views[0], views.at(-1)];
      if (first === undefined || newest === undefined) return [];
      const found = Map.groupBy(
        await inRange.all(first.conversationId, first.seq, newest.seq),
        ({ seq }) => seq,
      );
      if (found.size === 0) return [...views];
      return views.map((view) => {
        const reactions = found.get(view.seq);
        return reactions === undefined || view.deletedAt !== null
          ? view
          : { ...view, reactions: reactions.map(({ personId, emoji }) => ({ personId, emoji })) };
      });
    },

    /**
     * The changes after a number in their order, of one visit only with `roomId`; at most `limit`, and up to which
     * number they tell everything. Of a reaction that changed several times only the last.
     */
    async changes(input: {
      relationId: string;
      after: number;
      roomId: string | null;
      limit: number;
    }): Promise<{
      reactions: ReactionChange[];
      lastReaction: number;
    }> {
      const reactions = await changedAfter.all(input);
      const lastReaction =
        reactions.length === input.limit
          ? (reactions.at(-1)?.number ?? input.after)
          : await last(input.relationId);
      return { reactions, lastReaction };
    },

    /** Of a message that is deleted nothing is left, which its deletion tells. */
    forget: async (relationId: string, seq: number): Promise<void> =>
      void (await forget.run(relationId, seq)),
  };
};

export type ReactionReader = ReturnType<typeof createReactionReader>;

/** Sets and takes back reactions. */
export const createReactionOperations = (
  { db }: OperationContext,
  index: MessageIndex,
  messages: MessageReader,
  reader: ReactionReader,
): Pick<Operations, keyof ReactionStore> => {
  const relationById = db.prepare<[id: string], Relation>(
    'SELECT patient_id AS "patientId", doctor_id AS "doctorId" FROM relations WHERE id = ?',
  );
  const known = db
    .prepare<[relationId: string, seq: number, personId: string], string | null>(
      'SELECT emoji FROM message_reactions WHERE relation_id = ? AND seq = ? AND person_id = ?',
    )
    .pluck();
  const set = db.prepare<{
    relationId: string;
    seq: number;
    personId: string;
    place: number;
    emoji: string | null;
    number: number;
    at: number;
  }>(
    `INSERT INTO message_reactions (relation_id, seq, person_id, place, emoji, number, at)
     VALUES (@relationId, @seq, @personId, @place, @emoji, @number, @at)
     ON CONFLICT (relation_id, seq, person_id) DO UPDATE
       SET emoji = excluded.emoji, number = excluded.number, at = excluded.at`,
  );

  return {
    reactToMessage: async ({ conversationId, seq, personId, visitOnly, emoji, at }) => {
      const relation = await relationById.get(conversationId);
      if (relation === undefined) return { outcome: 'unknown' };
      const { patientId, doctorId } = relation;
      if (personId !== patientId && personId !== doctorId) return { outcome: 'unknown' };
      const [place] = await index.places('conversations', conversationId, seq, seq);
      const message = place === undefined ? null : await messages.at(place);
      if (place === undefined || message === null) return { outcome: 'unknown' };
      if (visitOnly !== null && message.roomId !== visitOnly) return { outcome: 'unknown' };
      if (message.deletedAt !== null) return { outcome: 'gone' };
      if (((await known.get(conversationId, seq, personId)) ?? null) === emoji) return { outcome: 'same' };
      const number = (await reader.last(conversationId)) + 1;
      await set.run({ relationId: conversationId, seq, personId, place, emoji, number, at });
      const { roomId, roomSeq } = message;
      return {
        outcome: 'changed',
        change: { seq, roomId, roomSeq, personId, emoji, number },
        patientId,
        doctorId,
      };
    },
  };
};
