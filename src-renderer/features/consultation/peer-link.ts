import type { CallSignal, MediaKind, Timers, Tracks } from './call-types.ts';
import { FIRST_PIXELS, pixelsAfter } from './first-picture.ts';
import type { IceSetup } from './ice-servers.ts';
import { createFlowMeter, type MediaFlow, type MediaStatistics } from './media-statistics.ts';
import { toCallSignal, toPeerInput } from './signal-mapping.ts';
import type { VideoLimit } from './video-policy.ts';
import type { CallPeer, CreatePeer } from './simple-peer-adapter.ts';

/** An offer without an answer for this long was lost on its way. */
const ANSWER_TIMEOUT_MS = 6_000;
/** From the first signal to a path: enough for a relay over TCP on a slow network. */
const CONNECT_TIMEOUT_MS = 15_000;
/** ICE often finds its way back from `disconnected` by itself. */
const DISCONNECTED_GRACE_MS = 3_000;
const STATISTICS_EVERY_MS = 1_000;

export type LinkTrouble = 'disconnected' | 'stalled';
export type LinkEnd = 'closed' | 'timeout' | 'signalRejected';

export type LinkEvents = {
  signal(signal: CallSignal): void;
  /** The other's stream is there; its first frame is not yet. */
  stream(): void;
  connected(): void;
  /** Media arrive: for the first time, or again. */
  flowing(): void;
  /** Still open, but media do not arrive. It may heal by itself. */
  troubled(trouble: LinkTrouble): void;
  /** Gone for good. Not called after `destroy`. */
  ended(end: LinkEnd): void;
};

export type LinkOptions = {
  attempt: number;
  initiator: boolean;
  /** Socket id of the other side when the attempt began. */
  remoteId: string;
  tracks: Tracks;
  videoLimit: VideoLimit;
  iceServers: Promise<IceSetup>;
  createPeer: CreatePeer;
  timers: Timers;
  events: LinkEvents;
};

/** One attempt to connect, and what became of it. */
export type PeerLink = {
  readonly attempt: number;
  readonly initiator: boolean;
  remoteId(): string;
  /** The same peer is now reached under another socket id. */
  readdress(remoteId: string): void;
  stream(): MediaStream | null;
  isConnected(): boolean;
  isAnswered(): boolean;
  trouble(): LinkTrouble | null;
  receive(signal: CallSignal): void;
  setTrack(kind: MediaKind, track: MediaStreamTrack): void;
  limitVideo(limit: VideoLimit): void;
  /** Null before the peer exists, and where the browser gives none. */
  statistics(): Promise<MediaStatistics | null>;
  destroy(): void;
};

export const createPeerLink = (options: LinkOptions): PeerLink => {
  const { attempt, initiator, createPeer, timers, events } = options;
  const tracks: Tracks = { ...options.tracks };
  let videoLimit = options.videoLimit;
  let pixels = FIRST_PIXELS;
  let remoteId = options.remoteId;
  let peer: CallPeer | null = null;
  /** Signals that arrived while the ICE servers were fetched. */
  let early: CallSignal[] = [];
  let remoteStream: MediaStream | null = null;
  let open = true;
  let connected = false;
  let answered = false;
  let disconnected = false;
  let flow: MediaFlow = 'unknown';
  let reported: LinkTrouble | null = null;
  let announcedFlow = false;
  const cancellations = new Map<string, () => void>();

  const after = (name: string, milliseconds: number, run: () => void) => {
    cancellations.get(name)?.();
    cancellations.set(name, timers.after(milliseconds, run));
  };
  const cancel = (name: string) => {
    cancellations.get(name)?.();
    cancellations.delete(name);
  };

  const shut = () => {
    open = false;
    for (const stop of cancellations.values()) stop();
    cancellations.clear();
    early = [];
    peer?.destroy();
  };
  const end = (reason: LinkEnd) => {
    if (!open) return;
    shut();
    events.ended(reason);
  };

  const judge = () => {
    const before = reported;
    reported = disconnected ? 'disconnected' : flow === 'stalled' ? 'stalled' : null;
    if (reported !== null) {
      announcedFlow = false;
      if (reported !== before) events.troubled(reported);
    } else if (flow === 'flowing' && !announcedFlow) {
      announcedFlow = true;
      events.flowing();
    }
  };

  const statistics = async (): Promise<MediaStatistics | null> =>
    peer === null ? null : peer.statistics().catch(() => null);

  const limitPicture = () => peer?.limitVideo(videoLimit, pixels);

  const watch = () => {
    const meter = createFlowMeter(timers.now());
    let looks = 0;
    const look = async () => {
      const current = await statistics();
      if (!open) return;
      looks += 1;
      const fitting = pixelsAfter(looks, current?.connection.availableUpload ?? null);
      if (fitting > pixels) {
        pixels = fitting;
        limitPicture();
      }
      if (current !== null) {
        flow = meter.update(current, timers.now());
        judge();
      }
      if (open) after('watch', STATISTICS_EVERY_MS, () => void look());
    };
    after('watch', STATISTICS_EVERY_MS, () => void look());
  };

  const iceChanged = (state: RTCIceConnectionState) => {
    if (state === 'connected' || state === 'completed') {
      cancel('disconnected');
      disconnected = false;
      if (!connected) {
        connected = true;
        cancel('answer');
        cancel('connect');
        // Some browsers have nothing to set it on before the negotiation.
        limitPicture();
        watch();
        events.connected();
      } else {
        judge();
      }
    } else if (state === 'disconnected' && connected && !disconnected) {
      after('disconnected', DISCONNECTED_GRACE_MS, () => {
        disconnected = true;
        judge();
      });
    }
  };

  const feed = (target: CallPeer, signal: CallSignal) => {
    const input = toPeerInput(signal);
    if (input === null) return;
    if (signal.event === 'answer') {
      answered = true;
      cancel('answer');
    }
    try {
      target.signal(input);
    } catch {
      end('signalRejected');
    }
  };

  const begin = async () => {
    const ice = await options.iceServers;
    if (!open) return;
    try {
      peer = createPeer(
        { initiator, ice, tracks: { ...tracks } },
        {
          signal: (raw) => {
            const signal = toCallSignal(raw);
            if (!open || signal === null) return;
            if (signal.event === 'offer' && !answered) {
              after('answer', ANSWER_TIMEOUT_MS, () => end('timeout'));
            }
            events.signal(signal);
          },
          stream: (stream) => {
            if (!open) return;
            remoteStream = stream;
            events.stream();
          },
          iceState: (state) => {
            if (open) iceChanged(state);
          },
          closed: () => end('closed'),
        },
      );
    } catch {
      end('closed');
      return;
    }
    if (!open) {
      peer.destroy();
      return;
    }
    limitPicture();
    const waiting = early;
    early = [];
    for (const signal of waiting) if (open) feed(peer, signal);
  };

  after('connect', CONNECT_TIMEOUT_MS, () => end('timeout'));
  void begin();

  return {
    attempt,
    initiator,
    remoteId: () => remoteId,
    readdress: (id) => {
      remoteId = id;
    },
    stream: () => remoteStream,
    isConnected: () => open && connected,
    isAnswered: () => answered,
    trouble: () => reported,
    receive: (signal) => {
      if (!open) return;
      if (peer === null) early.push(signal);
      else feed(peer, signal);
    },
    setTrack: (kind, track) => {
      tracks[kind] = track;
      if (!open || peer === null) return;
      try {
        peer.replaceTrack(kind, track);
        if (kind === 'video' && connected) limitPicture();
      } catch {
        end('closed');
      }
    },
    limitVideo: (limit) => {
      videoLimit = limit;
      if (open && connected) limitPicture();
    },
    statistics,
    destroy: () => {
      if (open) shut();
    },
  };
};
