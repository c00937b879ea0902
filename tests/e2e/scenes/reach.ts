import type { Page } from '@playwright/test';
import {
  REACH_CHECKS,
  type BridgeOutput,
  type ReachCheck,
  type ReachResult,
} from '../../../src-preload/contract.ts';
import { openHosting } from './hosting.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of "Can patients reach me?". */

type Found = Omit<ReachResult, 'check'>;

const GOOD: Record<ReachCheck, Found> = {
  server: { status: 'ok', code: 'server-running', facts: { port: 4000, roundTripMs: 3 } },
  port: {
    status: 'ok',
    code: 'port-open',
    facts: {
      port: 4000,
      addresses: [
        { address: '203.0.113.20', state: 'open' },
        { address: '2001:db8::20', state: 'open' },
      ],
    },
  },
  address: { status: 'ok', code: 'address-own', facts: { host: 'clinic.example', port: 4000 } },
  certificate: {
    status: 'ok',
    code: 'certificate-trusted',
    facts: { host: 'clinic.example', expiresAt: '2027-05-30T12:00:00.000Z' },
  },
  firewall: { status: 'ok', code: 'firewall-allows', facts: { port: 4000 } },
  sleep: { status: 'ok', code: 'sleep-never', facts: {} },
  clock: { status: 'ok', code: 'clock-right', facts: { offsetMs: 40 } },
  stun: {
    status: 'ok',
    code: 'stun-works',
    facts: { host: 'relay.clinic.example', port: 3478, roundTripMs: 18 },
  },
  'turn-udp': {
    status: 'ok',
    code: 'turn-works',
    facts: { host: 'relay.clinic.example', port: 3478, roundTripMs: 19 },
  },
  'turn-tcp': {
    status: 'ok',
    code: 'turn-works',
    facts: { host: 'relay.clinic.example', port: 3478, roundTripMs: 21 },
  },
  'turn-tls': {
    status: 'ok',
    code: 'turn-works',
    facts: { host: 'relay.clinic.example', port: 443, roundTripMs: 38 },
  },
};

const WINDOWS_APP = 'C:\\Users\\Amara\\AppData\\Local\\Programs\\Anteroom\\Anteroom.exe';

/** A laptop in a new network: what goes wrong there goes wrong together. */
const SEVERAL: Partial<Record<ReachCheck, Found>> = {
  port: {
    status: 'warning',
    code: 'port-some-closed',
    facts: {
      port: 4000,
      addresses: [
        { address: '192.168.1.44', state: 'open' },
        { address: '10.8.0.3', state: 'no-answer' },
      ],
    },
  },
  address: {
    status: 'failed',
    code: 'address-changed',
    facts: { host: '192.168.1.20', port: 4000, addresses: [{ address: '192.168.1.44' }] },
  },
  certificate: {
    status: 'ok',
    code: 'certificate-pinned',
    facts: { host: '192.168.1.20', expiresAt: '2028-03-01T12:00:00.000Z' },
  },
  firewall: {
    status: 'failed',
    code: 'firewall-no-rule',
    facts: {
      port: 4000,
      asAdministrator: true,
      command: `netsh advfirewall firewall add rule name="Anteroom" dir=in action=allow protocol=TCP localport=4000 program="${WINDOWS_APP}" profile=private,domain`,
    },
  },
  sleep: {
    status: 'warning',
    code: 'sleep-after',
    facts: {
      minutes: 30,
      asAdministrator: false,
      command: 'powercfg /change standby-timeout-ac 0\npowercfg /change hibernate-timeout-ac 0',
    },
  },
  clock: { status: 'failed', code: 'clock-wrong', facts: { offsetMs: 182_000 } },
  'turn-tcp': {
    status: 'failed',
    code: 'turn-unreachable',
    facts: { host: 'relay.clinic.example', port: 3478 },
  },
  'turn-tls': { status: 'warning', code: 'turn-not-offered', facts: {} },
};

/** A clinic that does not run, on a Mac: what does not need it is looked at all the same. */
const WAITING: Found = { status: 'unknown', code: 'clinic-not-running', facts: {} };
const STOPPED: Partial<Record<ReachCheck, Found>> = {
  server: { status: 'failed', code: 'server-stopped', facts: {} },
  port: WAITING,
  address: WAITING,
  certificate: WAITING,
  firewall: {
    status: 'failed',
    code: 'firewall-blocks',
    facts: {
      port: 4000,
      asAdministrator: true,
      command:
        'sudo /usr/libexec/ApplicationFirewall/socketfilterfw --add "/Applications/Anteroom.app" --unblockapp "/Applications/Anteroom.app"',
    },
  },
  sleep: {
    status: 'warning',
    code: 'sleep-after',
    facts: { minutes: 10, asAdministrator: true, command: 'sudo pmset -c sleep 0' },
  },
  clock: { status: 'unknown', code: 'clock-no-server', facts: {} },
  stun: WAITING,
  'turn-udp': WAITING,
  'turn-tcp': WAITING,
  'turn-tls': WAITING,
};

const answer = (
  system: BridgeOutput<'reachability:run'>['system'],
  changes: Partial<Record<ReachCheck, Found>>,
): BridgeOutput<'reachability:run'> => ({
  system,
  results: REACH_CHECKS.map((check) => ({ check, ...GOOD[check], ...changes[check] })),
});

const openReach = (
  stage: Stage,
  sentence: 'yes' | 'no' | 'running',
  run: () => BridgeOutput<'reachability:run'> | Promise<BridgeOutput<'reachability:run'>>,
): Promise<Page> =>
  openHosting(
    stage,
    'reach',
    (page) => page.getByRole('main').getByText(stage.words(`reach:answer.${sentence}`)),
    { 'reachability:run': run },
  );

const scenes: readonly Scene[] = [
  {
    id: 'reach-good',
    title: 'Patients can reach the clinic',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openReach(stage, 'yes', () => answer('windows', {})),
  },
  {
    id: 'reach-problems',
    title: 'Several things keep patients out',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openReach(stage, 'no', () => answer('windows', SEVERAL)),
  },
  {
    id: 'reach-stopped',
    title: 'The clinic is stopped, on a Mac',
    audience: 'doctor',
    arrange: (stage) => openReach(stage, 'no', () => answer('macos', STOPPED)),
  },
  {
    id: 'reach-running',
    title: 'The check runs',
    audience: 'doctor',
    arrange: (stage) => openReach(stage, 'running', () => new Promise(() => undefined)),
  },
  {
    id: 'reach-unavailable',
    title: 'The app could not run the check',
    audience: 'doctor',
    arrange: (stage) =>
      openHosting(stage, 'reach', (page) => page.getByText(stage.words('reach:failed')), {
        'reachability:run': () => Promise.reject(new Error('pretended')),
      }),
  },
];

export const reach: SceneGroup = { name: 'reach', scenes };
