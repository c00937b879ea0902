import {
  deviceReportSchema,
  type DeviceReport,
  type DeviceTestResults,
  type SystemPermission,
  type SystemReport,
  type VerdictReason,
} from '../../../server/protocol/index.ts';
import type { TestPart, TestState } from './device-test-store.ts';
import { connectionReasons, lineOf, verdictOf } from './device-verdict.ts';

/** Measured values beside the states of the parts. */
export type Measured = Pick<DeviceReport, 'camera' | 'microphone' | 'connection'> & {
  /** What the app's main process found; null in a browser, and before it answered. */
  app: SystemReport | null;
};

export type ClientFacts = DeviceReport['client'];

const failureOf = (test: TestState): string | null => (test.status === 'failed' ? test.reason : null);
const isMissing = (test: TestState): boolean => test.status === 'failed' || test.status === 'skipped';

/** A system that blocks the microphone may give silence in its place, and black for the camera. */
const isBlocked = (permission: SystemPermission | undefined): boolean =>
  permission === 'denied' || permission === 'restricted';

const reasonsOf = (parts: Record<TestPart, TestState>, measured: Measured): VerdictReason[] => {
  const reasons: VerdictReason[] = [];
  if (failureOf(parts.browser) === 'tooOld') reasons.push('browser-too-old');
  if (failureOf(parts.network) === 'offline') reasons.push('offline');
  if (isMissing(parts.camera) && isBlocked(measured.app?.system.camera)) reasons.push('camera-blocked');
  else if (failureOf(parts.camera) === 'black') reasons.push('black-picture');
  else if (isMissing(parts.camera)) reasons.push('no-camera');
  if (isMissing(parts.microphone) && isBlocked(measured.app?.system.microphone)) {
    reasons.push('microphone-blocked');
  } else if (failureOf(parts.microphone) === 'silent') reasons.push('silent-microphone');
  else if (isMissing(parts.microphone)) reasons.push('no-microphone');
  else if (measured.microphone?.clipped === true) reasons.push('clipped-microphone');
  if (isMissing(parts.speakers)) reasons.push('no-speaker');
  return [...reasons, ...connectionReasons(measured.connection, measured.app)];
};

/** The one report of a test that was gone through. */
export const buildReport = (
  parts: Record<TestPart, TestState>,
  measured: Measured,
  client: ClientFacts,
): DeviceReport => {
  const reasons = reasonsOf(parts, measured);
  const { speakers } = parts;
  const { app, ...ofPage } = measured;
  return {
    version: 1,
    verdict: verdictOf(reasons, lineOf(measured.connection, app?.path)),
    reasons,
    ...ofPage,
    ...app,
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

/** The app's part of a report; null in one that a browser made. */
export const appPartOf = (report: DeviceReport): SystemReport | null => {
  const { system, path = null, stun = 'unknown', turn } = report;
  return system === undefined || turn === undefined ? null : { system, path, stun, turn };
};

/** The line as it is to be shown: page and app may have measured it. */
export const lineOfReport = ({ connection, path }: DeviceReport) => lineOf(connection, path);
