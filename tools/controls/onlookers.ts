import type { Control } from './control.ts';

const ATTENTION = ['tests/main/attention-services.test.ts', 'tests/main/attention-tray.test.ts'] as const;

/** What the system shows of the clinic beside its window, to whoever stands there. */
export const ONLOOKER_CONTROLS: readonly Control[] = [
  {
    id: 'names-off',
    threat: 'onlookers',
    what: 'Nobody is named outside of the window until the doctor wants it',
    file: 'src-main/services/attention-preferences.ts',
    text: '  names: false,\n',
    without: '  names: true,\n',
    tests: ATTENTION,
  },
  {
    id: 'notification-names',
    threat: 'onlookers',
    what: 'A notification names nobody then',
    file: 'src-main/services/notifications.ts',
    text: "show('arrivals', waitingText(ringing, preferences().names, texts()), keys, [",
    without: "show('arrivals', waitingText(ringing, true, texts()), keys, [",
    tests: ATTENTION,
  },
  {
    id: 'tray-names',
    threat: 'onlookers',
    what: 'The tray names nobody then',
    file: 'src-main/attention-services.ts',
    text: 'const { names, awakeWhileHosting } = preferences.get();',
    without: 'const { names, awakeWhileHosting } = { ...preferences.get(), names: true };',
    tests: ATTENTION,
  },
  {
    id: 'question-names',
    threat: 'onlookers',
    what: 'The system’s own question before the app quits names nobody then',
    file: 'src-main/attention-services.ts',
    text: 'names: () => preferences.get().names,',
    without: 'names: () => true,',
    tests: ['tests/main/attention-leaving.test.ts'],
  },
  {
    id: 'names-in-message-notes',
    threat: 'onlookers',
    what: 'A notification of the system names who has written only where that is allowed',
    file: 'src-main/services/message-note.ts',
    text: "isOne && names() && first.label !== '' ? first.label : null,",
    without: "isOne && first.label !== '' ? first.label : null,",
    tests: ['tests/main/message-note.test.ts'],
  },
];
