import type { DeviceReport, DeviceTestResults } from '../../../server/protocol/index.ts';
import { NOW } from './stage.ts';

/** Results of a device test, as a patient's page sends them: what is not named has passed. */

type Part = 'camera' | 'microphone' | 'speakers' | 'network' | 'browser';
type Outcome =
  | { status: 'passed'; label?: string }
  | { status: 'failed'; reason: string }
  | { status: 'skipped' };

const PASSED: Record<Part, Outcome> = {
  camera: { status: 'passed', label: 'Integrated Camera' },
  microphone: { status: 'passed', label: 'Headset Microphone' },
  speakers: { status: 'passed' },
  network: { status: 'passed', label: '24 ms' },
  browser: { status: 'passed' },
};

export const failed = (reason: string): Outcome => ({ status: 'failed', reason });
export const SKIPPED: Outcome = { status: 'skipped' };

const GOOD_LINE = {
  roundTripMs: 24,
  jitterMs: 3,
  downKbps: 48_200,
  upKbps: 18_600,
  webrtc: 'direct',
  relay: null,
};
export const SLOW_LINE: NonNullable<DeviceReport['connection']> = {
  roundTripMs: 96,
  jitterMs: 12,
  downKbps: 900,
  upKbps: 640,
  webrtc: 'relay',
  relay: true,
};

export const deviceResults = (
  parts: Partial<Record<Part, Outcome>> = {},
  report: Partial<Omit<DeviceReport, 'version'>> = {},
): DeviceTestResults => {
  const all = { ...PASSED, ...parts };
  const has = (part: Part) => all[part].status === 'passed';
  return {
    ...all,
    timestamp: new Date(NOW).toISOString(),
    allTestsPassed: Object.values(all).every(({ status }) => status === 'passed'),
    report: {
      version: 1,
      verdict: 'good',
      reasons: [],
      camera: has('camera')
        ? { label: 'Integrated Camera', resolution: { width: 1280, height: 720 }, frameRate: 30 }
        : null,
      microphone: has('microphone') ? { label: 'Headset Microphone', level: 0.6 } : null,
      speaker: { heard: has('speakers') },
      client: { kind: 'browser', missing: [] },
      connection: GOOD_LINE,
      ...report,
    },
  };
};
