/** Written to and emptied again to learn whether the disk takes a write; never read. */
export const DISK_PROBE_SCHEMA = `
CREATE TABLE disk_probe (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  filler BLOB NOT NULL
) STRICT;
INSERT INTO disk_probe (one, filler) VALUES (1, zeroblob(0));
`;
