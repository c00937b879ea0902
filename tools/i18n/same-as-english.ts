import type { Language } from '../../server/protocol/models.ts';

const BROWSERS_AND_SYSTEMS = [
  'profile.sessions.browser.chrome',
  'profile.sessions.browser.edge',
  'profile.sessions.browser.firefox',
  'profile.sessions.browser.opera',
  'profile.sessions.browser.safari',
  'profile.sessions.browser.samsung',
  'profile.sessions.system.android',
  'profile.sessions.system.chromeos',
  'profile.sessions.system.linux',
  'profile.sessions.system.macos',
  'profile.sessions.system.windows',
];

/** Texts that are rightly the same in this language as in English: names, units, words that both share. */
export const SAME_AS_ENGLISH: Readonly<Record<Exclude<Language, 'en'>, readonly string[]>> = {
  es: [
    'common.appName',
    'consultation.controls.chat',
    'deviceTest.question.no',
    'files.kind.pdf',
    'files.kindAndSize',
    'roomChat.label',
    'rooms.row.waits',
    'relay.test.way.stun',
    'rooms.devices.roundTrip',
    'rooms.alerts.windowTitle',
    'settings.sections.general',
    ...BROWSERS_AND_SYSTEMS,
  ],
  hi: [
    'common.appName',
    'files.kind.pdf',
    'files.kindAndSize',
    'relay.test.way.stun',
    'rooms.devices.roundTrip',
    'rooms.alerts.windowTitle',
    'profile.codes.fileName',
    ...BROWSERS_AND_SYSTEMS,
  ],
};
