import Peer from 'simple-peer/simplepeer.min.js';
import type { IceServer } from '../../../server/protocol/index.ts';
import type { MediaKind, Tracks } from './call-types.ts';
import { scaleToFit } from './first-picture.ts';
import type { IceSetup } from './ice-servers.ts';
import type { VideoLimit } from './video-policy.ts';
import { summarise, type MediaStatistics } from './media-statistics.ts';

export type PeerOptions = { initiator: boolean; ice: IceSetup; tracks: Tracks };

export type PeerEvents = {
  signal(raw: unknown): void;
  stream(stream: MediaStream): void;
  iceState(state: RTCIceConnectionState): void;
  /** Once, unless the peer was destroyed from here. */
  closed(): void;
};

/** One peer connection, used once. */
export type CallPeer = {
  /** May throw; the peer is of no use then. */
  signal(input: object): void;
  /** May throw, as above. */
  replaceTrack(kind: MediaKind, track: MediaStreamTrack): void;
  /**
   * From now on, as far as the browser can.
   * @param pixels a camera's picture is made smaller until it has no more
   */
  limitVideo(limit: VideoLimit, pixels: number): void;
  statistics(): Promise<MediaStatistics>;
  destroy(): void;
};

export type CreatePeer = (options: PeerOptions, events: PeerEvents) => CallPeer;

/** Without the keys that are not set: the browser's type has no `undefined`. */
const toRtc = ({ urls, username, credential }: IceServer): RTCIceServer => ({
  urls,
  ...(username === undefined ? {} : { username }),
  ...(credential === undefined ? {} : { credential }),
});

/** Sound goes first where the network can tell; the picture keeps within its limit. */
const applyLimit = async (
  senders: readonly RTCRtpSender[],
  limit: VideoLimit,
  pixels: number,
): Promise<void> => {
  for (const sender of senders) {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) {
      if (sender.track?.kind === 'audio') {
        encoding.priority = 'high';
        encoding.networkPriority = 'high';
        continue;
      }
      encoding.active = limit.active;
      encoding.maxBitrate = limit.maxBitrate;
      // A shared screen has to stay legible: it may come less often, but not smaller.
      encoding.scaleResolutionDownBy =
        sender.track === null || sender.track.contentHint === 'detail'
          ? 1
          : Math.max(limit.scaleDownBy, scaleToFit(sender.track.getSettings(), pixels));
      if (limit.maxFramerate === null) delete encoding.maxFramerate;
      else encoding.maxFramerate = limit.maxFramerate;
    }
    await sender.setParameters(parameters);
  }
};

/** The only place that knows simple-peer. */
export const createSimplePeer: CreatePeer = ({ initiator, ice, tracks }, events) => {
  const stream = new MediaStream([tracks.audio, tracks.video]);
  const sending: Tracks = { ...tracks };
  const peer = new Peer({
    initiator,
    trickle: true,
    streams: [stream],
    config: {
      iceServers: ice.servers.map(toRtc),
      iceTransportPolicy: ice.relayOnly ? 'relay' : 'all',
      // Sound, picture and data share one path from the start: a third of the candidates to find, tell and try.
      bundlePolicy: 'max-bundle',
    },
  });
  let open = true;
  const closed = () => {
    if (!open) return;
    open = false;
    events.closed();
  };
  peer.on('signal', (raw) => {
    if (open) events.signal(raw);
  });
  peer.on('stream', (remote) => {
    if (open) events.stream(remote);
  });
  peer.on('iceStateChange', (state) => {
    if (open) events.iceState(state);
  });
  peer.on('error', closed);
  peer.on('close', closed);

  return {
    signal: (input) => {
      if (open) peer.signal(input);
    },
    replaceTrack: (kind, track) => {
      if (!open || sending[kind] === track) return;
      peer.replaceTrack(sending[kind], track, stream);
      sending[kind] = track;
    },
    limitVideo: (limit, pixels) => {
      // Some browsers refuse some of it, and then send as they see fit.
      if (open) void applyLimit(peer._pc.getSenders(), limit, pixels).catch(() => undefined);
    },
    statistics: () =>
      new Promise((resolve, reject) => {
        peer.getStats((error, reports) => {
          if (error === null && reports !== undefined) resolve(summarise(reports));
          else reject(error ?? new Error('no statistics'));
        });
      }),
    destroy: () => {
      open = false;
      peer.destroy();
    },
  };
};
