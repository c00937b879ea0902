import type { NewMessageRecord } from '../../../domain/records.ts';
import type { MessageFields } from '../../shared/message-fields.ts';

/** To whom it goes: the two, or a visit's room. */
export type Address = { toRoom: string | null; patientId: string | null; doctorId: string | null };

export type NewMessage = Address & {
  /** Of the notification that is made unless there is one already; null makes none. */
  notificationId: string | null;
  senderId: string;
  senderRole: NewMessageRecord['senderRole'];
  senderName: string;
  kind: NewMessageRecord['kind'];
  text: string;
  fileUrl: string | null;
  fileName: string | null;
  replyTo: number | null;
  clientId: string | null;
  at: number;
};

export const newMessage = (fields: MessageFields): NewMessage => {
  const [toRoom, patientId, doctorId, notificationId, ...content] = fields;
  const [senderId, senderRole, senderName, kind, text, fileUrl, fileName, replyTo, clientId, at] = content;
  return {
    ...{ toRoom, patientId, doctorId, notificationId, senderId, senderRole, senderName, kind, text },
    ...{ fileUrl, fileName, replyTo, clientId, at },
  };
};

/** What became of it. */
export type Inserted = {
  /** It was stored before, under the same id of the sender's: nothing was changed. */
  isKnown: 0 | 1;
  /** Null if the two are not related. */
  relationId: string | null;
  patientId: string | null;
  doctorId: string | null;
  seq: number | null;
  roomId: string | null;
  roomSeq: number | null;
  /** 0: it answers a message that there is not; nothing was changed. */
  isAnswer: 0 | 1 | null;
  notificationId: string | null;
  count: number | null;
};

/**
 * Stores a message with the next number of its conversation and of its visit, unless it is there already, and notifies
 * who gets it. Whoever runs it holds the turn of writing, so that nobody else takes that number.
 */
export const INSERT_MESSAGE = `
  WITH known AS (
    SELECT 1 FROM messages WHERE sender_id = @senderId AND client_id = @clientId
  ), relation AS (
    SELECT relations.id, relations.patient_id, relations.doctor_id, (
      SELECT room_id FROM appointments
      WHERE appointments.patient_id = relations.patient_id AND appointments.doctor_id = relations.doctor_id
        AND status IN ('waiting', 'admitted', 'inCall') ORDER BY starts_at LIMIT 1
    ) AS room_id
    FROM relations WHERE relations.patient_id = @patientId AND relations.doctor_id = @doctorId
    UNION ALL
    SELECT relations.id, relations.patient_id, relations.doctor_id, appointments.room_id
    FROM appointments JOIN relations ON relations.doctor_id = appointments.doctor_id
      AND relations.patient_id = appointments.patient_id
    WHERE (@patientId::text IS NULL OR @doctorId::text IS NULL) AND appointments.room_id = @toRoom
  ), numbered AS (
    SELECT relation.*,
      (SELECT coalesce(max(seq), 0) + 1 FROM messages WHERE relation_id = relation.id) AS seq,
      CASE WHEN room_id IS NOT NULL THEN (
        SELECT coalesce(max(room_seq), 0) + 1 FROM messages WHERE messages.room_id = relation.room_id
      ) END AS room_seq,
      CASE WHEN @senderId = patient_id THEN doctor_id ELSE patient_id END AS to_id
    FROM relation WHERE NOT EXISTS (SELECT 1 FROM known)
  ), accepted AS (
    SELECT * FROM numbered WHERE @replyTo::bigint IS NULL OR @replyTo::bigint < seq
  ), stored AS (
    INSERT INTO messages (relation_id, seq, room_id, room_seq, sender_id, sender_role, sender_name, kind, text,
      file_url, file_name, reply_to, client_id, created_at)
    SELECT id, seq, room_id, room_seq, @senderId, @senderRole, @senderName, @kind, @text, @fileUrl, @fileName,
      @replyTo::bigint, @clientId, @at::bigint
    FROM accepted
  ), renewed AS (
    UPDATE notifications SET place = nextval('notification_places'), count = count + 1, created_at = @at::bigint
    FROM accepted
    WHERE @notificationId::text IS NOT NULL AND notifications.account_id = accepted.to_id
      AND notifications.other_id = @senderId AND notifications.kind = 'message' AND notifications.read_at IS NULL
    RETURNING notifications.id, notifications.count
  ), made AS (
    -- Who has no account has nowhere to read it.
    INSERT INTO notifications (id, account_id, kind, other_id, since, created_at)
    SELECT @notificationId, accounts.id, 'message', @senderId, @at::bigint, @at::bigint
    FROM accepted JOIN accounts ON accounts.id = accepted.to_id
    WHERE @notificationId::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM renewed)
      AND accounts.password_hash IS NOT NULL AND accounts.disabled_at IS NULL
    RETURNING id, count
  ), notified AS (
    SELECT id, count FROM renewed UNION ALL SELECT id, count FROM made
  )
  SELECT EXISTS (SELECT 1 FROM known) AS "isKnown", numbered.id AS "relationId",
    numbered.patient_id AS "patientId", numbered.doctor_id AS "doctorId", numbered.seq,
    numbered.room_id AS "roomId", numbered.room_seq AS "roomSeq",
    @replyTo::bigint IS NULL OR @replyTo::bigint < numbered.seq AS "isAnswer",
    notified.id AS "notificationId", notified.count
  FROM (SELECT 1) AS one LEFT JOIN numbered ON true LEFT JOIN notified ON true`;

/** True for a message that this one statement is enough for: what it refers to need not be looked up before. */
export const isOneStatement = (name: string, [, , , , , , , , , fileUrl]: readonly unknown[]): boolean =>
  name === 'appendMessage' && fileUrl === null;
