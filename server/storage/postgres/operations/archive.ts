import type { ArchiveStore } from '../../ports/archive.ts';
import type { MessageIndex } from './message-index.ts';
import type { OperationContext, Operations } from './types.ts';

/** Which conversations somebody has put away. */
export const createArchiveReader = ({ db }: Pick<OperationContext, 'db'>) => {
  const ofPerson = db.prepare<[personId: string], { relationId: string; seq: number }>(
    'SELECT relation_id AS "relationId", seq FROM archived_conversations WHERE person_id = ?',
  );
  return {
    /** Answers for each conversation whose newest message has this number. */
    async of(personId: string): Promise<(relationId: string, lastSeq: number) => boolean> {
      const kept = new Map((await ofPerson.all(personId)).map(({ relationId, seq }) => [relationId, seq]));
      return (relationId, lastSeq) => lastSeq <= (kept.get(relationId) ?? -1);
    },
  };
};

export type ArchiveReader = ReturnType<typeof createArchiveReader>;

/** Puts conversations away and brings them back. */
export const createArchiveOperations = (
  { db }: OperationContext,
  index: MessageIndex,
): Pick<Operations, keyof ArchiveStore> => {
  const relationOf = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const keptTo = db
    .prepare<[personId: string, relationId: string], number>(
      'SELECT seq FROM archived_conversations WHERE person_id = ? AND relation_id = ?',
    )
    .pluck();
  const put = db.prepare<{ personId: string; relationId: string; seq: number; at: number }>(
    `INSERT INTO archived_conversations (person_id, relation_id, seq, at) VALUES (@personId, @relationId, @seq, @at)
     ON CONFLICT (person_id, relation_id) DO UPDATE SET seq = excluded.seq, at = excluded.at`,
  );
  const takeBack = db.prepare<[personId: string, relationId: string]>(
    'DELETE FROM archived_conversations WHERE person_id = ? AND relation_id = ?',
  );
  return {
    archiveConversation: async ({ patientId, doctorId, personId, archived, upTo, at }) => {
      const relationId = await relationOf.get(patientId, doctorId);
      if (relationId === undefined) return null;
      const lastSeq = await index.lastSeq('conversations', relationId);
      const was = lastSeq <= ((await keptTo.get(personId, relationId)) ?? -1);
      if (!archived) {
        await takeBack.run(personId, relationId);
        return { archived: false, changed: was };
      }
      if (was || (upTo !== null && upTo < lastSeq)) return { archived: was, changed: false };
      await put.run({ personId, relationId, seq: lastSeq, at });
      return { archived: true, changed: true };
    },
  };
};
