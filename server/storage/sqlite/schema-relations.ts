/** What a doctor keeps of a patient beyond single visits. */
export const RELATIONS_SCHEMA = `
-- The doctor's own; \`version\` lets two windows notice each other.
CREATE TABLE relation_notes (
  relation_id TEXT PRIMARY KEY REFERENCES relations (id),
  notes TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL
) STRICT;

-- The newest test of the patient's devices; the waiting room forgets its own with the place.
CREATE TABLE relation_device_reports (
  relation_id TEXT PRIMARY KEY REFERENCES relations (id),
  room_id TEXT NOT NULL REFERENCES appointments (room_id),
  results TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX emergencies_of_patient ON emergencies (patient_id, raised_at);
`;
