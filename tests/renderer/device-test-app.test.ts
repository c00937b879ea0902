import { describe, expect, it, vi } from 'vitest';
import type { DeviceTestResults, SystemReport, VerdictReason } from '../../server/protocol/index.ts';
import type { ConnectionFigures } from '../../src-renderer/features/device-test/connection-test.ts';
import { appProbe } from '../../src-renderer/features/device-test/app-probe.ts';
import { appPartOf, reportIn } from '../../src-renderer/features/device-test/device-report.ts';
import { createDeviceTest } from '../../src-renderer/features/device-test/device-test-store.ts';
import {
  connectionReasons,
  lineOf,
  verdictOf,
  verdictWords,
} from '../../src-renderer/features/device-test/device-verdict.ts';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';
import { createFakeDevices, mediaError } from './device-test-harness.ts';

/** What the desktop app's main process adds to the device test, and to its verdict. */

const PAGE: ConnectionFigures = {
  roundTripMs: 40,
  jitterMs: 3,
  downKbps: 8_000,
  upKbps: 4_000,
  webrtc: 'direct',
  relay: null,
};
const APP: SystemReport = {
  system: { os: 'macos', camera: 'granted', microphone: 'granted' },
  path: { roundTripMs: 38, jitterMs: 2, lossPercent: 0, downKbps: 9_000, upKbps: 5_000 },
  stun: 'works',
  turn: { udp: 'works', tcp: 'works', tls: 'works' },
};
const withTurn = (udp: string, tcp: string, tls: string): SystemReport =>
  ({ ...APP, turn: { udp, tcp, tls } }) as SystemReport;
const withLoss = (lossPercent: number | null): SystemReport => ({
  ...APP,
  path: { roundTripMs: 38, jitterMs: 2, downKbps: 9_000, upKbps: 5_000, lossPercent },
});

describe('the verdict with the part of the app', () => {
  it.each<[string, ConnectionFigures | null, SystemReport | null, VerdictReason[]]>([
    ['good', PAGE, APP, []],
    ['a browser', PAGE, null, []],
    ['many lost packets', PAGE, withLoss(12), ['lossy']],
    ['few lost packets', PAGE, withLoss(4), []],
    ['no count of packets', PAGE, withLoss(null), []],
    ['no relay reached', PAGE, withTurn('unreachable', 'unreachable', 'none'), ['no-relay']],
    ['a relay that refuses', PAGE, withTurn('refused', 'none', 'none'), ['no-relay']],
    [
      'no relay reached, but the page reached it',
      { ...PAGE, relay: true },
      withTurn('unreachable', 'none', 'none'),
      [],
    ],
    ['a clinic without a relay', PAGE, withTurn('none', 'none', 'none'), []],
    ['relays that were not tried', PAGE, withTurn('unknown', 'unknown', 'unknown'), []],
    ['no UDP', PAGE, withTurn('unreachable', 'works', 'works'), ['relay-slow']],
    ['a relay by TLS alone, as the clinic offers it', PAGE, withTurn('none', 'none', 'works'), []],
    ['only the app measured', null, APP, []],
    [
      'only the app measured, and it was slow',
      null,
      { ...APP, path: { roundTripMs: 400, jitterMs: 90, lossPercent: null, downKbps: 500, upKbps: 500 } },
      ['slow', 'long-delay', 'unsteady'],
    ],
    // Something else was using the line when the page measured it.
    ['a page that measured badly by accident', { ...PAGE, downKbps: 200, roundTripMs: 900 }, APP, []],
  ])('%s', (_name, connection, app, reasons) => {
    expect(connectionReasons(connection, app)).toEqual(reasons);
  });

  it('takes the better figure of each, because accidents only make worse', () => {
    expect(
      lineOf(PAGE, { roundTripMs: 50, jitterMs: null, lossPercent: 0, downKbps: null, upKbps: 6_000 }),
    ).toEqual({
      roundTripMs: 40,
      jitterMs: 3,
      downKbps: 8_000,
      upKbps: 6_000,
    });
    expect(lineOf(null, null)).toBeNull();
  });

  it('is one verdict', () => {
    expect(verdictOf([], PAGE)).toBe('good');
    expect(verdictOf(['lossy'], PAGE)).toBe('usable');
    expect(verdictOf(['no-relay', 'relay-slow'], PAGE)).toBe('usable');
    expect(verdictOf(['camera-blocked'], PAGE)).toBe('audio-only');
    expect(verdictOf(['microphone-blocked', 'no-speaker'], PAGE)).toBe('will-not-work');
    expect(verdictWords({ verdict: 'usable', reasons: ['microphone-blocked'] })).toBe('unheard');
    expect(verdictWords({ verdict: 'audio-only', reasons: ['camera-blocked', 'microphone-blocked'] })).toBe(
      'listening',
    );
  });
});

const setUp = (
  app: () => Promise<SystemReport>,
  connection = async () => PAGE,
  devices = createFakeDevices(),
) => {
  const sent: DeviceTestResults[] = [];
  const order: string[] = [];
  const deviceTest = createDeviceTest({
    media: createLocalMedia(devices.environment),
    clientKind: 'app',
    send: async (results) => {
      sent.push(results);
    },
    probes: {
      camera: async () => ({ verdict: 'good', width: 1280, height: 720, frameRate: 30 }),
      microphone: async () => ({ verdict: 'heard', level: 0.6 }),
      testSound: async () => undefined,
      connection: async () => {
        const figures = await connection();
        order.push('page');
        return figures;
      },
      app: async () => {
        order.push('app');
        return app();
      },
      missingFeatures: () => [],
    },
  });
  const report = () => deviceTest.state.getState().report;
  return { deviceTest, sent, order, report };
};

describe('the device test in the app', () => {
  it('merges both parts into one report, sends it, and knows it again after a reload', async () => {
    const { deviceTest, sent, order, report } = setUp(async () => APP);
    await deviceTest.start();
    deviceTest.answer(true);
    // One after the other: two measurements of one line at once would measure each other.
    expect(order).toEqual(['page', 'app']);
    expect(report()).toMatchObject({ verdict: 'good', reasons: [], connection: PAGE, ...APP });
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    const [results] = sent;
    if (results === undefined) throw new Error('nothing was sent');
    const received = reportIn(results);
    expect(received && appPartOf(received)).toEqual(APP);
    const reloaded = setUp(async () => APP);
    reloaded.deviceTest.restore(results);
    expect(reloaded.deviceTest.state.getState().measured.app).toEqual(APP);
  });

  it('names the system that blocks the camera', async () => {
    const blocked: SystemReport = {
      ...APP,
      system: { os: 'macos', camera: 'denied', microphone: 'granted' },
    };
    const devices = createFakeDevices({
      video: mediaError('NotAllowedError', 'Permission denied by system'),
    });
    const { deviceTest, report } = setUp(async () => blocked, undefined, devices);
    await deviceTest.start();
    deviceTest.answer(true);
    deviceTest.skip('camera');
    expect(report()).toMatchObject({ verdict: 'audio-only', reasons: ['camera-blocked'] });
  });

  it('does not blame the system for a camera that works', async () => {
    const { deviceTest, report } = setUp(async () => ({
      ...APP,
      system: { os: 'windows', camera: 'denied', microphone: 'denied' },
    }));
    await deviceTest.start();
    deviceTest.answer(true);
    expect(report()).toMatchObject({ verdict: 'good', reasons: [] });
  });

  it('goes on without the app’s part when the app does not answer', async () => {
    const { deviceTest, report } = setUp(() => Promise.reject(new Error('failed')));
    await deviceTest.start();
    deviceTest.answer(true);
    expect(report()).toMatchObject({ verdict: 'good', connection: PAGE });
    const made = report();
    expect(made && appPartOf(made)).toBeNull();
  });

  it('keeps the app’s part when the page reaches nothing', async () => {
    const { deviceTest, report } = setUp(
      async () => ({ ...APP, path: null }),
      () => Promise.reject(new Error('offline')),
    );
    await deviceTest.start();
    deviceTest.answer(true);
    expect(report()).toMatchObject({ verdict: 'will-not-work', connection: null, path: null, stun: 'works' });
  });

  it('asks the app with the token of the session, and no app in a browser', async () => {
    const { bridge, calls } = createFakeBridge();
    const session = { freshToken: async () => 'a token' };
    await appProbe(bridge, session)?.();
    expect(calls).toEqual([{ call: 'device-probe:run', input: { token: 'a token' } }]);
    expect(appProbe(null, session)).toBeNull();
  });
});
