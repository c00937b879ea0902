/**
 * The key that the clinic shows to whoever comes by its address, as the app gave it: so that it is in every backup,
 * and a clinic that moves to another computer is still the one that invitations name. Only a database that is
 * encrypted has it.
 */
export const TLS_KEY_SCHEMA = `
CREATE TABLE tls_key (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key TEXT NOT NULL
) STRICT;
`;
