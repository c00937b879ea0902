import booking from './en/booking.json';
import common from './en/common.json';
import consultation from './en/consultation.json';
import deviceTest from './en/device-test.json';
import errors from './en/errors.json';
import invitation from './en/invitation.json';
import patient from './en/patient.json';
import patients from './en/patients.json';
import roomChat from './en/room-chat.json';
import rooms from './en/rooms.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import signIn from './en/sign-in.json';
import visit from './en/visit.json';

/**
 * Every text of the app in English, one namespace a feature. A new namespace is one import and one line here;
 * the other languages find theirs by the name of the file.
 */
export const english = {
  booking,
  common,
  consultation,
  deviceTest,
  errors,
  invitation,
  patient,
  patients,
  roomChat,
  rooms,
  settings,
  setup,
  signIn,
  visit,
} as const;

export const NAMESPACES = Object.keys(english);

declare module 'i18next' {
  // Makes `t` accept only keys that exist.
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof english;
  }
}
