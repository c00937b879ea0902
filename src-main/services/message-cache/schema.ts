import type { Database } from 'better-sqlite3';

/**
 * The tables of an account's copy. What one version left, the next one takes over: step n makes version n + 1, and a
 * step that was published never changes.
 */
const STEPS: readonly string[] = [
  `
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  -- A userSummary.
  summary TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE conversations (
  other_id TEXT PRIMARY KEY,
  -- A contact; null as long as the conversation is not in the list.
  contact TEXT,
  -- In the list, the newest first.
  list_place INTEGER,
  -- So many deletions of it are in the copy.
  last_deletion INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
  -- The time of the server times 1024, and a number: newer messages have higher places.
  place INTEGER PRIMARY KEY,
  other_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  own INTEGER NOT NULL CHECK (own IN (0, 1)),
  text TEXT NOT NULL,
  file_name TEXT,
  is_read INTEGER NOT NULL CHECK (is_read IN (0, 1)),
  read_at TEXT,
  delivered_at TEXT,
  deleted_at TEXT,
  -- All else of a chatMessage.
  rest TEXT NOT NULL,
  UNIQUE (other_id, seq)
) STRICT;
CREATE VIRTUAL TABLE message_search USING fts5(
  text, file_name,
  content = 'messages', content_rowid = 'place',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'",
  prefix = '2 3'
);
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER message_added AFTER INSERT ON messages BEGIN
  INSERT INTO message_search (rowid, text, file_name) VALUES (new.place, new.text, new.file_name);
END;
CREATE TRIGGER message_removed AFTER DELETE ON messages BEGIN
  INSERT INTO message_search (message_search, rowid, text, file_name)
  VALUES ('delete', old.place, old.text, old.file_name);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text, file_name ON messages
WHEN old.text IS NOT new.text OR old.file_name IS NOT new.file_name BEGIN
  INSERT INTO message_search (message_search, rowid, text, file_name)
  VALUES ('delete', old.place, old.text, old.file_name);
  INSERT INTO message_search (rowid, text, file_name) VALUES (new.place, new.text, new.file_name);
END;
CREATE TABLE letters (
  client_id TEXT PRIMARY KEY,
  sort_order REAL NOT NULL,
  -- A letter, as the page wrote it.
  letter TEXT NOT NULL
) STRICT;
CREATE TABLE drafts (to_id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE deletions (message_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`,
];

const versionOf = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/** A newer version of the app made this copy. */
export class NewerCopyError extends Error {
  override readonly name = 'NewerCopyError';
}

/**
 * Brings a copy to the newest version, in one step.
 * @throws NewerCopyError
 */
export const migrateCopy = (db: Database): void => {
  const version = versionOf(db);
  if (version > STEPS.length) throw new NewerCopyError(`version ${version} is newer than ${STEPS.length}`);
  if (version === STEPS.length) return;
  db.transaction(() => {
    for (const step of STEPS.slice(version)) db.exec(step);
    db.pragma(`user_version = ${STEPS.length}`);
  }).immediate();
};
