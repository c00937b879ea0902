import type { Role } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';

/** Why the call is not running although it did, or was about to. */
export type RecoveryReason = 'lost' | 'disconnected' | 'stalled' | 'timeout' | 'otherGone';

/** Where a call stands; each state has only its own fields. */
export type PeerSessionState =
  | { status: 'idle' }
  /** Waiting for the server's answer to the join. */
  | { status: 'joining' }
  | { status: 'waitingForOther' }
  | { status: 'connecting'; attempt: number }
  | { status: 'connected' }
  | { status: 'recovering'; attempt: number; reason: RecoveryReason }
  /** `elsewhere`: the same person joined from another window or device, which now has the call. */
  | { status: 'ended'; by: 'self' | 'other' | 'elsewhere' }
  /** The server does not let this person into the call. */
  | { status: 'failed'; code: ApiErrorCode };

/** The other person, as far as the signalling told. */
export type OtherPerson = {
  userId: string;
  userType: Role;
  userName: string;
  audioEnabled: boolean;
  videoEnabled: boolean;
  /** No picture because their line is weak, not because they switched it off. */
  videoPaused: boolean;
  /** In the room by signalling. A running picture does not need it. */
  present: boolean;
};

/** What a screen shows of a call. */
export type PeerSessionView = {
  state: PeerSessionState;
  other: OtherPerson | null;
  remoteStream: MediaStream | null;
  audioEnabled: boolean;
  videoEnabled: boolean;
  /** The own picture is held back for the sake of the sound; it comes back by itself. */
  videoPaused: boolean;
};
