import type { RelationRecord } from '../../../domain/records.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageReader } from './messages.ts';
import type { Operations, OperationContext } from './types.ts';

const RELATION =
  'relations.id, patient_id AS "patientId", doctor_id AS "doctorId", created_at AS "createdAt"';

/** Who is whose patient, and what one of the two got from the other. */
export const createRelationAccessOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  messages: MessageReader,
): Pick<Operations, 'getRelation' | 'establishRelation' | 'findReceived'> => {
  const byId = db.prepare<[id: string], RelationRecord>(`SELECT ${RELATION} FROM relations WHERE id = ?`);
  const ofPair = db.prepare<[patientId: string, doctorId: string], RelationRecord>(
    `SELECT ${RELATION} FROM relations WHERE patient_id = ? AND doctor_id = ?`,
  );
  const ofPerson = db.prepare<{ personId: string }, RelationRecord>(
    `SELECT ${RELATION} FROM relations WHERE patient_id = @personId
     UNION ALL SELECT ${RELATION} FROM relations WHERE doctor_id = @personId`,
  );
  const arePatientAndDoctor = db
    .prepare<[patientId: string, doctorId: string], number>(
      `SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ? AND role = 'patient')
         AND EXISTS (SELECT 1 FROM accounts WHERE id = ? AND role = 'doctor')`,
    )
    .pluck();
  const insert = db.prepare<RelationRecord>(
    `INSERT INTO relations (id, patient_id, doctor_id, created_at)
     VALUES (@id, @patientId, @doctorId, @createdAt)`,
  );

  const otherIn = ({ patientId, doctorId }: RelationRecord, personId: string): string =>
    personId === patientId ? doctorId : patientId;

  return {
    getRelation: async (relationId) => (await byId.get(relationId)) ?? null,

    establishRelation: async ({ relation, audit }) => {
      const { patientId, doctorId } = relation;
      const known = await ofPair.get(patientId, doctorId);
      if (known !== undefined) return { relation: known, isNew: false };
      if ((await arePatientAndDoctor.get(patientId, doctorId)) !== 1) return null;
      await insert.run(relation);
      await appendAudit(audit);
      return { relation, isNew: true };
    },

    findReceived: async ({ readerId, roomId, messageIds }) => {
      let relations: RelationRecord[] | null = null;
      const newest = new Map<string, number>();
      const byOwnId = async (messageId: string) => {
        const cut = messageId.lastIndexOf('-');
        const relation = cut < 1 ? undefined : await byId.get(messageId.slice(0, cut));
        const seq = Number(messageId.slice(cut + 1));
        if (relation === undefined || !Number.isSafeInteger(seq)) return null;
        return (await messages.inLog('conversations', relation.id, seq, seq))[0] ?? null;
      };
      const bySendersId = async (clientId: string) => {
        relations ??= await ofPerson.all({ personId: readerId });
        for (const relation of relations) {
          const place = await index.placeOf(otherIn(relation, readerId), clientId);
          const message = place === undefined ? null : await messages.at(place);
          // The sender gave it to one message, in whatever conversation that is.
          if (message?.conversationId === relation.id) return message;
        }
        return null;
      };
      for (const messageId of messageIds) {
        const message = (await byOwnId(messageId)) ?? (await bySendersId(messageId));
        const relation = message === null ? undefined : await byId.get(message.conversationId);
        if (message === null || relation === undefined || message.senderId === readerId) continue;
        if (readerId !== relation.patientId && readerId !== relation.doctorId) continue;
        if (roomId !== null && message.roomId !== roomId) continue;
        const seq = roomId === null ? message.seq : (message.roomSeq ?? 0);
        const otherId = otherIn(relation, readerId);
        newest.set(otherId, Math.max(seq, newest.get(otherId) ?? 0));
      }
      return [...newest].map(([otherId, seq]) => ({ otherId, seq }));
    },
  };
};
