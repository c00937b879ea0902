/**
 * What a session was opened with and when it was last used; the second factor of an account. The secret of a
 * second factor must be readable to check codes, so it is kept as it is: `DATABASE_KEY` encrypts it at rest
 * together with everything else. Recovery codes are kept as hashes.
 */
export const PROFILE_SCHEMA = `
ALTER TABLE sessions ADD COLUMN last_seen_at INTEGER;
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN system TEXT;
CREATE INDEX sessions_live_of_account ON sessions (account_id) WHERE ended_at IS NULL;

CREATE TABLE second_factors (
  account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  -- The newest time step whose code was used: neither it nor one before it counts again.
  last_step INTEGER,
  CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
) STRICT;

CREATE TABLE recovery_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (account_id, hash)
) STRICT;
`;
