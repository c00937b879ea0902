import {
  deviceReportSchema,
  type DeviceReport,
  type DeviceTestResults,
  type VerdictReason,
} from '../../../server/protocol/index.ts';
import type { TestPart, TestState } from './device-test-store.ts';
import { connectionReasons, verdictOf } from './device-verdict.ts';

/** Measured values beside the states of the parts. */
export type Measured = Pick<DeviceReport, 'camera' | 'microphone' | 'connection'>;

export type ClientFacts = DeviceReport['client'];

const failureOf = (test: TestState): string | null => (test.status === 'failed' ? test.reason : null);
const isMissing = (test: TestState): boolean => test.status === 'failed' || test.status === 'skipped';

const reasonsOf = (parts: Record<TestPart, TestState>, measured: Measured): VerdictReason[] => {
  const reasons: VerdictReason[] = [];
  if (failureOf(parts.browser) === 'tooOld') reasons.push('browser-too-old');
  if (failureOf(parts.network) === 'offline') reasons.push('offline');
  if (failureOf(parts.camera) === 'black') reasons.push('black-picture');
  else if (isMissing(parts.camera)) reasons.push('no-camera');
  if (failureOf(parts.microphone) === 'silent') reasons.push('silent-microphone');
  else if (isMissing(parts.microphone)) reasons.push('no-microphone');
  else if (measured.microphone?.clipped === true) reasons.push('clipped-microphone');
  if (isMissing(parts.speakers)) reasons.push('no-speaker');
  return [...reasons, ...connectionReasons(measured.connection)];
};

/** The one report of a test that was gone through. */
export const buildReport = (
  parts: Record<TestPart, TestState>,
  measured: Measured,
  client: ClientFacts,
): DeviceReport => {
  const reasons = reasonsOf(parts, measured);
  const { speakers } = parts;
  return {
    version: 1,
    verdict: verdictOf(reasons, measured.connection),
    reasons,
    ...measured,
    speaker:
      speakers.status === 'passed' ? { heard: true } : speakers.status === 'failed' ? { heard: false } : null,
    client,
  };
};

/** The report in free-form results; null if a front end wrote them that makes none. */
export const reportIn = (results: DeviceTestResults | null): DeviceReport | null => {
  const parsed = deviceReportSchema.safeParse(results?.report);
  return parsed.success ? parsed.data : null;
};
