import type {
  AnswerSignal,
  CallParticipant,
  CandidateSignal,
  OfferSignal,
  Role,
} from '../../../server/protocol/index.ts';

export const MEDIA_KINDS = ['audio', 'video'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Why a picture is not sent although the person wants it to be. */
export type PauseReason = 'network';

/** One track of each kind: what both sides always send. */
export type Tracks = Record<MediaKind, MediaStreamTrack>;

/** A WebRTC signal together with the event that carries it (S2-E02 to E04). */
export type CallSignal =
  | { event: 'offer'; signal: OfferSignal }
  | { event: 'answer'; signal: AnswerSignal }
  | { event: 'ice-candidate'; signal: CandidateSignal };

/** A signal as it arrives. Front ends other than ours send no attempt. */
export type ReceivedSignal = CallSignal & { from: string; attempt: number | null };

export type CallPerson = { socketId: string; userId: string; userType: Role; userName: string };

export type SignallingEvents = {
  /** Connected (again): the server knows nothing of this socket yet. */
  online(): void;
  offline(): void;
  userJoined(person: CallPerson): void;
  userLeft(socketId: string): void;
  /** `person` is null for candidates, which do not say who sent them. */
  signal(signal: ReceivedSignal, person: CallPerson | null): void;
  peerToggled(from: string, kind: MediaKind, enabled: boolean, reason?: PauseReason): void;
  callEnded(): void;
};

/**
 * The room's signalling as the call needs it. Every promise rejects with an `ApiError`; nothing is queued
 * while there is no connection, because a signal of yesterday's attempt only does harm.
 */
export type CallSignalling = {
  isOnline(): boolean;
  /** This client's own socket id; null while offline. */
  localId(): string | null;
  /** @returns the others in the room, oldest first */
  join(): Promise<CallParticipant[]>;
  send(to: string, attempt: number, signal: CallSignal): Promise<void>;
  announceStart(): Promise<void>;
  toggle(kind: MediaKind, enabled: boolean, reason?: PauseReason): Promise<void>;
  end(): Promise<void>;
  leave(): Promise<void>;
  /** Returns the function that ends the subscription. */
  listen(events: SignallingEvents): () => void;
};

/** The part of the browser's timers that a call uses; tests bring their own. */
export type Timers = {
  now(): number;
  /** Returns the function that cancels it. */
  after(milliseconds: number, run: () => void): () => void;
};

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
