import type { MessageRecord, RelationRecord } from '../../../domain/records.ts';
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

    findReceived: async ({ readerId, otherId: senderId, roomId, names }) => {
      let relations: RelationRecord[] | null = null;
      const newest = new Map<string, number>();

      const isMeant = (relation: RelationRecord): boolean =>
        (readerId === relation.patientId || readerId === relation.doctorId) &&
        (senderId === null || otherIn(relation, readerId) === senderId);
      const isReceived = (message: MessageRecord): boolean =>
        message.senderId !== readerId && (roomId === null || message.roomId === roomId);

      const byOwnId = async (messageId: string): Promise<MessageRecord[]> => {
        const cut = messageId.lastIndexOf('-');
        const relation = cut < 1 ? undefined : await byId.get(messageId.slice(0, cut));
        const seq = Number(messageId.slice(cut + 1));
        if (relation === undefined || !isMeant(relation) || !Number.isSafeInteger(seq)) return [];
        return (await messages.inLog('conversations', relation.id, seq, seq)).filter(isReceived);
      };
      const bySendersId = async (clientId: string): Promise<MessageRecord[]> => {
        relations ??= (await ofPerson.all({ personId: readerId })).filter(isMeant);
        const found: MessageRecord[] = [];
        for (const relation of relations) {
          const place = await index.placeOf(otherIn(relation, readerId), clientId);
          const message = place === undefined ? null : await messages.at(place);
          // The sender gave it to one message, in whatever conversation that is.
          if (message?.conversationId === relation.id && isReceived(message)) found.push(message);
        }
        return found;
      };

      for (const calls of names) {
        const found = new Map<string, MessageRecord>();
        for (const name of calls) {
          const own = await byOwnId(name);
          for (const message of own.length > 0 ? own : await bySendersId(name))
            found.set(message.id, message);
        }
        const [message, another] = found.values();
        const relation = message === undefined ? undefined : await byId.get(message.conversationId);
        if (message === undefined || relation === undefined || another !== undefined) continue;
        const seq = roomId === null ? message.seq : (message.roomSeq ?? 0);
        const otherId = otherIn(relation, readerId);
        newest.set(otherId, Math.max(seq, newest.get(otherId) ?? 0));
      }
      return [...newest].map(([otherId, seq]) => ({ otherId, seq }));
    },
  };
};
