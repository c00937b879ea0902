/**
 * Messages without an index of their ids, which nobody asks for: ids are random, so that each message of a batch
 * had a page of that index to itself, and pages are what a commit costs.
 */
export const MESSAGES_SCHEMA = `
CREATE TABLE new_waiting_messages (
  id TEXT NOT NULL,
  room_id TEXT NOT NULL REFERENCES appointments (room_id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  sender_id TEXT NOT NULL REFERENCES accounts (id),
  sender_role TEXT NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
  sender_name TEXT NOT NULL,
  text TEXT NOT NULL,
  client_id TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (room_id, seq)
) STRICT;
INSERT INTO new_waiting_messages
    (id, room_id, seq, sender_id, sender_role, sender_name, text, client_id, created_at)
  SELECT id, room_id, seq, sender_id, sender_role, sender_name, text, client_id, created_at
  FROM waiting_messages ORDER BY rowid;
DROP TABLE waiting_messages;
ALTER TABLE new_waiting_messages RENAME TO waiting_messages;
CREATE UNIQUE INDEX waiting_messages_sent_once ON waiting_messages (sender_id, client_id)
  WHERE client_id IS NOT NULL;
`;
