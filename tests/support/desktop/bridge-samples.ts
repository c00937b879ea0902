import type {
  AttentionPreferences,
  BridgeCall,
  BridgeInput,
  BridgeOutput,
  Settings,
} from '../../../src-preload/contract.ts';

/** A good input and a good output of every call of the bridge contract, for the tests that go through all. */

export const SAMPLE_SETTINGS: Settings = {
  theme: 'dark',
  language: null,
  clinicUrl: null,
  hostOnStart: false,
};

export const SAMPLE_ATTENTION_PREFERENCES: AttentionPreferences = {
  notifications: true,
  names: false,
  ringer: null,
  onClose: 'ask',
  awakeWhileHosting: false,
};

export const BRIDGE_SAMPLES: {
  readonly [C in BridgeCall]: { input: BridgeInput<C>; output: BridgeOutput<C> };
} = {
  'app:info': {
    input: undefined,
    output: { name: 'a', version: '1', platform: 'p', electron: '', chrome: '' },
  },
  'settings:get': { input: undefined, output: SAMPLE_SETTINGS },
  'settings:update': { input: { theme: 'dark' }, output: SAMPLE_SETTINGS },
  'hosted-server:state': { input: undefined, output: { status: 'stopped' } },
  'hosted-server:start': { input: undefined, output: { status: 'stopped' } },
  'hosted-server:stop': { input: undefined, output: { status: 'stopped' } },
  'shell:open-external': { input: { url: 'https://example.org/' }, output: undefined },
  'attention:update': {
    input: {
      role: 'doctor',
      activity: 'waiting',
      waiting: [
        {
          key: 'room-1',
          label: 'Pat Alpha',
          since: '2027-03-09T09:20:00.000Z',
          isReady: true,
          isRinging: true,
        },
      ],
      admitted: 0,
      unread: 0,
      silence: null,
    },
    output: undefined,
  },
  'attention:preferences': { input: undefined, output: SAMPLE_ATTENTION_PREFERENCES },
  'attention:set-preferences': { input: { names: true }, output: SAMPLE_ATTENTION_PREFERENCES },
  'attention:test-notification': { input: undefined, output: 'sent' },
  'leaving:consequences': {
    input: { intent: 'quit' },
    output: [{ kind: 'patients-waiting', count: 1 }],
  },
  'leaving:shown': { input: { id: 1 }, output: undefined },
  'leaving:answer': { input: { id: 1, choice: 'stay', remember: false }, output: undefined },
  'updates:state': { input: undefined, output: { status: 'off', reason: 'no-channel' } },
  'updates:check': { input: undefined, output: { status: 'idle', checkedAt: null } },
  'updates:install': { input: undefined, output: { status: 'idle', checkedAt: null } },
  'updates:postpone': { input: undefined, output: { status: 'idle', checkedAt: null } },
  'diagnostics:collect': { input: undefined, output: { text: 'Anteroom 1' } },
  'diagnostics:copy': { input: undefined, output: undefined },
  'diagnostics:open-folder': { input: undefined, output: undefined },
  'windows:state': { input: undefined, output: { mini: false } },
  'windows:enter-mini': { input: undefined, output: { mini: true } },
  'windows:leave-mini': { input: undefined, output: { mini: false } },
  'menu:offer': { input: { places: 'doctor' }, output: undefined },
  'screen-share:answer': { input: { request: 1, source: 'screen:1:0', sound: false }, output: true },
};
