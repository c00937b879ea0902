import appCare from './en/app-care.json';
import common from './en/common.json';
import computer from './en/computer.json';
import copy from './en/copy.json';
import consultation from './en/consultation.json';
import deviceTest from './en/device-test.json';
import type { texts as accountTexts } from './en/account/index.ts';
import type { texts as doctorTexts } from './en/doctor/index.ts';
import errors from './en/errors.json';
import type emergencies from './en/later/emergencies.json';
import files from './en/files.json';
import join from './en/join.json';
import messages from './en/messages.json';
import helpCode from './en/help-code.json';
import password from './en/password.json';
import patient from './en/patient.json';
import reactions from './en/reactions.json';
import roomChat from './en/room-chat.json';
import screenShare from './en/screen-share.json';
import setup from './en/setup.json';
import signIn from './en/sign-in.json';
import visit from './en/visit.json';

/**
 * What patients read, and everybody who is not signed in yet, in English: in the app itself. A new namespace is
 * one import and one line here; the other languages find theirs by the name of the file. What only doctors read
 * is in the folder `doctor` of each language and comes with their pages, what only people with an account read in the
 * folder `account`.
 */
export const english = {
  appCare,
  common,
  computer,
  consultation,
  copy,
  deviceTest,
  errors,
  files,
  join,
  helpCode,
  messages,
  password,
  patient,
  reactions,
  roomChat,
  screenShare,
  setup,
  signIn,
  visit,
} as const;

declare module 'i18next' {
  // Makes `t` accept only keys that exist.
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof english &
      typeof accountTexts &
      typeof doctorTexts & { emergencies: typeof emergencies };
  }
}
