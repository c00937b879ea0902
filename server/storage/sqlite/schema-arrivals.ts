/** Who of the clinic took notice of an arrival, and when; since when a patient was put back to waiting. */
export const ARRIVALS_SCHEMA = `
ALTER TABLE waiting_entries ADD COLUMN acknowledged_at INTEGER;
ALTER TABLE waiting_entries ADD COLUMN acknowledged_by TEXT REFERENCES accounts (id)
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL));
ALTER TABLE waiting_entries ADD COLUMN held_at INTEGER;
`;

/** The order of a queue where a doctor changed it: replaces the time of arrival. */
export const QUEUE_ORDER_SCHEMA = `
ALTER TABLE waiting_entries ADD COLUMN queue_order INTEGER;
ALTER TABLE waiting_entries ADD COLUMN reorder_reason TEXT
  CHECK (reorder_reason IN ('urgent', 'appointmentTime', 'notReady', 'other'));
`;

/** Finds the last place of all queues. */
export const LAST_PLACE_SCHEMA = `
CREATE INDEX waiting_entries_by_order ON waiting_entries (coalesce(queue_order, joined_at));
`;

/** The patient does something else meanwhile and wants to be called. */
export const CALL_BACK_SCHEMA = `
ALTER TABLE waiting_entries ADD COLUMN call_back INTEGER NOT NULL DEFAULT 0 CHECK (call_back IN (0, 1));
`;
