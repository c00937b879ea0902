import type { DeviceReport, SystemReport } from '../../../server/protocol/index.ts';
import { BRIDGE_SAMPLES, SAMPLE_SYSTEM_REPORT } from '../../support/desktop/bridge-samples.ts';
import { deviceResults, failed } from './device-results.ts';
import { openRoom, PATIENT } from './patient-room.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { REFUSED_BY_SYSTEM } from './shims.ts';

/** Scenes of the device test in the desktop app: what only the main process knows. */

const CLIENT: DeviceReport['client'] = { kind: 'app', missing: [] };

/** The patient's system lets the app use no camera. */
const blockedOn = (os: SystemReport['system']['os']): Scene => ({
  id: `app-devices-blocked-${os}`,
  title: `The camera is blocked by the system, in the app on ${os}`,
  audience: 'patient',
  main: os === 'windows',
  arrange: async (stage) => {
    const { page } = await openRoom(stage, {
      results: deviceResults(
        { camera: failed('refusedBySystem') },
        {
          verdict: 'audio-only',
          reasons: ['camera-blocked'],
          client: CLIENT,
          ...SAMPLE_SYSTEM_REPORT,
          system: { os, camera: 'denied', microphone: 'granted' },
        },
      ),
      page: {
        media: { video: REFUSED_BY_SYSTEM },
        desktop: {
          'settings:get': () => ({
            ...BRIDGE_SAMPLES['settings:get'].output,
            theme: 'system',
            language: stage.language,
          }),
          'device-probe:permissions': () => ({
            os,
            camera: 'denied',
            microphone: 'granted',
            opensSettings: os !== 'linux',
          }),
        },
      },
    });
    await page.getByText(stage.words(`deviceTest:system.camera.${os}`)).waitFor();
    return page;
  },
});

const scenes: readonly Scene[] = [
  blockedOn('windows'),
  blockedOn('macos'),
  blockedOn('linux'),
  {
    id: 'app-devices-lossy',
    title: 'Packets are lost, and the relay is reached only by a detour',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, {
        results: deviceResults(
          {},
          {
            verdict: 'usable',
            reasons: ['lossy', 'relay-slow'],
            client: CLIENT,
            ...SAMPLE_SYSTEM_REPORT,
          },
        ),
      });
      await page.getByText(stage.words('deviceTest:advice.lossy')).waitFor();
      return page;
    },
  },
  {
    id: 'app-devices-doctor',
    title: 'The doctor reads what the patient’s app found out',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor, visit } = await openRoom(stage, {
        results: deviceResults(
          { camera: failed('refusedBySystem') },
          {
            verdict: 'audio-only',
            reasons: ['camera-blocked', 'lossy', 'relay-slow'],
            client: CLIENT,
            ...SAMPLE_SYSTEM_REPORT,
            system: { os: 'windows', camera: 'denied', microphone: 'granted' },
            path: { roundTripMs: 61, jitterMs: 9, lossPercent: 7.5, downKbps: 18_000, upKbps: 6_200 },
            turn: { udp: 'unreachable', tcp: 'works', tls: 'works' },
          },
        ),
      });
      const page = await stage.page({ as: doctor });
      await page.goto(`/rooms/${visit.roomId}`);
      await page.getByRole('heading', { name: PATIENT }).waitFor();
      await page.getByText(stage.words('rooms:devices.reason.camera-blocked')).first().waitFor();
      return page;
    },
  },
];

export const appDevices: SceneGroup = { name: 'app-devices', scenes };
