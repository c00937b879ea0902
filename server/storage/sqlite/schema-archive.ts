/**
 * Conversations that somebody has put away, up to the newest message of that moment: a later one brings them back
 * without a row being written for it.
 */
export const ARCHIVE_SCHEMA = `
CREATE TABLE archived_conversations (
  person_id TEXT NOT NULL REFERENCES accounts (id),
  relation_id TEXT NOT NULL REFERENCES relations (id),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (person_id, relation_id)
) STRICT, WITHOUT ROWID;
`;
