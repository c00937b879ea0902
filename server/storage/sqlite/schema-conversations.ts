/**
 * One log for each pair of patient and doctor, instead of one for each visit: a message has its number in the
 * conversation, and its number in the visit if it was sent in one. A message is addressed by conversation and
 * number, so that it needs no id and no index of ids. What finds messages is gathered, as before
 * (operations/message-index.ts).
 */
export const CONVERSATIONS_SCHEMA = `
-- Whoever has an appointment is related; said here for clinics from before that was so.
INSERT OR IGNORE INTO relations (id, patient_id, doctor_id, created_at)
  SELECT lower(hex(randomblob(16))), patient_id, doctor_id, min(created_at)
  FROM appointments GROUP BY patient_id, doctor_id;
CREATE INDEX relations_of_patient ON relations (patient_id);

CREATE TABLE messages (
  -- The order of arrival, the same in every copy; rows are never deleted.
  place INTEGER PRIMARY KEY,
  relation_id TEXT NOT NULL REFERENCES relations (id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  -- The visit in which it was sent, and its number there.
  room_id TEXT REFERENCES appointments (room_id),
  room_seq INTEGER CHECK (room_seq > 0),
  sender_id TEXT NOT NULL REFERENCES accounts (id),
  sender_role TEXT NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
  sender_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'file', 'image', 'emergency')),
  -- Empty once it is deleted.
  text TEXT NOT NULL,
  file_url TEXT,
  file_name TEXT,
  -- The number of the message in this conversation that it answers.
  reply_to INTEGER,
  client_id TEXT,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK ((room_id IS NULL) = (room_seq IS NULL))
) STRICT;
INSERT INTO messages (place, relation_id, seq, room_id, room_seq, sender_id, sender_role, sender_name, kind, text,
    client_id, created_at)
  SELECT sent.place, relations.id, row_number() OVER (PARTITION BY relations.id ORDER BY sent.place),
    sent.room_id, sent.seq, sent.sender_id, sent.sender_role, sent.sender_name, 'text', sent.text, sent.client_id,
    sent.created_at
  FROM waiting_messages AS sent
  JOIN appointments ON appointments.room_id = sent.room_id
  JOIN relations ON relations.patient_id = appointments.patient_id AND relations.doctor_id = appointments.doctor_id
  ORDER BY sent.place;
DROP TABLE waiting_messages;

CREATE TABLE conversation_messages (
  relation_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (relation_id, seq, place)
) STRICT, WITHOUT ROWID;
INSERT INTO conversation_messages (relation_id, seq, place)
  SELECT relation_id, seq, place FROM messages
  WHERE place <= (SELECT place FROM message_index_end) ORDER BY relation_id, seq;

-- Up to which number somebody has received and read a conversation, or a visit of it, and when: one row for each
-- step, so that the time of every message is known.
CREATE TABLE receipts (
  -- A relation, or the room of a visit for who sees no more than that.
  scope_id TEXT NOT NULL,
  reader_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('delivered', 'read')),
  seq INTEGER NOT NULL CHECK (seq > 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (scope_id, reader_id, kind, seq)
) STRICT, WITHOUT ROWID;

-- In which order messages were deleted, so that a device can ask for what it has missed.
CREATE TABLE message_deletions (
  relation_id TEXT NOT NULL REFERENCES relations (id),
  -- From 1, without gaps, in each conversation.
  number INTEGER NOT NULL CHECK (number > 0),
  seq INTEGER NOT NULL,
  PRIMARY KEY (relation_id, number)
) STRICT, WITHOUT ROWID;

-- Nothing from before is new to anybody.
INSERT INTO receipts (scope_id, reader_id, kind, seq, at)
  SELECT relations.id, people.id, kinds.kind, max(messages.seq), max(messages.created_at)
  FROM messages JOIN relations ON relations.id = messages.relation_id
  JOIN accounts AS people ON people.id IN (relations.patient_id, relations.doctor_id)
  CROSS JOIN (SELECT 'delivered' AS kind UNION ALL SELECT 'read') AS kinds
  GROUP BY relations.id, people.id, kinds.kind;

-- Visits in which messages of their two people belong to the visit.
CREATE INDEX appointments_ongoing ON appointments (patient_id, doctor_id)
  WHERE status IN ('waiting', 'admitted', 'inCall');
`;
