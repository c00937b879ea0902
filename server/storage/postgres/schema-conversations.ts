/** Messages, what is known of them, emergencies and files: a part of schema 1. */
export const CONVERSATIONS_SCHEMA = `
CREATE TABLE messages (
  -- The order of arrival; rows are never deleted.
  place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  seq BIGINT NOT NULL CHECK (seq > 0),
  -- The visit in which it was sent, and its number there.
  room_id TEXT COLLATE "C" REFERENCES appointments (room_id),
  room_seq BIGINT CHECK (room_seq > 0),
  sender_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  sender_role TEXT COLLATE "C" NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
  sender_name TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('text', 'file', 'image', 'emergency')),
  -- Empty once it is deleted.
  text TEXT COLLATE "C" NOT NULL,
  file_url TEXT COLLATE "C",
  file_name TEXT COLLATE "C",
  -- The number of the message in this conversation that it answers.
  reply_to BIGINT,
  client_id TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  -- What it is found by, folded; null until it is in the search.
  words TSVECTOR,
  UNIQUE (relation_id, seq),
  UNIQUE (room_id, room_seq),
  CHECK ((room_id IS NULL) = (room_seq IS NULL))
);
-- For ever: an outbox may be older than any window of time.
CREATE UNIQUE INDEX messages_sent_once ON messages (sender_id, client_id) WHERE client_id IS NOT NULL;
-- A message refers to a file by its address alone.
CREATE INDEX messages_with_file ON messages (file_url) WHERE file_url IS NOT NULL;
CREATE INDEX messages_without_words ON messages (place) WHERE words IS NULL;
CREATE INDEX messages_by_words ON messages USING gin (words);

-- Up to which number somebody has received and read a conversation, or a visit of it, and when: one row for each
-- step, so that the time of every message is known.
CREATE TABLE receipts (
  -- A relation, or the room of a visit for who sees no more than that.
  scope_id TEXT COLLATE "C" NOT NULL,
  reader_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('delivered', 'read')),
  seq BIGINT NOT NULL CHECK (seq > 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (scope_id, reader_id, kind, seq)
);

-- In which order messages were deleted, so that a device can ask for what it has missed.
CREATE TABLE message_deletions (
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  -- From 1, without gaps, in each conversation.
  number BIGINT NOT NULL CHECK (number > 0),
  seq BIGINT NOT NULL,
  PRIMARY KEY (relation_id, number)
);

-- One row for a person and a message, whatever was chosen and taken back before. Rows stay, so that the number of the
-- newest change never goes back.
CREATE TABLE message_reactions (
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  seq BIGINT NOT NULL CHECK (seq > 0),
  person_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  place BIGINT NOT NULL REFERENCES messages (place),
  -- Null once it is taken back, or the message deleted.
  emoji TEXT COLLATE "C",
  -- Of the conversation's changes the last that made it so: a device asks for what came after a number.
  number BIGINT NOT NULL CHECK (number > 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (relation_id, seq, person_id)
);
CREATE UNIQUE INDEX message_reactions_in_order ON message_reactions (relation_id, number);

-- Up to the newest message of that moment: a later one brings the conversation back without a row for it.
CREATE TABLE archived_conversations (
  person_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  seq BIGINT NOT NULL CHECK (seq >= 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (person_id, relation_id)
);

-- The doctor's own; \`version\` lets two windows notice each other.
CREATE TABLE relation_notes (
  relation_id TEXT COLLATE "C" PRIMARY KEY REFERENCES relations (id),
  notes TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  updated_at BIGINT NOT NULL
);
-- The newest test of the patient's devices; the waiting room forgets its own with the place.
CREATE TABLE relation_device_reports (
  relation_id TEXT COLLATE "C" PRIMARY KEY REFERENCES relations (id),
  room_id TEXT COLLATE "C" NOT NULL REFERENCES appointments (room_id),
  results TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE visit_summaries (
  appointment_id TEXT COLLATE "C" PRIMARY KEY REFERENCES appointments (id),
  notes TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  updated_at BIGINT NOT NULL,
  updated_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id)
);

-- What was written stands in the messages alone, so that what is deleted there is gone here.
CREATE TABLE emergencies (
  id TEXT COLLATE "C" PRIMARY KEY,
  -- The conversation of the first alert.
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  patient_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  -- The first alert, and where the newest one is.
  message_id TEXT COLLATE "C" NOT NULL,
  last_place BIGINT NOT NULL REFERENCES messages (place),
  raised_at BIGINT NOT NULL,
  alerts BIGINT NOT NULL DEFAULT 1 CHECK (alerts > 0),
  -- Since when it waits to be acknowledged again; null: since the first alert.
  waiting_since BIGINT,
  acknowledged_at BIGINT,
  acknowledged_by TEXT COLLATE "C" REFERENCES accounts (id),
  -- When the patient was told that nobody has acknowledged it.
  unseen_at BIGINT,
  resolved_at BIGINT,
  resolved_by TEXT COLLATE "C" REFERENCES accounts (id),
  -- For the clinic alone.
  note TEXT COLLATE "C",
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
  CHECK ((resolved_at IS NULL) = (resolved_by IS NULL)),
  CHECK (resolved_at IS NULL OR acknowledged_at IS NOT NULL)
);
CREATE UNIQUE INDEX emergencies_open ON emergencies (patient_id) WHERE resolved_at IS NULL;
CREATE INDEX emergencies_of_patient ON emergencies (patient_id, raised_at);
CREATE TABLE emergency_messages (
  place BIGINT PRIMARY KEY REFERENCES messages (place),
  emergency_id TEXT COLLATE "C" NOT NULL REFERENCES emergencies (id)
);
CREATE TABLE emergency_visits (
  emergency_id TEXT COLLATE "C" NOT NULL REFERENCES emergencies (id),
  room_id TEXT COLLATE "C" NOT NULL REFERENCES appointments (room_id),
  PRIMARY KEY (emergency_id, room_id)
);

-- Their bytes lie elsewhere, encrypted with the key that is here: what is deleted here cannot be read any more, even
-- before its bytes are gone.
CREATE TABLE files (
  id TEXT COLLATE "C" PRIMARY KEY,
  relation_id TEXT COLLATE "C" NOT NULL REFERENCES relations (id),
  uploader_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  -- The visit of the invitation whose session uploads it.
  room_id TEXT COLLATE "C" REFERENCES appointments (room_id),
  name TEXT COLLATE "C" NOT NULL,
  -- Null until it is complete.
  type TEXT COLLATE "C",
  -- What it takes; until it is complete, what it will take at most.
  bytes BIGINT NOT NULL CHECK (bytes > 0),
  width BIGINT CHECK (width > 0),
  height BIGINT CHECK (height > 0),
  has_thumbnail SMALLINT NOT NULL DEFAULT 0 CHECK (has_thumbnail IN (0, 1)),
  -- Null once it is deleted; the row goes after the bytes. Sealed, where the server has a key for that.
  key BYTEA CHECK (length(key) >= 32),
  created_at BIGINT NOT NULL,
  completed_at BIGINT,
  -- It was old enough for files without a message to be deleted, and had one.
  settled SMALLINT NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
  CHECK ((type IS NULL) = (completed_at IS NULL))
);
CREATE INDEX files_unfinished ON files (uploader_id, created_at) WHERE completed_at IS NULL;
CREATE INDEX files_unsettled ON files (created_at) WHERE settled = 0;
CREATE INDEX files_deleted ON files (id) WHERE key IS NULL;
`;
