import type { SystemReport, User } from '../../../server/protocol/index.ts';
import { databaseKeyFrom, formatRecoveryKey } from '../../../server/protocol/recovery-key.ts';
import type {
  AttentionPreferences,
  BridgeCall,
  BridgeInput,
  BridgeOutput,
  ClinicKeyState,
  CertificatesState,
  CopyAccount,
  CopyOpened,
  JoinedClinic,
  RelayState,
  Settings,
} from '../../../src-preload/contract.ts';
import { USUAL_MESSAGE_ALERTS } from '../../../src-preload/contract.ts';

/** A clinic elsewhere that this app joined. */
export const SAMPLE_CLINIC: JoinedClinic = {
  id: 'x'.repeat(43),
  host: '192.168.1.20:4000',
  pin: 'x'.repeat(43),
  name: 'Clinic on the Hill',
};

/** Of whoever is signed in, and their copy: nothing is in it. */
export const SAMPLE_USER: User = {
  id: 'doctor-1',
  _id: 'doctor-1',
  fullname: 'Dr Ada One',
  email: 'ada@example.com',
  role: 'doctor',
  isAdmin: true,
};
export const SAMPLE_ACCOUNT: CopyAccount = { clinic: null, userId: 'doctor-1' };
export const SAMPLE_COPY: CopyOpened = {
  keeping: 'disk',
  reason: null,
  condition: 'sound',
  contacts: [],
  letters: [],
  drafts: [],
  deletions: [],
};

/** A good input and a good output of every call of the bridge contract, for the tests that go through all. */

export const SAMPLE_SETTINGS: Settings = {
  theme: 'dark',
  language: null,
  hostOnStart: false,
  messageAlerts: USUAL_MESSAGE_ALERTS,
};

export const SAMPLE_ATTENTION_PREFERENCES: AttentionPreferences = {
  notifications: true,
  names: false,
  ringer: null,
  onClose: 'ask',
  awakeWhileHosting: false,
};

export const SAMPLE_SYSTEM_REPORT: SystemReport = {
  system: { os: 'windows', camera: 'granted', microphone: 'granted' },
  path: { roundTripMs: 21, jitterMs: 2, lossPercent: 0, downKbps: 50_000, upKbps: 20_000 },
  stun: 'works',
  turn: { udp: 'works', tcp: 'works', tls: 'works' },
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
  keyReplacedAt: null,
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

/** A relay on a small server, by every way. */
export const SAMPLE_RELAY: RelayState = {
  addresses: [
    'stun:turn.clinic.example:3478',
    'turn:turn.clinic.example:3478',
    'turn:turn.clinic.example:3478?transport=tcp',
    'turns:turn.clinic.example:443?transport=tcp',
  ],
  secret: 'kept',
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
  'certificates:replace-key': { input: undefined, output: { status: 'replaced' } },
  'certificates:key-announced': { input: undefined, output: undefined },
  'certificates:set-address': { input: { host: 'clinic.example', port: 443 }, output: undefined },
  'relay:state': { input: undefined, output: SAMPLE_RELAY },
  'relay:save': {
    input: { addresses: SAMPLE_RELAY.addresses, secret: null },
    output: { status: 'saved', state: SAMPLE_RELAY },
  },
  'relay:test': {
    input: undefined,
    output: {
      tested: [
        {
          address: 'turn:turn.clinic.example:3478',
          kind: 'turn',
          transport: 'udp',
          finding: 'works',
          roundTripMs: 23,
        },
      ],
    },
  },
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
  'message-cache:last': { input: { clinic: null }, output: { user: null } },
  'message-cache:forget-last': { input: { clinic: null }, output: undefined },
  'message-cache:open': {
    input: { clinic: null, user: SAMPLE_USER },
    output: SAMPLE_COPY,
  },
  'message-cache:close': { input: { account: SAMPLE_ACCOUNT, wipe: false }, output: undefined },
  'message-cache:read-messages': {
    input: { account: SAMPLE_ACCOUNT, otherId: 'patient-1', before: 51, limit: 50 },
    output: { messages: [], lastDeletion: 0 },
  },
  'message-cache:search': {
    input: { account: SAMPLE_ACCOUNT, query: 'blood pressure', limit: 50 },
    output: { found: [] },
  },
  'message-cache:write': {
    input: {
      account: SAMPLE_ACCOUNT,
      changes: [
        { kind: 'read', otherId: 'patient-1', after: 0, upTo: 2, at: '2026-01-01T10:00:00.000Z' },
        { kind: 'deletions', otherId: 'patient-1', count: 1 },
      ],
    },
    output: undefined,
  },
  'message-cache:write-letter': {
    input: {
      account: SAMPLE_ACCOUNT,
      letter: { clientId: 'c-1', to: 'patient-1', message: 'Hello', createdAt: 1, order: 1, failed: null },
    },
    output: undefined,
  },
  'message-cache:remove-letter': {
    input: { account: SAMPLE_ACCOUNT, clientId: 'c-1' },
    output: undefined,
  },
  'message-cache:write-draft': {
    input: { account: SAMPLE_ACCOUNT, draft: { to: 'patient-1', text: 'Hel' } },
    output: undefined,
  },
  'message-cache:write-deletion': {
    input: { account: SAMPLE_ACCOUNT, messageId: 'patient-1-2', isDue: true },
    output: undefined,
  },
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
      emergencies: [{ key: 'emergency-1', isRinging: true }],
      messages: { from: [{ key: 'patient-1', label: 'Pat Alpha', count: 2 }], isQuiet: false },
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
  'power:idle-time': { input: undefined, output: { seconds: 0 } },
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
  'reachability:run': {
    input: { run: 1, token: null },
    output: {
      system: 'linux',
      results: [{ check: 'sleep', status: 'ok', code: 'sleep-never', facts: {} }],
    },
  },
  'device-probe:run': { input: { token: 'a' }, output: SAMPLE_SYSTEM_REPORT },
  'device-probe:permissions': {
    input: undefined,
    output: { ...SAMPLE_SYSTEM_REPORT.system, opensSettings: true },
  },
  'device-probe:open-system-settings': { input: { page: 'camera' }, output: true },
};
