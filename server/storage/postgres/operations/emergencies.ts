import type { EmergencyMark, EmergencyRecord, NewMessageRecord } from '../../../domain/records.ts';
import type { EmergencyAudit, EmergencyStore } from '../../ports/emergencies.ts';
import { messageFields, storedMessage } from '../../shared/message-fields.ts';
import type { MessageIndex } from './message-index.ts';
import type { NotificationWriter } from './notifications.ts';
import type { OperationContext, Operations } from './types.ts';

type EmergencyRow = Omit<EmergencyRecord, 'acknowledged' | 'resolved' | 'visits'> & {
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  acknowledgedByName: string | null;
  resolvedAt: number | null;
  resolvedBy: string | null;
  resolvedByName: string | null;
};

const SELECT_EMERGENCY = `
  SELECT emergencies.id, emergencies.patient_id AS "patientId", patient.fullname AS "patientName",
    relations.doctor_id AS "doctorId", doctor.fullname AS "doctorName", emergencies.message_id AS "messageId",
    emergencies.raised_at AS "raisedAt",
    coalesce(emergencies.waiting_since, emergencies.raised_at) AS "waitingSince", last.text, last.created_at AS "lastAt", emergencies.alerts AS count,
    emergencies.acknowledged_at AS "acknowledgedAt", emergencies.acknowledged_by AS "acknowledgedBy",
    acknowledger.fullname AS "acknowledgedByName", emergencies.unseen_at AS "unseenAt",
    emergencies.resolved_at AS "resolvedAt", emergencies.resolved_by AS "resolvedBy",
    resolver.fullname AS "resolvedByName"
  FROM emergencies
  JOIN relations ON relations.id = emergencies.relation_id
  JOIN accounts AS patient ON patient.id = emergencies.patient_id
  JOIN accounts AS doctor ON doctor.id = relations.doctor_id
  JOIN messages AS last ON last.place = emergencies.last_place
  LEFT JOIN accounts AS acknowledger ON acknowledger.id = emergencies.acknowledged_by
  LEFT JOIN accounts AS resolver ON resolver.id = emergencies.resolved_by`;

const markOf = (at: number | null, by: string | null, name: string | null): EmergencyMark | null =>
  at === null || by === null || name === null ? null : { at, by, name };

/** Emergencies, over the messages that they are made of. */
export const createEmergencyOperations = (
  { db, appendAudit }: OperationContext,
  index: MessageIndex,
  append: Operations['appendMessage'],
  { noteEmergency }: Pick<NotificationWriter, 'noteEmergency'>,
): Pick<Operations, keyof EmergencyStore> => {
  const byId = db.prepare<[id: string], EmergencyRow>(`${SELECT_EMERGENCY} WHERE emergencies.id = ?`);
  const allOpen = db.prepare<[], EmergencyRow>(
    `${SELECT_EMERGENCY} WHERE emergencies.resolved_at IS NULL ORDER BY emergencies.raised_at`,
  );
  const visitsOf = db
    .prepare<[id: string], string>('SELECT room_id FROM emergency_visits WHERE emergency_id = ?')
    .pluck();
  const openOf = db
    .prepare<[patientId: string], string>(
      'SELECT id FROM emergencies WHERE patient_id = ? AND resolved_at IS NULL',
    )
    .pluck();
  const ofMessage = db
    .prepare<[place: number], string>('SELECT emergency_id FROM emergency_messages WHERE place = ?')
    .pluck();
  const relationsOf = db.prepare<[patientId: string], { id: string; doctorId: string }>(
    'SELECT id, doctor_id AS "doctorId" FROM relations WHERE patient_id = ? ORDER BY created_at DESC',
  );
  const insert = db.prepare<{
    id: string;
    relationId: string;
    patientId: string;
    messageId: string;
    place: number;
    at: number;
  }>(
    `INSERT INTO emergencies (id, relation_id, patient_id, message_id, last_place, raised_at)
     VALUES (@id, @relationId, @patientId, @messageId, @place, @at)`,
  );
  // What was acknowledged before is not this alert: it waits for somebody again.
  const repeat = db.prepare<{ id: string; place: number; at: number }>(
    `UPDATE emergencies SET last_place = @place, alerts = alerts + 1,
       waiting_since = CASE WHEN acknowledged_at IS NULL THEN waiting_since ELSE @at::bigint END,
       unseen_at = CASE WHEN acknowledged_at IS NULL THEN unseen_at END,
       acknowledged_at = NULL, acknowledged_by = NULL
     WHERE id = @id`,
  );
  const insertMessage = db.prepare<[place: number, id: string]>(
    'INSERT INTO emergency_messages (place, emergency_id) VALUES (?, ?)',
  );
  const insertVisit = db.prepare<[id: string, roomId: string]>(
    'INSERT INTO emergency_visits (emergency_id, room_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const acknowledge = db.prepare<{ id: string; at: number; by: string; alerts: number }>(
    `UPDATE emergencies SET acknowledged_at = @at, acknowledged_by = @by
     WHERE id = @id AND acknowledged_at IS NULL AND alerts <= @alerts`,
  );
  const resolve = db.prepare<{ id: string; at: number; by: string; note: string | null; alerts: number }>(
    `UPDATE emergencies SET resolved_at = @at, resolved_by = @by, note = @note,
       acknowledged_at = coalesce(acknowledged_at, @at), acknowledged_by = coalesce(acknowledged_by, @by)
     WHERE id = @id AND resolved_at IS NULL AND alerts <= @alerts`,
  );
  const markUnseen = db.prepare<[at: number, id: string]>(
    'UPDATE emergencies SET unseen_at = ? WHERE id = ? AND acknowledged_at IS NULL AND unseen_at IS NULL',
  );

  const toEmergency = async (row: EmergencyRow): Promise<EmergencyRecord> => {
    const {
      acknowledgedAt,
      acknowledgedBy,
      acknowledgedByName,
      resolvedAt,
      resolvedBy,
      resolvedByName,
      ...rest
    } = row;
    return {
      ...rest,
      acknowledged: markOf(acknowledgedAt, acknowledgedBy, acknowledgedByName),
      resolved: markOf(resolvedAt, resolvedBy, resolvedByName),
      visits: await visitsOf.all(row.id),
    };
  };

  const find = async (id: string): Promise<EmergencyRecord | null> => {
    const row = await byId.get(id);
    return row === undefined ? null : await toEmergency(row);
  };

  const mustFind = async (id: string): Promise<EmergencyRecord> => {
    const emergency = await find(id);
    if (emergency === null) throw new Error('an emergency that was stored is missing');
    return emergency;
  };

  const auditAll = async (audits: readonly EmergencyAudit[], subjectId: string): Promise<void> => {
    for (const audit of audits) await appendAudit({ ...audit, subjectId });
  };

  const placeOf = async (relationId: string, seq: number): Promise<number> => {
    const [place] = await index.places('conversations', relationId, seq, seq);
    if (place === undefined) throw new Error('a message that was stored is missing');
    return place;
  };

  const newestDoctor = async (patientId: string): Promise<string | null> => {
    let newest: { doctorId: string; place: number } | null = null;
    for (const { id, doctorId } of await relationsOf.all(patientId)) {
      const lastSeq = await index.lastSeq('conversations', id);
      const place = lastSeq === 0 ? 0 : await placeOf(id, lastSeq);
      if (newest === null || place > newest.place) newest = { doctorId, place };
    }
    return newest?.doctorId ?? null;
  };

  const addresseeOf = async (
    to: Parameters<EmergencyStore['raiseEmergency']>[0]['to'],
  ): Promise<NewMessageRecord['to'] | null> => {
    if ('roomId' in to) return to;
    const doctorId = to.doctorId ?? (await newestDoctor(to.patientId));
    return doctorId === null ? null : { patientId: to.patientId, doctorId };
  };

  return {
    raiseEmergency: async ({ emergencyId, message, to, audits }) => {
      const addressee = await addresseeOf(to);
      if (addressee === null) return 'unknown';
      const sent: NewMessageRecord = { ...message, to: addressee };
      const stored = storedMessage(sent, await append(...messageFields(sent)));
      if (typeof stored === 'string') return 'unknown';
      const { id: messageId, conversationId: relationId, seq, roomId } = stored.message;
      const place = await placeOf(relationId, seq);
      if (stored.duplicate) {
        const known = await ofMessage.get(place);
        return known === undefined
          ? 'other_message'
          : { stored, emergency: await mustFind(known), notified: [] };
      }
      const { patientId } = stored;
      const open = await openOf.get(patientId);
      const id = open ?? emergencyId;
      if (open !== undefined) await repeat.run({ id, place, at: message.createdAt });
      else await insert.run({ id, relationId, patientId, messageId, place, at: message.createdAt });
      await insertMessage.run(place, id);
      if (roomId !== null) await insertVisit.run(id, roomId);
      await auditAll(audits, id);
      const notified = await noteEmergency({ patientId, at: message.createdAt });
      return { stored, emergency: await mustFind(id), notified };
    },

    listOpenEmergencies: async () => {
      const open: EmergencyRecord[] = [];
      for (const row of await allOpen.all()) open.push(await toEmergency(row));
      return open;
    },

    acknowledgeEmergency: async ({ emergencyId, by, at, alerts, audit }) => {
      if ((await acknowledge.run({ id: emergencyId, by, at, alerts })).changes > 0) await appendAudit(audit);
      return await find(emergencyId);
    },

    resolveEmergency: async ({ emergencyId, by, at, note, alerts, audit }) => {
      if ((await resolve.run({ id: emergencyId, by, at, note, alerts })).changes > 0)
        await appendAudit(audit);
      return await find(emergencyId);
    },

    noteEmergencyUnseen: async ({ emergencyId, at, audits }) => {
      if ((await markUnseen.run(at, emergencyId)).changes > 0) await auditAll(audits, emergencyId);
      return await mustFind(emergencyId);
    },

    noteEmergencyTold: async ({ emergencyId, audits }) => {
      await auditAll(audits, emergencyId);
      return await mustFind(emergencyId);
    },
  };
};
