import { CONVERSATIONS_SCHEMA } from './schema-conversations.ts';
import { RECORDS_SCHEMA } from './schema-records.ts';

/** The clinic, its people, their visits and who waits. */
const PEOPLE_SCHEMA = `
CREATE TABLE meta (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  clinic_id TEXT COLLATE "C" NOT NULL,
  clinic_name TEXT COLLATE "C",
  -- The audit log's head: shows that the newest rows were cut off. Whoever writes holds this row.
  audit_seq BIGINT NOT NULL CHECK (audit_seq >= 0),
  audit_hash TEXT COLLATE "C" NOT NULL CHECK (length(audit_hash) = 64),
  -- Something known, sealed with the key of the secrets; null without one.
  key_check TEXT COLLATE "C"
);

CREATE TABLE accounts (
  id TEXT COLLATE "C" PRIMARY KEY,
  email TEXT COLLATE "C" UNIQUE,
  fullname TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL CHECK (role IN ('doctor', 'patient')),
  is_admin SMALLINT NOT NULL CHECK (is_admin IN (0, 1)),
  password_hash TEXT COLLATE "C",
  date_of_birth TEXT COLLATE "C",
  blood_group TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  language TEXT COLLATE "C",
  unread_mail_minutes BIGINT DEFAULT 30 CHECK (unread_mail_minutes > 0),
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE password_links (
  account_id TEXT COLLATE "C" PRIMARY KEY REFERENCES accounts (id),
  secret_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_by TEXT COLLATE "C" REFERENCES accounts (id)
);

CREATE TABLE relations (
  -- The order in which they were made.
  place BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
  id TEXT COLLATE "C" PRIMARY KEY,
  patient_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  doctor_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  UNIQUE (doctor_id, patient_id)
);
CREATE INDEX relations_of_patient ON relations (patient_id);

CREATE TABLE appointments (
  id TEXT COLLATE "C" PRIMARY KEY,
  room_id TEXT COLLATE "C" NOT NULL UNIQUE,
  patient_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  doctor_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  starts_at BIGINT NOT NULL,
  duration_minutes BIGINT NOT NULL DEFAULT 20 CHECK (duration_minutes > 0),
  follow_up_of TEXT COLLATE "C" REFERENCES appointments (id),
  reason TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL
    CHECK (status IN ('scheduled', 'waiting', 'admitted', 'inCall', 'ended', 'cancelled', 'missed')),
  client_id TEXT COLLATE "C",
  moved_from BIGINT,
  closing_message TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX appointments_by_start ON appointments (starts_at, id);
CREATE INDEX appointments_of_doctor ON appointments (doctor_id, starts_at, id);
CREATE INDEX appointments_of_patient ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_waiting ON appointments (doctor_id) WHERE status = 'waiting';
-- For ever: a repeat may come from a form that stood open for days.
CREATE UNIQUE INDEX appointments_made_once ON appointments (doctor_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX appointments_open ON appointments (doctor_id, starts_at)
  WHERE status NOT IN ('ended', 'cancelled', 'missed');
CREATE INDEX appointments_ongoing ON appointments (patient_id, doctor_id)
  WHERE status IN ('waiting', 'admitted', 'inCall');
CREATE INDEX appointments_ended ON appointments (doctor_id, ended_at)
  WHERE status = 'ended' AND started_at IS NOT NULL;

CREATE TABLE invitations (
  id TEXT COLLATE "C" PRIMARY KEY,
  appointment_id TEXT COLLATE "C" NOT NULL REFERENCES appointments (id),
  secret_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  max_openings BIGINT NOT NULL CHECK (max_openings > 0),
  openings BIGINT NOT NULL DEFAULT 0 CHECK (openings BETWEEN 0 AND max_openings),
  last_opened_at BIGINT,
  replaced_at BIGINT
);
CREATE UNIQUE INDEX invitations_current ON invitations (appointment_id) WHERE replaced_at IS NULL;

CREATE TABLE sessions (
  id TEXT COLLATE "C" PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  appointment_id TEXT COLLATE "C" REFERENCES appointments (id),
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  end_reason TEXT COLLATE "C" CHECK (end_reason IN ('logout', 'opened_elsewhere', 'reuse', 'revoked')),
  last_seen_at BIGINT,
  browser TEXT COLLATE "C",
  system TEXT COLLATE "C",
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
-- An invitation opens one session at a time.
CREATE UNIQUE INDEX sessions_live_of_visit ON sessions (appointment_id)
  WHERE appointment_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX sessions_live_of_account ON sessions (account_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_tokens (
  hash TEXT COLLATE "C" PRIMARY KEY,
  session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  successor_hash TEXT COLLATE "C" UNIQUE REFERENCES refresh_tokens (hash),
  CHECK ((used_at IS NULL) = (successor_hash IS NULL))
);

CREATE TABLE second_factors (
  account_id TEXT COLLATE "C" PRIMARY KEY REFERENCES accounts (id),
  -- Sealed, where the server has a key for that.
  secret TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  -- The newest time step whose code was used: neither it nor one before it counts again.
  last_step BIGINT,
  CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
);
CREATE TABLE recovery_codes (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  hash TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, hash)
);

CREATE TABLE waiting_entries (
  -- Breaks the tie of two arrivals in one millisecond.
  place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  room_id TEXT COLLATE "C" NOT NULL REFERENCES appointments (room_id),
  patient_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  joined_at BIGINT NOT NULL,
  ready SMALLINT NOT NULL DEFAULT 0 CHECK (ready IN (0, 1)),
  device_test_completed SMALLINT NOT NULL DEFAULT 0 CHECK (device_test_completed IN (0, 1)),
  device_test_results TEXT COLLATE "C",
  via_invitation SMALLINT NOT NULL CHECK (via_invitation IN (0, 1)),
  away_since BIGINT,
  acknowledged_at BIGINT,
  acknowledged_by TEXT COLLATE "C" REFERENCES accounts (id),
  held_at BIGINT,
  queue_order BIGINT,
  reorder_reason TEXT COLLATE "C" CHECK (reorder_reason IN ('urgent', 'appointmentTime', 'notReady', 'other')),
  call_back SMALLINT NOT NULL DEFAULT 0 CHECK (call_back IN (0, 1)),
  UNIQUE (room_id, patient_id),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE INDEX waiting_entries_away ON waiting_entries (away_since);
CREATE INDEX waiting_entries_by_order ON waiting_entries (coalesce(queue_order, joined_at));
`;

/**
 * Schema 1: what SQLite has after all of its steps, without what is SQLite's own way of keeping an index.
 *
 * Times are milliseconds since the epoch, flags are 0 or 1. Text is compared byte by byte, as SQLite does it,
 * whatever the language of the cluster. The statuses are written out because a released migration must not change
 * when the code's lists do.
 */
export const FIRST_SCHEMA = [PEOPLE_SCHEMA, CONVERSATIONS_SCHEMA, RECORDS_SCHEMA].join('\n');
