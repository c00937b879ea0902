import { codeOf } from '../../api/api-error.ts';
import type { CallSignal, MediaKind, ReceivedSignal, Timers, Tracks } from './call-types.ts';
import { NO_ICE_SERVERS, type IceSetup } from './ice-servers.ts';
import type { MediaStatistics } from './media-statistics.ts';
import { createPeerLink, type LinkEnd, type PeerLink } from './peer-link.ts';
import type { RecoveryReason } from './peer-session-state.ts';
import { OFFER_WAIT_MS, rebuildDelay } from './recovery-policy.ts';
import { opensPeer } from './signal-mapping.ts';
import type { CreatePeer } from './simple-peer-adapter.ts';
import { advance, isLater, later } from './attempt-numbers.ts';
import { FULL_VIDEO, type VideoLimit } from './video-policy.ts';

/**
 * A fresh page does not know the numbers of the attempts before it. It begins at a random one, so that a late
 * candidate for its predecessor is not taken for its own.
 */
const FIRST_ATTEMPT_BELOW = 500_000;
/**
 * Numbers are skipped at random. Who has left and come back learns from a late offer where the counting was, and
 * would otherwise give out again a number to which an answer is still under way.
 */
const SKIPPED_AT_MOST = 10_000;
const EARLY_CANDIDATES_MAX = 64;

export type NegotiatorOptions = {
  tracks: Tracks;
  /** This side wins when both offer, and begins a rebuild at once. Exactly one of two sides may say true. */
  leads: () => boolean;
  send: (to: string, attempt: number, signal: CallSignal) => Promise<void>;
  iceServers: () => Promise<IceSetup>;
  createPeer: CreatePeer;
  timers: Timers;
  random: () => number;
  /** Something that the getters tell has changed. */
  changed: () => void;
};

/**
 * Keeps one peer alive to one other person. A new attempt is built beside the peer in use and replaces it when
 * it connects, so that a peer which heals by itself loses no picture.
 */
export type PeerNegotiator = {
  /**
   * The other is in the room under this socket id.
   * @param turn `offer`: this side has just joined and offers if there is no working peer; `wait`: the other
   * has just joined and is given time to offer
   */
  reachable(remoteId: string, turn: 'offer' | 'wait'): void;
  /** The other is not in the room any more. A working peer goes on. */
  otherLeft(): void;
  /** This side lost its connection to the server. */
  signallingLost(): void;
  receive(signal: ReceivedSignal): void;
  setTrack(kind: MediaKind, track: MediaStreamTrack): void;
  limitVideo(limit: VideoLimit): void;
  /** Connected, and media arrive as far as known. */
  isHealthy(): boolean;
  isAttempting(): boolean;
  everConnected(): boolean;
  /** Number of the latest attempt. */
  attempt(): number;
  /** Why the last working peer stopped working. */
  reason(): RecoveryReason;
  stream(): MediaStream | null;
  statistics(): Promise<MediaStatistics | null>;
  destroy(): void;
};

export const createPeerNegotiator = (options: NegotiatorOptions): PeerNegotiator => {
  const { leads, timers, random, changed } = options;
  const tracks: Tracks = { ...options.tracks };
  let videoLimit: VideoLimit = FULL_VIDEO;
  /** Null: nobody can be offered anything now. */
  let remoteId: string | null = null;
  let current: PeerLink | null = null;
  let pending: PeerLink | null = null;
  /** The signalling broke while `pending` was negotiated: signals may be missing. */
  let pendingIsStale = false;
  let attempt = Math.floor(random() * FIRST_ATTEMPT_BELOW);
  let failures = 0;
  let reason: RecoveryReason = 'lost';
  let wasConnected = false;
  let open = true;
  let cancelTurn: (() => void) | null = null;
  /** Latest attempt offered by a socket; its offers arrive in order, so an earlier one is a stale one. */
  const offered = new Map<string, number>();
  /** The latest offer of a socket that was too early to be taken. */
  const outdated = new Map<string, number>();
  let early: ReceivedSignal[] = [];

  const isHealthy = () => current !== null && current.isConnected() && current.trouble() === null;

  const stopTurn = () => {
    cancelTurn?.();
    cancelTurn = null;
  };
  const dropPending = () => {
    pending?.destroy();
    pending = null;
  };
  const takeTurnIn = (milliseconds: number) => {
    stopTurn();
    cancelTurn = timers.after(milliseconds, () => {
      cancelTurn = null;
      offer();
    });
  };
  const recover = () => {
    if (!open || cancelTurn !== null || pending !== null || remoteId === null) return;
    takeTurnIn(rebuildDelay(failures, random) + (leads() ? 0 : OFFER_WAIT_MS));
  };

  const ended = (link: PeerLink, end: LinkEnd) => {
    if (link === pending) {
      pending = null;
      failures += 1;
      if (!isHealthy()) reason = end === 'timeout' ? 'timeout' : 'lost';
    } else if (link === current) {
      current = null;
      reason = 'lost';
    } else {
      return;
    }
    if (!isHealthy()) recover();
    changed();
  };

  const send = async (link: PeerLink, signal: CallSignal): Promise<void> => {
    try {
      await options.send(link.remoteId(), link.attempt, signal);
    } catch (error) {
      if (link !== pending || signal.event === 'ice-candidate') return;
      const code = codeOf(error);
      if (code === 'offline' || code === 'not_in_room') {
        // The next join starts over.
        pendingIsStale = true;
      } else if (code === 'peer_not_in_room') {
        link.destroy();
        ended(link, 'closed');
      }
    }
  };

  const begin = (initiator: boolean, number: number, to: string): PeerLink => {
    stopTurn();
    dropPending();
    const link: PeerLink = createPeerLink({
      attempt: number,
      initiator,
      remoteId: to,
      tracks,
      videoLimit,
      iceServers: options.iceServers().catch(() => NO_ICE_SERVERS),
      createPeer: options.createPeer,
      timers,
      events: {
        signal: (signal) => void send(link, signal),
        stream: changed,
        connected: () => {
          if (link !== pending) return;
          current?.destroy();
          current = link;
          pending = null;
          wasConnected = true;
          stopTurn();
          changed();
        },
        flowing: () => {
          if (link !== current) return;
          failures = 0;
          stopTurn();
          changed();
        },
        troubled: (trouble) => {
          if (link !== current) return;
          reason = trouble;
          recover();
          changed();
        },
        ended: (end) => ended(link, end),
      },
    });
    pending = link;
    pendingIsStale = false;
    changed();
    return link;
  };

  /** Even for the side that leads, odd for the other: when both offer, the loser's candidates fit no peer. */
  const nextAttempt = (): number => {
    const next = advance(attempt, 1 + Math.floor(random() * SKIPPED_AT_MOST));
    return (next % 2 === 0) === leads() ? next : advance(next, 1);
  };

  const offer = () => {
    if (!open || remoteId === null || pending !== null || isHealthy()) return;
    attempt = nextAttempt();
    begin(true, attempt, remoteId);
  };

  const linkOf = (from: string, number: number | null): PeerLink | null =>
    [pending, current].find(
      (link) => link !== null && link.remoteId() === from && (number === null || number === link.attempt),
    ) ?? null;

  const forgetOffers = () => {
    offered.clear();
    outdated.clear();
  };

  /** Remembers what was offered. A late offer comes alone: whoever counts on from an earlier number means it. */
  const isOutdated = (from: string, number: number): boolean => {
    const before = outdated.get(from);
    outdated.delete(from);
    const isLate = !isLater(number, offered.get(from) ?? null);
    if (isLate && (before === undefined || !isLater(number, before))) {
      outdated.set(from, number);
      return true;
    }
    offered.set(from, number);
    return false;
  };

  const receiveOffer = (received: ReceivedSignal) => {
    const { from } = received;
    if (received.attempt === null) {
      // A front end that does not number its attempts: a second offer belongs to the peer that answers it.
      const running = linkOf(from, null);
      if (running !== null && !running.initiator && running.trouble() === null) {
        running.receive(received);
        return;
      }
    } else {
      if (isOutdated(from, received.attempt)) return;
    }
    const number = received.attempt ?? nextAttempt();
    attempt = later(attempt, number);
    const bothOffered =
      pending !== null && pending.initiator && pending.remoteId() === from && !pending.isAnswered();
    if (bothOffered && leads()) return;
    remoteId = from;
    const link = begin(false, number, from);
    link.receive(received);
    for (const candidate of early) {
      if (candidate.from === from && candidate.attempt === number) link.receive(candidate);
    }
    early = [];
  };

  return {
    reachable: (id, turn) => {
      current?.readdress(id);
      if (pending !== null && (pendingIsStale || pending.remoteId() !== id)) dropPending();
      remoteId = id;
      if (isHealthy() || pending !== null) return;
      if (turn === 'wait') {
        takeTurnIn(OFFER_WAIT_MS);
      } else {
        stopTurn();
        offer();
      }
    },
    otherLeft: () => {
      remoteId = null;
      early = [];
      // Who leaves and comes back over the same socket may begin with a lower number.
      forgetOffers();
      stopTurn();
      dropPending();
      changed();
    },
    signallingLost: () => {
      remoteId = null;
      pendingIsStale = true;
      forgetOffers();
      stopTurn();
    },
    receive: (received) => {
      if (!open) return;
      if (opensPeer(received)) {
        receiveOffer(received);
        return;
      }
      const link = linkOf(received.from, received.attempt);
      if (link !== null) {
        if (received.event !== 'answer' || link.initiator) link.receive(received);
        return;
      }
      if (received.event === 'answer') {
        // The other side took an offer that was given up here: both would wait for each other.
        if (received.from !== remoteId || isHealthy() || pending?.initiator === true) return;
        dropPending();
        offer();
        return;
      }
      const isEarly =
        received.event === 'ice-candidate' &&
        received.attempt !== null &&
        isLater(received.attempt, offered.get(received.from) ?? null);
      if (isEarly && early.length < EARLY_CANDIDATES_MAX) early.push(received);
    },
    setTrack: (kind, track) => {
      tracks[kind] = track;
      current?.setTrack(kind, track);
      pending?.setTrack(kind, track);
    },
    limitVideo: (limit) => {
      videoLimit = limit;
      current?.limitVideo(limit);
      pending?.limitVideo(limit);
    },
    isHealthy,
    isAttempting: () => pending !== null,
    everConnected: () => wasConnected,
    attempt: () => attempt,
    reason: () => reason,
    stream: () => current?.stream() ?? pending?.stream() ?? null,
    statistics: async () => (current === null ? null : current.statistics()),
    destroy: () => {
      open = false;
      stopTurn();
      dropPending();
      current?.destroy();
      current = null;
    },
  };
};
