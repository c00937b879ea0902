import type {
  BridgeCall,
  BridgeInput,
  BridgeOutput,
  JoinedClinic,
  Settings,
} from '../../../src-preload/contract.ts';

/** A clinic elsewhere that this app joined. */
export const SAMPLE_CLINIC: JoinedClinic = {
  id: 'x'.repeat(43),
  host: '192.168.1.20:4000',
  pin: 'x'.repeat(43),
  name: 'Clinic on the Hill',
};

/** A good input and a good output of every call of the bridge contract, for the tests that go through all. */

export const SAMPLE_SETTINGS: Settings = {
  theme: 'dark',
  language: null,
  hostOnStart: false,
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
  'clinics:list': { input: undefined, output: [] },
  'clinics:current': { input: undefined, output: { clinic: null, keyChanged: false } },
  'clinics:join': {
    input: { host: SAMPLE_CLINIC.host, pin: SAMPLE_CLINIC.pin, code: 'code-of-an-invitation' },
    output: { outcome: 'joined', clinic: SAMPLE_CLINIC, newWindow: true },
  },
  'clinics:open': { input: { id: null }, output: undefined },
  'clinics:leave': { input: { id: SAMPLE_CLINIC.id }, output: undefined },
  'clinics:check': { input: undefined, output: null },
  'clinics:waiting-link': { input: undefined, output: null },
  'clinics:drop-link': { input: undefined, output: undefined },
  'tokens:read': { input: { clinic: null }, output: { token: null, keeping: 'safe' } },
  'tokens:write': { input: { clinic: null, token: 'token' }, output: { keeping: 'safe' } },
};
