/** What an appointment was made under, where it was moved from, and what was written to its patient at the end. */
export const AGENDA_SCHEMA = `
ALTER TABLE appointments ADD COLUMN client_id TEXT;
ALTER TABLE appointments ADD COLUMN moved_from INTEGER;
ALTER TABLE appointments ADD COLUMN closing_message TEXT;
-- For ever: a repeat may come from a form that stood open for days.
CREATE UNIQUE INDEX appointments_made_once ON appointments (doctor_id, client_id)
  WHERE client_id IS NOT NULL;
`;
