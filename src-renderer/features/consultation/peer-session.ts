import type { CallParticipant, Role } from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import {
  MEDIA_KINDS,
  type CallPerson,
  type CallSignalling,
  type MediaKind,
  type Timers,
  type Tracks,
} from './call-types.ts';
import { hangUp, PASSING } from './hang-up.ts';
import type { IceSetup } from './ice-servers.ts';
import type { MediaStatistics } from './media-statistics.ts';
import { createPeerNegotiator, type PeerNegotiator } from './peer-negotiator.ts';
import type { OtherPerson, PeerSessionState, PeerSessionView } from './peer-session-state.ts';
import type { PlaceholderTracks } from './placeholder-tracks.ts';
import type { CreatePeer } from './simple-peer-adapter.ts';
import { FULL_VIDEO, type VideoLimit } from './video-policy.ts';

const JOIN_RETRY_MS = 1_000;

export type PeerSessionOptions = {
  userType: Role;
  signalling: CallSignalling;
  /** Asked once per attempt; if it rejects, the attempt goes on without. */
  iceServers: () => Promise<IceSetup>;
  createPeer: CreatePeer;
  placeholders: PlaceholderTracks;
  timers: Timers;
  /** As `Math.random`. */
  random: () => number;
};

export type LocalTracks = Record<MediaKind, MediaStreamTrack | null>;

/** One person's side of a call: joins the room, connects, and keeps the media flowing until it ends. */
export type PeerSession = {
  view(): PeerSessionView;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (view: PeerSessionView) => void): () => void;
  /** Joins, now or as soon as there is a connection. Null where there is no device. */
  start(local: LocalTracks, enabled: Record<MediaKind, boolean>): void;
  /** Sends another track from now on, or nothing. The tracks stay the caller's to stop. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void;
  setAudioEnabled(enabled: boolean): void;
  setVideoEnabled(enabled: boolean): void;
  /** How much of the own picture is sent; the other is told when it is none. */
  limitVideo(limit: VideoLimit): void;
  /** Null while nothing is connected. */
  getStats(): Promise<MediaStatistics | null>;
  /** Ends the call for both. Media stop at once; the promise resolves when the server knows. */
  end(): Promise<void>;
  /** Goes without ending the call. */
  leave(): void;
};

type Other = OtherPerson & { socketId: string };

const sameState = (a: PeerSessionState, b: PeerSessionState): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

export const createPeerSession = (options: PeerSessionOptions): PeerSession => {
  const { signalling, timers, placeholders, userType } = options;
  const listeners = new Set<(view: PeerSessionView) => void>();
  const local: LocalTracks = { audio: null, video: null };
  const enabled: Record<MediaKind, boolean> = { audio: true, video: true };
  let videoLimit: VideoLimit = FULL_VIDEO;
  let negotiator: PeerNegotiator | null = null;
  let other: Other | null = null;
  let outcome: PeerSessionState | null = { status: 'idle' };
  let joined = false;
  let everJoined = false;
  /** Each join has its number, so that a late answer to an older one is ignored. */
  let joins = 0;
  /** The other came while the join's answer, which does not name them, was on its way. */
  let cameMeanwhile = false;
  let announcedStart = false;
  let stopListening: () => void = () => undefined;
  let cancelRetry: () => void = () => undefined;

  const sends = (kind: MediaKind): boolean => enabled[kind] && local[kind] !== null;

  const pausesVideo = (): boolean => !videoLimit.active && sends('video');

  const currentState = (): PeerSessionState => {
    if (outcome !== null || negotiator === null) return outcome ?? { status: 'idle' };
    if (negotiator.isHealthy()) return { status: 'connected' };
    const attempt = negotiator.attempt();
    if (negotiator.everConnected()) {
      // No picture, and not in the room either: the peer may need long to notice what the server knows.
      const gone = other?.present !== true;
      return { status: 'recovering', attempt, reason: gone ? 'otherGone' : negotiator.reason() };
    }
    if (negotiator.isAttempting() || other?.present === true) return { status: 'connecting', attempt };
    return everJoined ? { status: 'waitingForOther' } : { status: 'joining' };
  };

  const look = (): PeerSessionView => {
    const shown =
      other === null
        ? null
        : {
            userId: other.userId,
            userType: other.userType,
            userName: other.userName,
            audioEnabled: other.audioEnabled,
            videoEnabled: other.videoEnabled,
            videoPaused: other.videoPaused,
            present: other.present,
          };
    return {
      state: currentState(),
      other: shown,
      remoteStream: negotiator?.stream() ?? null,
      audioEnabled: sends('audio'),
      videoEnabled: sends('video'),
      videoPaused: pausesVideo(),
    };
  };
  let shownView: PeerSessionView = look();

  const changed = () => {
    const next = look();
    const same =
      sameState(next.state, shownView.state) &&
      JSON.stringify(next.other) === JSON.stringify(shownView.other) &&
      next.remoteStream === shownView.remoteStream &&
      next.audioEnabled === shownView.audioEnabled &&
      next.videoEnabled === shownView.videoEnabled &&
      next.videoPaused === shownView.videoPaused;
    if (same) return;
    shownView = next;
    if (next.state.status === 'connected' && userType === 'doctor' && !announcedStart) {
      announcedStart = true;
      quietly(signalling.announceStart());
    }
    for (const listener of [...listeners]) listener(next);
  };

  const finish = (final: PeerSessionState) => {
    outcome = final;
    joins += 1;
    joined = false;
    cancelRetry();
    stopListening();
    stopListening = () => undefined;
    negotiator?.destroy();
    placeholders.stop();
    changed();
  };

  const adopt = (person: CallPerson | CallParticipant) => {
    const known = other?.userId === person.userId ? other : null;
    other = {
      socketId: person.socketId,
      userId: person.userId,
      userType: person.userType,
      userName: person.userName,
      audioEnabled: 'audioEnabled' in person ? person.audioEnabled : (known?.audioEnabled ?? true),
      videoEnabled: 'videoEnabled' in person ? person.videoEnabled : (known?.videoEnabled ?? true),
      videoPaused: 'joinedAt' in person ? person.videoPaused === true : (known?.videoPaused ?? false),
      present: true,
    };
  };

  const announce = (kind: MediaKind) => {
    if (!joined) return;
    const paused = kind === 'video' && pausesVideo();
    quietly(signalling.toggle(kind, sends(kind) && !paused, paused ? 'network' : undefined));
  };

  const join = async (): Promise<void> => {
    joins += 1;
    const mine = joins;
    joined = false;
    cameMeanwhile = false;
    cancelRetry();
    let participants: CallParticipant[];
    try {
      participants = await signalling.join();
    } catch (error) {
      if (mine !== joins || outcome !== null) return;
      const code = codeOf(error);
      if (PASSING.has(code)) {
        cancelRetry = timers.after(JOIN_RETRY_MS, () => {
          if (signalling.isOnline()) void join();
        });
      } else if (code !== 'offline') {
        finish({ status: 'failed', code });
      }
      return;
    }
    if (mine !== joins || outcome !== null) return;
    joined = true;
    everJoined = true;
    for (const kind of MEDIA_KINDS) announce(kind);
    const first = participants[0];
    if (first !== undefined) {
      adopt(first);
      negotiator?.reachable(first.socketId, 'offer');
    } else if (!cameMeanwhile) {
      if (other !== null) other.present = false;
      negotiator?.otherLeft();
    }
    changed();
  };

  const listen = () =>
    signalling.listen({
      online: () => void join(),
      offline: () => {
        joins += 1;
        joined = false;
        cancelRetry();
        negotiator?.signallingLost();
        changed();
      },
      userJoined: (person) => {
        cameMeanwhile = true;
        adopt(person);
        negotiator?.reachable(person.socketId, 'wait');
        changed();
      },
      userLeft: (socketId) => {
        if (socketId === signalling.localId()) {
          finish({ status: 'ended', by: 'elsewhere' });
          return;
        }
        if (other?.socketId !== socketId) return;
        other.present = false;
        negotiator?.otherLeft();
        changed();
      },
      signal: (signal, person) => {
        if (person !== null && other?.socketId !== person.socketId) {
          cameMeanwhile = true;
          adopt(person);
        }
        negotiator?.receive(signal);
        changed();
      },
      peerToggled: (from, kind, on, reason) => {
        if (other?.socketId !== from) return;
        if (kind === 'audio') other.audioEnabled = on;
        else {
          other.videoEnabled = on;
          other.videoPaused = !on && reason === 'network';
        }
        changed();
      },
      callEnded: () => {
        finish({ status: 'ended', by: 'other' });
        quietly(signalling.leave());
      },
    });

  const setEnabled = (kind: MediaKind, on: boolean) => {
    enabled[kind] = on;
    const track = local[kind];
    if (track !== null) track.enabled = on;
    if (outcome !== null) return;
    announce(kind);
    changed();
  };

  return {
    view: () => shownView,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (media, on) => {
      if (outcome?.status !== 'idle') return;
      outcome = null;
      videoLimit = FULL_VIDEO;
      const tracks = {} as Tracks;
      for (const kind of MEDIA_KINDS) {
        const track = media[kind];
        local[kind] = track;
        enabled[kind] = on[kind];
        if (track !== null) track.enabled = on[kind];
        tracks[kind] = track ?? placeholders.track(kind);
      }
      negotiator = createPeerNegotiator({
        tracks,
        leads: () =>
          other === null || other.userType === userType
            ? (signalling.localId() ?? '') < (other?.socketId ?? '')
            : userType === 'doctor',
        send: (to, attempt, signal) => signalling.send(to, attempt, signal),
        iceServers: options.iceServers,
        createPeer: options.createPeer,
        timers,
        random: options.random,
        changed,
      });
      stopListening = listen();
      changed();
    },
    setTrack: (kind, track) => {
      if (outcome !== null) return;
      const before = sends(kind);
      local[kind] = track;
      if (track !== null) track.enabled = enabled[kind];
      negotiator?.setTrack(kind, track ?? placeholders.track(kind));
      if (sends(kind) !== before) announce(kind);
      changed();
    },
    setAudioEnabled: (on) => setEnabled('audio', on),
    setVideoEnabled: (on) => setEnabled('video', on),
    limitVideo: (limit) => {
      if (outcome !== null || limit === videoLimit) return;
      const before = pausesVideo();
      videoLimit = limit;
      negotiator?.limitVideo(limit);
      if (pausesVideo() !== before) announce('video');
      changed();
    },
    getStats: async () => (negotiator === null ? null : negotiator.statistics()),
    end: async () => {
      if (outcome !== null) return;
      finish({ status: 'ended', by: 'self' });
      await hangUp(signalling, timers);
    },
    leave: () => {
      if (outcome === null) {
        finish({ status: 'idle' });
        quietly(signalling.leave());
      }
    },
  };
};
