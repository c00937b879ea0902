import type { AppointmentStatus } from '../protocol/index.ts';

export { isFinalStatus as isFinal } from '../protocol/index.ts';

/**
 * The consultation's state machine: scheduled → waiting → admitted → inCall → ended, with `cancelled` and
 * `missed`, and back from `admitted` and `inCall` to `waiting` (hold) and from `inCall` to `admitted` (the
 * patient hung up and may return). A room that the doctor made by REST leads to `inCall` directly.
 */
const NEXT: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: ['waiting', 'inCall', 'cancelled', 'missed', 'ended'],
  waiting: ['scheduled', 'admitted', 'inCall', 'cancelled', 'missed', 'ended'],
  admitted: ['waiting', 'inCall', 'cancelled', 'missed', 'ended'],
  inCall: ['waiting', 'admitted', 'ended'],
  ended: [],
  cancelled: [],
  missed: [],
};

/** True if a patient in this state may be in the call. */
export const mayEnterCall = (status: AppointmentStatus): boolean =>
  status === 'admitted' || status === 'inCall';

/** The states from which `to` may be reached. */
export const statesBefore = (to: AppointmentStatus): AppointmentStatus[] =>
  (Object.keys(NEXT) as AppointmentStatus[]).filter((from) => NEXT[from].includes(to));
