import type {
  DeviceReport,
  DeviceVerdict,
  SystemReport,
  VerdictReason,
} from '../../../server/protocol/index.ts';
import type { ConnectionFigures } from './connection-test.ts';

/** Sound alone needs about 50 kbit/s, and some more for what surrounds it. */
const SOUND_KBPS = 80;
/** Below this a picture of a face is not worth what it takes from the sound. */
const PICTURE_KBPS = 350;
const GOOD_KBPS = 1_000;
/** From here on, people talk at the same time (ITU-T G.114 advises 150 ms one way). */
const LONG_ROUND_TRIP_MS = 300;
const UNSTEADY_JITTER_MS = 60;
/** What repairs a voice's gaps (Opus with in-band FEC) hides about so many. */
const LOSSY_PERCENT = 5;

/** What each reason makes of a call at best. */
const WORST: Record<VerdictReason, DeviceVerdict> = {
  'browser-too-old': 'will-not-work',
  offline: 'will-not-work',
  'no-call-path': 'will-not-work',
  'no-camera': 'audio-only',
  'black-picture': 'audio-only',
  'no-microphone': 'usable',
  'silent-microphone': 'usable',
  'clipped-microphone': 'usable',
  'no-speaker': 'usable',
  'very-slow': 'audio-only',
  slow: 'usable',
  'long-delay': 'usable',
  unsteady: 'usable',
  'camera-blocked': 'audio-only',
  'microphone-blocked': 'usable',
  lossy: 'usable',
  'no-relay': 'usable',
  'relay-slow': 'usable',
};
const ORDER = ['good', 'usable', 'audio-only', 'will-not-work'] as const satisfies readonly DeviceVerdict[];

type LineFigures = Pick<ConnectionFigures, 'roundTripMs' | 'jitterMs' | 'downKbps' | 'upKbps'>;

const least = (...values: (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : Math.min(...known);
};
const most = (...values: (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
};

/**
 * The line as page and app measured it, one after the other. An accident makes one measurement worse, and only
 * what the line really is makes both so: the better figures count.
 */
export const lineOf = (
  connection: LineFigures | null,
  path: SystemReport['path'] | undefined,
): LineFigures | null => {
  const roundTripMs = least(connection?.roundTripMs, path?.roundTripMs);
  if (roundTripMs === null) return null;
  return {
    roundTripMs,
    jitterMs: least(connection?.jitterMs, path?.jitterMs),
    downKbps: most(connection?.downKbps, path?.downKbps),
    upKbps: most(connection?.upKbps, path?.upKbps),
  };
};

/** What of the clinic's relay this network lets through, if the clinic has one and the app has tried it. */
const relayReasons = (connection: ConnectionFigures | null, system: SystemReport | null): VerdictReason[] => {
  if (system === null) return [];
  const states = Object.values(system.turn);
  if (!states.some((state) => state !== 'none' && state !== 'unknown')) return [];
  if (!states.includes('works')) return connection?.relay === true ? [] : ['no-relay'];
  return system.turn.udp === 'unreachable' ? ['relay-slow'] : [];
};

/** What of the connection is not good. */
export const connectionReasons = (
  connection: ConnectionFigures | null,
  system: SystemReport | null = null,
): VerdictReason[] => {
  const line = lineOf(connection, system?.path);
  if (line === null) return [];
  const { roundTripMs, jitterMs, downKbps, upKbps } = line;
  const slowest = Math.min(downKbps ?? Infinity, upKbps ?? Infinity);
  return [
    ...(connection?.webrtc === 'none' ? (['no-call-path'] as const) : []),
    ...(slowest < PICTURE_KBPS ? (['very-slow'] as const) : slowest < GOOD_KBPS ? (['slow'] as const) : []),
    ...(roundTripMs > LONG_ROUND_TRIP_MS ? (['long-delay'] as const) : []),
    ...((jitterMs ?? 0) > UNSTEADY_JITTER_MS ? (['unsteady'] as const) : []),
    ...((system?.path?.lossPercent ?? 0) > LOSSY_PERCENT ? (['lossy'] as const) : []),
    ...relayReasons(connection, system),
  ];
};

const MUTE = ['no-microphone', 'silent-microphone', 'microphone-blocked'] as const;
const isMute = (reasons: readonly VerdictReason[]): boolean =>
  MUTE.some((reason) => reasons.includes(reason));

/** What a call will be like. Without a word and without an ear, or on a line too slow for sound, it is none. */
export const verdictOf = (
  reasons: readonly VerdictReason[],
  line: Pick<LineFigures, 'downKbps' | 'upKbps'> | null,
): DeviceVerdict => {
  const has = (reason: VerdictReason) => reasons.includes(reason);
  const mute = isMute(reasons);
  const slowest = Math.min(line?.downKbps ?? Infinity, line?.upKbps ?? Infinity);
  if ((mute && has('no-speaker')) || slowest < SOUND_KBPS) return 'will-not-work';
  const worst = Math.max(0, ...reasons.map((reason) => ORDER.indexOf(WORST[reason])));
  return ORDER[worst] ?? 'will-not-work';
};

/** Which words fit: who is not heard should know it, and whoever is not seen either still hears and writes. */
export const verdictWords = ({
  verdict,
  reasons,
}: Pick<DeviceReport, 'verdict' | 'reasons'>): DeviceReport['verdict'] | 'listening' | 'unheard' => {
  if (!isMute(reasons)) return verdict;
  return verdict === 'audio-only' ? 'listening' : verdict === 'usable' ? 'unheard' : verdict;
};
