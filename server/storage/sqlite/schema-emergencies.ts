/**
 * Emergencies: which messages are alerts of which, and what became of it. What was written stands in the messages
 * alone, so that what is deleted there is gone here. And what the clinic sets for them.
 */
export const EMERGENCIES_SCHEMA = `
CREATE TABLE emergencies (
  id TEXT PRIMARY KEY,
  -- The conversation of the first alert.
  relation_id TEXT NOT NULL REFERENCES relations (id),
  patient_id TEXT NOT NULL REFERENCES accounts (id),
  -- The first alert, and where the newest one is.
  message_id TEXT NOT NULL,
  last_place INTEGER NOT NULL REFERENCES messages (place),
  raised_at INTEGER NOT NULL,
  alerts INTEGER NOT NULL DEFAULT 1 CHECK (alerts > 0),
  acknowledged_at INTEGER,
  acknowledged_by TEXT REFERENCES accounts (id),
  -- When the patient was told that nobody has acknowledged it.
  unseen_at INTEGER,
  resolved_at INTEGER,
  resolved_by TEXT REFERENCES accounts (id),
  -- For the clinic alone.
  note TEXT,
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
  CHECK ((resolved_at IS NULL) = (resolved_by IS NULL)),
  CHECK (resolved_at IS NULL OR acknowledged_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX emergencies_open ON emergencies (patient_id) WHERE resolved_at IS NULL;

CREATE TABLE emergency_messages (
  place INTEGER PRIMARY KEY REFERENCES messages (place),
  emergency_id TEXT NOT NULL REFERENCES emergencies (id)
) STRICT;

CREATE TABLE emergency_visits (
  emergency_id TEXT NOT NULL REFERENCES emergencies (id),
  room_id TEXT NOT NULL REFERENCES appointments (room_id),
  PRIMARY KEY (emergency_id, room_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE clinic_settings ADD COLUMN emergency_text_for TEXT NOT NULL DEFAULT 'all'
  CHECK (emergency_text_for IN ('all', 'related'));
ALTER TABLE clinic_settings ADD COLUMN emergency_unseen_seconds INTEGER NOT NULL DEFAULT 60
  CHECK (emergency_unseen_seconds BETWEEN 15 AND 900);
`;

/** An alert after the acknowledgement rings anew: since when, so that a restart does not forget it. */
export const EMERGENCY_RINGS_SCHEMA = `
-- Null: since the first alert.
ALTER TABLE emergencies ADD COLUMN waiting_since INTEGER;
`;
