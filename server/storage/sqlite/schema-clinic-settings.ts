/**
 * What an administrator sets for the whole clinic, in one row, and the visits that tell how fast a doctor works.
 */
export const CLINIC_SETTINGS_SCHEMA = `
CREATE TABLE clinic_settings (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- JSON: for each day of the week a list of { from, to }.
  opening_hours TEXT NOT NULL DEFAULT '{}',
  time_zone TEXT,
  emergency_number TEXT,
  show_position INTEGER NOT NULL DEFAULT 1 CHECK (show_position IN (0, 1)),
  show_expected_wait INTEGER NOT NULL DEFAULT 1 CHECK (show_expected_wait IN (0, 1)),
  show_presence INTEGER NOT NULL DEFAULT 1 CHECK (show_presence IN (0, 1)),
  relay_only INTEGER NOT NULL DEFAULT 0 CHECK (relay_only IN (0, 1))
) STRICT;
INSERT INTO clinic_settings (one) VALUES (1);

CREATE TABLE clinic_logo (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  type TEXT NOT NULL CHECK (type IN ('image/png', 'image/jpeg', 'image/webp')),
  version TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE INDEX appointments_ended ON appointments (doctor_id, ended_at)
  WHERE status = 'ended' AND started_at IS NOT NULL;
`;
