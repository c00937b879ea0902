/** What the doctor keeps of a visit; `version` lets two windows notice each other. */
export const VISIT_SUMMARIES_SCHEMA = `
CREATE TABLE visit_summaries (
  appointment_id TEXT PRIMARY KEY REFERENCES appointments (id),
  notes TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL REFERENCES accounts (id)
) STRICT;
`;
