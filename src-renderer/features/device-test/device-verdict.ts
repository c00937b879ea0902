import type { DeviceReport, DeviceVerdict, VerdictReason } from '../../../server/protocol/index.ts';
import type { ConnectionFigures } from './connection-test.ts';

/** Sound alone needs about 50 kbit/s, and some more for what surrounds it. */
const SOUND_KBPS = 80;
/** Below this a picture of a face is not worth what it takes from the sound. */
const PICTURE_KBPS = 350;
const GOOD_KBPS = 1_000;
/** From here on, people talk at the same time (ITU-T G.114 advises 150 ms one way). */
const LONG_ROUND_TRIP_MS = 300;
const UNSTEADY_JITTER_MS = 60;

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
};
const ORDER = ['good', 'usable', 'audio-only', 'will-not-work'] as const satisfies readonly DeviceVerdict[];

/** What of the connection is not good. */
export const connectionReasons = (connection: ConnectionFigures | null): VerdictReason[] => {
  if (connection === null) return [];
  const { roundTripMs, jitterMs, downKbps, upKbps, webrtc } = connection;
  const slowest = Math.min(downKbps ?? Infinity, upKbps ?? Infinity);
  return [
    ...(webrtc === 'none' ? (['no-call-path'] as const) : []),
    ...(slowest < PICTURE_KBPS ? (['very-slow'] as const) : slowest < GOOD_KBPS ? (['slow'] as const) : []),
    ...(roundTripMs > LONG_ROUND_TRIP_MS ? (['long-delay'] as const) : []),
    ...((jitterMs ?? 0) > UNSTEADY_JITTER_MS ? (['unsteady'] as const) : []),
  ];
};

/** What a call will be like. Without a word and without an ear, or on a line too slow for sound, it is none. */
export const verdictOf = (
  reasons: readonly VerdictReason[],
  connection: DeviceReport['connection'],
): DeviceVerdict => {
  const has = (reason: VerdictReason) => reasons.includes(reason);
  const mute = has('no-microphone') || has('silent-microphone');
  const slowest = Math.min(connection?.downKbps ?? Infinity, connection?.upKbps ?? Infinity);
  if ((mute && has('no-speaker')) || slowest < SOUND_KBPS) return 'will-not-work';
  const worst = Math.max(0, ...reasons.map((reason) => ORDER.indexOf(WORST[reason])));
  return ORDER[worst] ?? 'will-not-work';
};

/** Which words fit: who is not heard should know it, and whoever is not seen either still hears and writes. */
export const verdictWords = ({
  verdict,
  reasons,
}: Pick<DeviceReport, 'verdict' | 'reasons'>): DeviceReport['verdict'] | 'listening' | 'unheard' => {
  const mute = reasons.includes('no-microphone') || reasons.includes('silent-microphone');
  if (!mute) return verdict;
  return verdict === 'audio-only' ? 'listening' : verdict === 'usable' ? 'unheard' : verdict;
};
