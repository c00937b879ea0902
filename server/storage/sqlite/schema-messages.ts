/**
 * Messages without an index of their ids, which nobody asks for: ids are random, so that each message of a batch
 * had a page of that index to itself, and pages are what a commit costs. The indexes that find a room's messages
 * and a resend are such ones, too; they are tables of their own now, which operations/message-index.ts writes for
 * many messages at a time.
 */
export const MESSAGES_SCHEMA = `
CREATE TABLE new_waiting_messages (
  -- The order of arrival, the same in every copy; rows are never deleted.
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  room_id TEXT NOT NULL REFERENCES appointments (room_id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  sender_id TEXT NOT NULL REFERENCES accounts (id),
  sender_role TEXT NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
  sender_name TEXT NOT NULL,
  text TEXT NOT NULL,
  client_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO new_waiting_messages
    (place, id, room_id, seq, sender_id, sender_role, sender_name, text, client_id, created_at)
  SELECT rowid, id, room_id, seq, sender_id, sender_role, sender_name, text, client_id, created_at
  FROM waiting_messages ORDER BY rowid;
DROP TABLE waiting_messages;
ALTER TABLE new_waiting_messages RENAME TO waiting_messages;

-- For ever: an outbox may be older than any window of time.
CREATE TABLE sent_messages (
  sender_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (sender_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE room_messages (
  room_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (room_id, seq, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_index_end (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- What came later is not in sent_messages and room_messages yet.
  place INTEGER NOT NULL
) STRICT;
INSERT INTO sent_messages (sender_id, client_id, place)
  SELECT sender_id, client_id, place FROM waiting_messages
  WHERE client_id IS NOT NULL ORDER BY sender_id, client_id;
INSERT INTO room_messages (room_id, seq, place)
  SELECT room_id, seq, place FROM waiting_messages ORDER BY room_id, seq;
INSERT INTO message_index_end (one, place) SELECT 1, coalesce(max(place), 0) FROM waiting_messages;
`;
