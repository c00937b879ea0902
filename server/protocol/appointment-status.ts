/** In a file without schemas: the thread of the store asks for these alone, and starts in half the time. */

/** The consultation's states. `admitted` may go back to `waiting` (hold); the last three are final. */
export const APPOINTMENT_STATUSES = [
  'scheduled',
  'waiting',
  'admitted',
  'inCall',
  'ended',
  'cancelled',
  'missed',
] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

const FINAL_STATUSES: readonly AppointmentStatus[] = ['ended', 'cancelled', 'missed'];

/** True if the visit can never be entered again. */
export const isFinalStatus = (status: AppointmentStatus): boolean => FINAL_STATUSES.includes(status);
