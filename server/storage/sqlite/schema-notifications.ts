/** What people are notified of, the mails that tell it, and how long somebody lets unread messages wait for one. */
export const NOTIFICATIONS_SCHEMA = `
ALTER TABLE accounts ADD COLUMN unread_mail_minutes INTEGER DEFAULT 30 CHECK (unread_mail_minutes > 0);

CREATE TABLE notifications (
  -- The order of the list; a renewal moves to its end.
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL
    CHECK (kind IN ('message', 'appointment-created', 'appointment-moved', 'appointment-cancelled', 'emergency')),
  other_id TEXT NOT NULL REFERENCES accounts (id),
  appointment_id TEXT REFERENCES appointments (id),
  count INTEGER NOT NULL DEFAULT 1 CHECK (count > 0),
  -- When it was made, and when it was renewed last.
  since INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE INDEX notifications_of_account ON notifications (account_id, place);
CREATE INDEX notifications_unread ON notifications (account_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notifications_of_conversation ON notifications (account_id, other_id)
  WHERE kind = 'message' AND read_at IS NULL;
CREATE INDEX notifications_waiting ON notifications (since) WHERE kind = 'message' AND read_at IS NULL;
CREATE INDEX notifications_by_age ON notifications (created_at);

CREATE TABLE mails (
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder', 'moved', 'cancelled', 'unread')),
  appointment_id TEXT REFERENCES appointments (id),
  -- Of the unread conversation; it may be forgotten earlier than the mail.
  notification_id TEXT,
  -- Of a reminder, the start that it reminds of; else the start before what it tells.
  starts_at INTEGER,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  sending_since INTEGER,
  sent_at INTEGER,
  dropped TEXT CHECK (dropped IN ('outdated', 'failed', 'uncertain')),
  CHECK ((kind = 'unread') = (appointment_id IS NULL)),
  CHECK ((kind = 'unread') = (notification_id IS NOT NULL)),
  CHECK ((kind = 'unread') = (starts_at IS NULL))
) STRICT;
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
`;
