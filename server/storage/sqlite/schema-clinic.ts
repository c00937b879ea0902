/** How a person is reached, how long a visit is planned to take, and which visit it follows up. */
export const CONTACT_AND_DURATION_SCHEMA = `
ALTER TABLE accounts ADD COLUMN phone TEXT;
ALTER TABLE accounts ADD COLUMN language TEXT;
ALTER TABLE appointments ADD COLUMN duration_minutes INTEGER NOT NULL DEFAULT 20
  CHECK (duration_minutes > 0);
ALTER TABLE appointments ADD COLUMN follow_up_of TEXT REFERENCES appointments (id);
`;
