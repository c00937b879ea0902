/**
 * Schema 1. Times are milliseconds since the epoch, flags are 0 or 1.
 *
 * The statuses are written out because a released migration must not change when the code's lists do.
 */
export const FIRST_SCHEMA = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  clinic_id TEXT NOT NULL,
  clinic_name TEXT,
  -- The audit log's head: shows that the newest rows were cut off.
  audit_seq INTEGER NOT NULL CHECK (audit_seq >= 0),
  audit_hash TEXT NOT NULL CHECK (length(audit_hash) = 64)
) STRICT;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY NOT NULL,
  email TEXT UNIQUE,
  fullname TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('doctor', 'patient')),
  is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
  password_hash TEXT,
  date_of_birth TEXT,
  blood_group TEXT,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;

CREATE TABLE relations (
  id TEXT PRIMARY KEY NOT NULL,
  patient_id TEXT NOT NULL REFERENCES accounts (id),
  doctor_id TEXT NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  UNIQUE (doctor_id, patient_id)
) STRICT;

CREATE TABLE appointments (
  id TEXT PRIMARY KEY NOT NULL,
  room_id TEXT NOT NULL UNIQUE,
  patient_id TEXT NOT NULL REFERENCES accounts (id),
  doctor_id TEXT NOT NULL REFERENCES accounts (id),
  starts_at INTEGER NOT NULL,
  reason TEXT,
  status TEXT NOT NULL
    CHECK (status IN ('scheduled', 'waiting', 'admitted', 'inCall', 'ended', 'cancelled', 'missed')),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX appointments_by_start ON appointments (starts_at, id);
CREATE INDEX appointments_of_doctor ON appointments (doctor_id, starts_at, id);
CREATE INDEX appointments_of_patient ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_waiting ON appointments (doctor_id) WHERE status = 'waiting';

CREATE TABLE invitations (
  id TEXT PRIMARY KEY NOT NULL,
  appointment_id TEXT NOT NULL REFERENCES appointments (id),
  secret_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  max_openings INTEGER NOT NULL CHECK (max_openings > 0),
  openings INTEGER NOT NULL DEFAULT 0 CHECK (openings BETWEEN 0 AND max_openings),
  last_opened_at INTEGER,
  replaced_at INTEGER
) STRICT;
CREATE UNIQUE INDEX invitations_current ON invitations (appointment_id) WHERE replaced_at IS NULL;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  appointment_id TEXT REFERENCES appointments (id),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT CHECK (end_reason IN ('logout', 'opened_elsewhere', 'reuse', 'revoked')),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
-- An invitation opens one session at a time.
CREATE UNIQUE INDEX sessions_live_of_visit ON sessions (appointment_id)
  WHERE appointment_id IS NOT NULL AND ended_at IS NULL;

CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY NOT NULL,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  successor_hash TEXT UNIQUE REFERENCES refresh_tokens (hash),
  CHECK ((used_at IS NULL) = (successor_hash IS NULL))
) STRICT;

CREATE TABLE waiting_entries (
  -- Breaks the tie of two arrivals in one millisecond.
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  room_id TEXT NOT NULL REFERENCES appointments (room_id),
  patient_id TEXT NOT NULL REFERENCES accounts (id),
  joined_at INTEGER NOT NULL,
  ready INTEGER NOT NULL DEFAULT 0 CHECK (ready IN (0, 1)),
  device_test_completed INTEGER NOT NULL DEFAULT 0 CHECK (device_test_completed IN (0, 1)),
  device_test_results TEXT,
  via_invitation INTEGER NOT NULL CHECK (via_invitation IN (0, 1)),
  away_since INTEGER,
  UNIQUE (room_id, patient_id)
) STRICT;
CREATE INDEX waiting_entries_away ON waiting_entries (away_since);

CREATE TABLE waiting_messages (
  id TEXT PRIMARY KEY NOT NULL,
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
-- For ever: an outbox may be older than any window of time.
CREATE UNIQUE INDEX waiting_messages_sent_once ON waiting_messages (sender_id, client_id)
  WHERE client_id IS NOT NULL;

CREATE TABLE call_rooms (
  id TEXT PRIMARY KEY NOT NULL,
  doctor_id TEXT NOT NULL REFERENCES accounts (id),
  patient_id TEXT NOT NULL REFERENCES accounts (id),
  appointment_id TEXT REFERENCES appointments (id),
  created_by_role TEXT NOT NULL CHECK (created_by_role IN ('doctor', 'patient')),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at INTEGER NOT NULL,
  actor_id TEXT,
  action TEXT NOT NULL,
  subject_id TEXT,
  detail TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- Without it, INSERT OR REPLACE could change a row where recursive triggers are off.
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
  WHEN NEW.seq IS NOT (SELECT audit_seq + 1 FROM meta)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;
