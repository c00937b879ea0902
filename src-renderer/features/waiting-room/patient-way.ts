import type { AppointmentStatus } from '../../../server/protocol/index.ts';

/** Where a visit of this status belongs: to the waiting room, into the call, or to the goodbye. */
export const nextPage = (status: AppointmentStatus): 'wait' | 'call' | 'over' => {
  switch (status) {
    case 'scheduled':
    case 'waiting':
      return 'wait';
    case 'admitted':
    case 'inCall':
      return 'call';
    case 'ended':
    case 'cancelled':
    case 'missed':
      return 'over';
  }
};
