import type { Failure } from './failures.ts';

/** What the reception asks and does is the same for several failures. */
export type FailureGroup =
  | 'nothing'
  | 'network'
  | 'server'
  | 'key'
  | 'version'
  | 'invitation'
  | 'account'
  | 'camera'
  | 'microphone'
  | 'speaker'
  | 'path'
  | 'share'
  | 'page';

export const GROUP_OF: Record<Failure, FailureGroup> = {
  nothing: 'nothing',
  offline: 'network',
  'server-restarting': 'server',
  'clinic-not-reached': 'network',
  'key-changed': 'key',
  'certificate-refused': 'key',
  'not-a-clinic': 'key',
  'app-out-of-date': 'version',
  'server-busy': 'server',
  'storage-full': 'server',
  'storage-unavailable': 'server',
  'too-many-attempts': 'account',
  internal: 'server',
  'invitation-invalid': 'invitation',
  'invitation-expired': 'invitation',
  'invitation-used-up': 'invitation',
  'opened-elsewhere': 'invitation',
  'session-ended': 'account',
  'wrong-credentials': 'account',
  'second-factor': 'account',
  'password-link': 'account',
  'not-allowed': 'account',
  'not-found': 'page',
  'visit-over': 'invitation',
  'not-admitted': 'invitation',
  'browser-too-old': 'version',
  'no-call-path': 'path',
  'no-camera': 'camera',
  'black-picture': 'camera',
  'no-microphone': 'microphone',
  'silent-microphone': 'microphone',
  'clipped-microphone': 'microphone',
  'no-speaker': 'speaker',
  'very-slow': 'network',
  slow: 'network',
  'long-delay': 'network',
  unsteady: 'network',
  'call-refused': 'path',
  'call-interrupted': 'network',
  'share-failed': 'share',
  'page-crashed': 'page',
  'hosting-stopped': 'server',
  'hosting-failed': 'server',
  other: 'page',
  'camera-blocked': 'camera',
  'microphone-blocked': 'microphone',
  lossy: 'network',
  'no-relay': 'path',
  'relay-slow': 'path',
};
