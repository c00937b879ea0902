import type { Language } from '../../server/protocol/models.ts';

/** Texts that are rightly the same in this language as in English: names, units, words that both share. */
export const SAME_AS_ENGLISH: Readonly<Record<Exclude<Language, 'en'>, readonly string[]>> = {
  es: [
    'common.appName',
    'consultation.controls.chat',
    'deviceTest.question.no',
    'roomChat.label',
    'rooms.row.waits',
    'rooms.devices.roundTrip',
    'rooms.alerts.windowTitle',
    'settings.sections.general',
  ],
  hi: ['common.appName', 'rooms.devices.roundTrip', 'rooms.alerts.windowTitle'],
};
