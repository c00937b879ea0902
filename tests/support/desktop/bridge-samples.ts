import { databaseKeyFrom, formatRecoveryKey } from '../../../server/protocol/recovery-key.ts';
import type {
  BridgeCall,
  BridgeInput,
  BridgeOutput,
  ClinicKeyState,
  CertificatesState,
  Settings,
} from '../../../src-preload/contract.ts';

/** A good input and a good output of every call of the bridge contract, for the tests that go through all. */

export const SAMPLE_SETTINGS: Settings = {
  theme: 'dark',
  language: null,
  clinicUrl: null,
  hostOnStart: false,
};

export const SAMPLE_RECOVERY_KEY = formatRecoveryKey(databaseKeyFrom(new Uint8Array(32).fill(0xa5)));

export const SAMPLE_CLINIC_KEY: ClinicKeyState = {
  status: 'protected',
  isKept: true,
  isReminderDue: false,
  plainFiles: 0,
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
  'hosted-server:restart': { input: undefined, output: { status: 'stopped' } },
  'hosted-server:report': { input: { linesAfter: 0 }, output: { numbers: null, lines: [] } },
  'clinic-backups:list': { input: undefined, output: [] },
  'clinic-backups:export': { input: undefined, output: { status: 'cancelled' } },
  'clinic-backups:choose': { input: undefined, output: { status: 'cancelled' } },
  'clinic-backups:inspect': {
    input: { name: 'anteroom-2030-01-01T00-00-00Z.sqlite' },
    output: { status: 'refused', code: 'no_access' },
  },
  'clinic-backups:restore': { input: undefined, output: { status: 'refused', code: 'failed' } },
  'autostart:state': { input: undefined, output: 'off' },
  'autostart:set': { input: { enabled: true }, output: 'on' },
  'secrets:state': { input: undefined, output: { status: 'system' } },
  'secrets:unlock': { input: { passphrase: 'a' }, output: { status: 'done' } },
  'secrets:set-passphrase': { input: { passphrase: 'twelve signs' }, output: { status: 'done' } },
  'secrets:change-passphrase': {
    input: { current: 'a', next: 'twelve signs' },
    output: { status: 'done' },
  },
  'secrets:start-over': { input: undefined, output: { status: 'done' } },
  'clinic-key:state': { input: undefined, output: SAMPLE_CLINIC_KEY },
  'clinic-key:show': { input: undefined, output: { status: 'shown', recoveryKey: SAMPLE_RECOVERY_KEY } },
  'clinic-key:confirm-kept': { input: undefined, output: SAMPLE_CLINIC_KEY },
  'clinic-key:remind-later': { input: undefined, output: SAMPLE_CLINIC_KEY },
  'clinic-key:recover': { input: { recoveryKey: 'A' }, output: { status: 'recovered' } },
  'clinic-key:choose-backup': { input: { recoveryKey: 'A' }, output: { status: 'cancelled' } },
  'clinic-key:restore': {
    input: undefined,
    output: { status: 'restored', endedSessions: 0, kept: null },
  },
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
};
