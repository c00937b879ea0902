import type { Channel } from './events.ts';

/** The audiences of a waiting room. */

export const room = (roomId: string): Channel => ({ kind: 'room', roomId });
export const roomDoctors = (roomId: string): Channel => ({ kind: 'room-doctors', roomId });
export const roomPatients = (roomId: string): Channel => ({ kind: 'room-patients', roomId });
