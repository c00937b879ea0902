/** Notifications, mails, calls, settings and the audit log: a part of schema 1. */
export const RECORDS_SCHEMA = `
CREATE SEQUENCE notification_places;
CREATE TABLE notifications (
  -- The order of the list; a renewal moves to its end.
  place BIGINT PRIMARY KEY DEFAULT nextval('notification_places'),
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  kind TEXT COLLATE "C" NOT NULL
    CHECK (kind IN ('message', 'appointment-created', 'appointment-moved', 'appointment-cancelled', 'emergency')),
  other_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  appointment_id TEXT COLLATE "C" REFERENCES appointments (id),
  count BIGINT NOT NULL DEFAULT 1 CHECK (count > 0),
  -- When it was made, and when it was renewed last.
  since BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  read_at BIGINT
);
ALTER SEQUENCE notification_places OWNED BY notifications.place;
CREATE INDEX notifications_of_account ON notifications (account_id, place);
CREATE INDEX notifications_unread ON notifications (account_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notifications_of_conversation ON notifications (account_id, other_id)
  WHERE kind = 'message' AND read_at IS NULL;
CREATE UNIQUE INDEX notifications_of_emergency ON notifications (account_id, other_id)
  WHERE kind = 'emergency' AND read_at IS NULL;
CREATE INDEX notifications_waiting ON notifications (since) WHERE kind = 'message' AND read_at IS NULL;
CREATE INDEX notifications_by_age ON notifications (created_at);

CREATE TABLE mails (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('invitation', 'reminder', 'moved', 'cancelled', 'unread')),
  appointment_id TEXT COLLATE "C" REFERENCES appointments (id),
  -- Of the unread conversation; it may be forgotten earlier than the mail.
  notification_id TEXT COLLATE "C",
  -- Of a reminder, the start that it reminds of; else the start before what it tells.
  starts_at BIGINT,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  sending_since BIGINT,
  sent_at BIGINT,
  dropped TEXT COLLATE "C" CHECK (dropped IN ('outdated', 'failed', 'uncertain')),
  CHECK ((kind = 'unread') = (appointment_id IS NULL)),
  CHECK ((kind = 'unread') = (notification_id IS NOT NULL)),
  CHECK ((kind = 'unread') = (starts_at IS NULL))
);
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL AND dropped IS NULL AND sending_since IS NULL;
CREATE INDEX mails_sending ON mails (sending_since) WHERE sending_since IS NOT NULL;
CREATE INDEX mails_by_age ON mails (created_at);
CREATE INDEX mails_of_moves ON mails (appointment_id, created_at) WHERE kind = 'moved';
-- What must not be told twice.
CREATE UNIQUE INDEX mails_reminded ON mails (appointment_id, starts_at) WHERE kind = 'reminder';
CREATE UNIQUE INDEX mails_unread ON mails (notification_id) WHERE kind = 'unread';
CREATE UNIQUE INDEX mails_waiting ON mails (appointment_id, kind)
  WHERE kind IN ('invitation', 'moved', 'cancelled') AND sent_at IS NULL AND dropped IS NULL
    AND sending_since IS NULL;

CREATE TABLE call_rooms (
  id TEXT COLLATE "C" PRIMARY KEY,
  doctor_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  patient_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  appointment_id TEXT COLLATE "C" REFERENCES appointments (id),
  created_by_role TEXT COLLATE "C" NOT NULL CHECK (created_by_role IN ('doctor', 'patient')),
  created_at BIGINT NOT NULL
);

CREATE TABLE clinic_settings (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  -- JSON: for each day of the week a list of { from, to }.
  opening_hours TEXT COLLATE "C" NOT NULL DEFAULT '{}',
  time_zone TEXT COLLATE "C",
  emergency_number TEXT COLLATE "C",
  show_position SMALLINT NOT NULL DEFAULT 1 CHECK (show_position IN (0, 1)),
  show_expected_wait SMALLINT NOT NULL DEFAULT 1 CHECK (show_expected_wait IN (0, 1)),
  show_presence SMALLINT NOT NULL DEFAULT 1 CHECK (show_presence IN (0, 1)),
  relay_only SMALLINT NOT NULL DEFAULT 0 CHECK (relay_only IN (0, 1)),
  emergency_text_for TEXT COLLATE "C" NOT NULL DEFAULT 'all' CHECK (emergency_text_for IN ('all', 'related')),
  emergency_unseen_seconds BIGINT NOT NULL DEFAULT 60 CHECK (emergency_unseen_seconds BETWEEN 15 AND 900)
);
INSERT INTO clinic_settings (one) VALUES (1);
CREATE TABLE clinic_logo (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  type TEXT COLLATE "C" NOT NULL CHECK (type IN ('image/png', 'image/jpeg', 'image/webp')),
  version TEXT COLLATE "C" NOT NULL,
  bytes BYTEA NOT NULL
);

-- Sealed, always.
CREATE TABLE tls_key (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  key TEXT COLLATE "C" NOT NULL
);

CREATE TABLE audit (
  seq BIGINT PRIMARY KEY CHECK (seq > 0),
  at BIGINT NOT NULL,
  actor_id TEXT COLLATE "C",
  action TEXT COLLATE "C" NOT NULL,
  subject_id TEXT COLLATE "C",
  detail TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE FUNCTION check_audit_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT audit_seq + 1 FROM meta) THEN
    RAISE EXCEPTION 'the audit log is append-only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_never_shrinks BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
  FOR EACH ROW EXECUTE FUNCTION check_audit_growth();

-- Written to learn whether the database takes a write; never read.
CREATE TABLE disk_probe (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  filler BYTEA NOT NULL
);
INSERT INTO disk_probe (one, filler) VALUES (1, '');
`;
