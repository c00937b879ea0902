import { clinic } from './clinic.ts';
import { consultation } from './consultation.ts';
import { doctorRooms } from './doctor-rooms.ts';
import { patientDevices } from './patient-devices.ts';
import { patientRoom } from './patient-room.ts';
import type { SceneGroup } from './scene.ts';
import { start } from './start.ts';

/** Every screen and state of the app. A new screen brings its scenes to the file of its part, or adds a file here. */
export const groups: readonly SceneGroup[] = [
  start,
  patientRoom,
  patientDevices,
  consultation,
  doctorRooms,
  clinic,
];
