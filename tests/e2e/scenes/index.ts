import { appointments } from './appointments.ts';
import { booking } from './booking.ts';
import { callStates } from './call-states.ts';
import { clinic } from './clinic.ts';
import { consultation } from './consultation.ts';
import { doctorRooms } from './doctor-rooms.ts';
import { patientDevices } from './patient-devices.ts';
import { patientRoom } from './patient-room.ts';
import type { SceneGroup } from './scene.ts';
import { start } from './start.ts';
import { visitSummary } from './visit-summary.ts';
import { waitingStates } from './waiting-states.ts';

/** Every screen and state of the app. A new screen brings its scenes to the file of its part, or adds a file here. */
export const groups: readonly SceneGroup[] = [
  start,
  patientRoom,
  waitingStates,
  patientDevices,
  consultation,
  callStates,
  doctorRooms,
  appointments,
  booking,
  visitSummary,
  clinic,
];
