/**
 * What people answered messages with: one row for a person and a message, whatever was chosen and taken back before.
 * Rows stay, so that the number of the newest change never goes back.
 */
export const REACTIONS_SCHEMA = `
CREATE TABLE message_reactions (
  relation_id TEXT NOT NULL REFERENCES relations (id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  person_id TEXT NOT NULL REFERENCES accounts (id),
  place INTEGER NOT NULL REFERENCES messages (place),
  -- Null once it is taken back, or the message deleted.
  emoji TEXT,
  -- Of the conversation's changes the last that made it so: a device asks for what came after a number.
  number INTEGER NOT NULL CHECK (number > 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (relation_id, seq, person_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_reactions_in_order ON message_reactions (relation_id, number);
`;
