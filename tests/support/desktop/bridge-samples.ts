import type {
  BridgeCall,
  BridgeInput,
  BridgeOutput,
  CertificatesState,
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

/** A clinic that was hosted before, without a certificate for browsers. */
export const SAMPLE_CERTIFICATES: CertificatesState = {
  kind: 'own',
  pin: 'mU5kRk1iVwVZ8xq3m8sYb3v3Jp0oT6hWcZ2b1dQe0sA',
  ownExpiresAt: '2028-04-09T08:00:00.000Z',
  named: null,
  acme: null,
  address: {
    port: 4000,
    previousPort: null,
    publicHost: null,
    publicPort: null,
    publicUrl: 'https://192.168.1.20:4000',
    browsersTrust: false,
    local: ['https://192.168.1.20:4000', 'https://[2001:db8::20]:4000'],
  },
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
  'certificates:state': { input: undefined, output: SAMPLE_CERTIFICATES },
  'certificates:choose-files': { input: undefined, output: { status: 'cancelled' } },
  'certificates:use-text': { input: { certificate: 'c', key: 'k' }, output: { status: 'done' } },
  'certificates:use-own': { input: undefined, output: undefined },
  'certificates:terms': { input: undefined, output: { url: 'https://issuer.example/terms' } },
  'certificates:obtain': {
    input: { domain: 'clinic.example', email: 'ada@clinic.example', port: 80 },
    output: { status: 'done' },
  },
  'certificates:set-address': { input: { host: 'clinic.example', port: 443 }, output: undefined },
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
