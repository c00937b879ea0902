/** The one link of an account by which its owner may choose a password; a newer one takes its place. */
export const PASSWORD_LINKS_SCHEMA = `
CREATE TABLE password_links (
  account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
  secret_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
`;

/** Who made a link: it stops working when that person may not have made it any more. */
export const PASSWORD_LINK_MAKERS_SCHEMA = `
ALTER TABLE password_links ADD COLUMN created_by TEXT REFERENCES accounts (id);
`;

/** Visits that are not over: few, among the many that are. */
export const OPEN_VISITS_SCHEMA = `
CREATE INDEX appointments_open ON appointments (doctor_id, starts_at)
  WHERE status NOT IN ('ended', 'cancelled', 'missed');
`;
