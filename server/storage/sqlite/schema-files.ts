/**
 * Files of conversations. Their bytes lie in the data folder, encrypted with the key that is here: what is deleted
 * here cannot be read any more, even before its bytes are gone.
 */
export const FILES_SCHEMA = `
CREATE TABLE files (
  id TEXT PRIMARY KEY NOT NULL,
  relation_id TEXT NOT NULL REFERENCES relations (id),
  uploader_id TEXT NOT NULL REFERENCES accounts (id),
  -- The visit of the invitation whose session uploads it.
  room_id TEXT REFERENCES appointments (room_id),
  name TEXT NOT NULL,
  -- Null until it is complete.
  type TEXT,
  -- What it takes; until it is complete, what it will take at most.
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  width INTEGER CHECK (width > 0),
  height INTEGER CHECK (height > 0),
  has_thumbnail INTEGER NOT NULL DEFAULT 0 CHECK (has_thumbnail IN (0, 1)),
  -- Null once it is deleted; the row goes after the bytes.
  key BLOB CHECK (length(key) = 32),
  created_at INTEGER NOT NULL,
  completed_at INTEGER,
  -- It was old enough for files without a message to be deleted, and had one.
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
  CHECK ((type IS NULL) = (completed_at IS NULL))
) STRICT;
CREATE INDEX files_unfinished ON files (uploader_id, created_at) WHERE completed_at IS NULL;
CREATE INDEX files_unsettled ON files (created_at) WHERE settled = 0;
CREATE INDEX files_deleted ON files (id) WHERE key IS NULL;
-- A message refers to a file by its address alone.
CREATE INDEX messages_with_file ON messages (file_url) WHERE file_url IS NOT NULL;
`;
