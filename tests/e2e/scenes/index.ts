import { appCare } from './app-care.ts';
import { appDevices } from './app-devices.ts';
import { appointments } from './appointments.ts';
import { booking } from './booking.ts';
import { callStates } from './call-states.ts';
import { account } from './account.ts';
import { certificates } from './certificates.ts';
import { clinicSettings } from './clinic-settings.ts';
import { computer } from './computer.ts';
import { consultation } from './consultation.ts';
import { diskFull } from './disk-full.ts';
import { doctorRooms } from './doctor-rooms.ts';
import { doctors } from './doctors.ts';
import { clinicPanel } from './clinic-panel.ts';
import { emergencies } from './emergencies.ts';
import { hosting } from './hosting.ts';
import { join } from './join.ts';
import { messageFiles } from './message-files.ts';
import { messageCopy } from './message-copy.ts';
import { messages } from './messages.ts';
import { notifications } from './notifications.ts';
import { miniWindow } from './mini-window.ts';
import { monitoring } from './monitoring.ts';
import { patientDevices } from './patient-devices.ts';
import { patientHome } from './patient-home.ts';
import { patientRoom } from './patient-room.ts';
import { patients } from './patients.ts';
import { reach } from './reach.ts';
import { relations } from './relations.ts';
import { relay } from './relay.ts';
import { protectionScenes } from './protection.ts';
import type { SceneGroup } from './scene.ts';
import { settings } from './settings.ts';
import { start } from './start.ts';
import { visitSummary } from './visit-summary.ts';
import { waitingStates } from './waiting-states.ts';

/** Every screen and state of the app. A new screen brings its scenes to the file of its part, or adds a file here. */
export const groups: readonly SceneGroup[] = [
  start,
  account,
  patientHome,
  patientRoom,
  waitingStates,
  patientDevices,
  consultation,
  callStates,
  miniWindow,
  doctorRooms,
  diskFull,
  appointments,
  booking,
  visitSummary,
  patients,
  messages,
  emergencies,
  notifications,
  relations,
  messageFiles,
  messageCopy,
  settings,
  clinicSettings,
  doctors,
  monitoring,
  hosting,
  join,
  computer,
  appCare,
  reach,
  appDevices,
  protectionScenes,
  clinicPanel,
  certificates,
  relay,
];
