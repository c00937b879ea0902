import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorCode } from '../../../server/protocol/index.ts';
import type { Area, Failure } from './failures.ts';

/**
 * What this window failed at last, for the words that a person reads to the reception. Whatever shows a failure reports
 * it; one that is over is forgotten after a while, because nobody phones about it any more.
 */

export type RememberedFailure = { failure: Failure; area: Area };

export type FailureMemory = {
  readonly state: StoreApi<{ last: RememberedFailure | null }>;
  report(failure: Failure): void;
};

const FORGET_MS = 15 * 60_000;

/** Which part of the app an address belongs to. */
export const areaOf = (path: string): Area => {
  const [, first = ''] = path.split('/');
  if (first === '') return 'start';
  if (first === 'visit' || first === 'join' || first === 'password') return 'joining';
  if (first === 'waiting-room') return 'waiting-room';
  if (first === 'consultation') return 'call';
  if (first === 'settings' || first === 'profile' || first === 'computer') return 'settings';
  return ['rooms', 'appointments', 'patients', 'visits'].includes(first) ? 'work' : 'elsewhere';
};

export const createFailureMemory = ({
  path,
  now = Date.now,
}: {
  /** Of the page that is shown. */
  path: () => string;
  now?: () => number;
}): FailureMemory => {
  const state = createStore<{ last: RememberedFailure | null }>(() => ({ last: null }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reportedAt = 0;
  return {
    state,
    report: (failure) => {
      const area = isDeviceFailure(failure) ? 'devices' : areaOf(path());
      reportedAt = now();
      state.setState({ last: { failure, area } });
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (now() - reportedAt >= FORGET_MS) state.setState({ last: null });
      }, FORGET_MS);
    },
  };
};

const OF_CODE: Partial<Record<ErrorCode, Failure>> = {
  session_ended: 'session-ended',
  unauthenticated: 'session-ended',
  token_expired: 'session-ended',
  opened_elsewhere: 'opened-elsewhere',
  wrong_credentials: 'wrong-credentials',
  wrong_password: 'wrong-credentials',
  second_factor_required: 'second-factor',
  second_factor_wrong: 'second-factor',
  wrong_code: 'second-factor',
  forbidden: 'not-allowed',
  origin_refused: 'not-allowed',
  not_found: 'not-found',
  invitation_invalid: 'invitation-invalid',
  invitation_expired: 'invitation-expired',
  invitation_used_up: 'invitation-used-up',
  password_link_invalid: 'password-link',
  password_link_expired: 'password-link',
  not_admitted: 'not-admitted',
  visit_over: 'visit-over',
  rate_limited: 'too-many-attempts',
  protocol_mismatch: 'app-out-of-date',
  unknown_event: 'app-out-of-date',
  storage_unavailable: 'storage-unavailable',
  storage_full: 'storage-full',
  overloaded: 'server-busy',
  internal: 'internal',
};

/** Of a code that the clinic, or the way to it, answered with. */
export const failureOfCode = (code: string): Failure =>
  code === 'offline' || code === 'timeout' ? 'offline' : (OF_CODE[code as ErrorCode] ?? 'other');

/** The first is what hurts most. */
const ORDER = [
  'browser-too-old',
  'offline',
  'no-call-path',
  'no-relay',
  'microphone-blocked',
  'no-microphone',
  'silent-microphone',
  'camera-blocked',
  'no-camera',
  'black-picture',
  'no-speaker',
  'very-slow',
  'clipped-microphone',
  'relay-slow',
  'lossy',
  'slow',
  'long-delay',
  'unsteady',
] as const satisfies readonly Failure[];

/** Of a test of the devices; null if it found nothing wrong. */
export const failureOfVerdict = (reasons: readonly string[]): Failure | null =>
  ORDER.find((failure) => reasons.includes(failure)) ?? null;

const isDeviceFailure = (failure: Failure): boolean =>
  failure !== 'offline' && ORDER.some((known) => known === failure);
