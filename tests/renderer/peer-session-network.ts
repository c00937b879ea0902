import type { Tracks } from '../../src-renderer/features/consultation/call-types.ts';
import {
  noConnectionStatistics,
  type ConnectionStatistics,
} from '../../src-renderer/features/consultation/connection-statistics.ts';
import type { VideoLimit } from '../../src-renderer/features/consultation/video-policy.ts';
import type { MediaStatistics } from '../../src-renderer/features/consultation/media-statistics.ts';
import type {
  CallPeer,
  CreatePeer,
  PeerEvents,
  PeerOptions,
} from '../../src-renderer/features/consultation/simple-peer-adapter.ts';

const PATH_MS = 10;
const NOTICE_MS = 5;

/**
 * Peers that connect as simple-peer's do: by an offer, its answer and a candidate each way. Like the real ones
 * they are destroyed by a signal that was not meant for them, and it is written down as a violation.
 */
export class FakeNetwork {
  readonly peers: FakePeer[] = [];
  readonly violations: string[] = [];
  up = true;

  creator(owner: string): CreatePeer {
    return (options, events) => {
      const peer = new FakePeer(this, owner, this.peers.length + 1, options, events);
      this.peers.push(peer);
      return peer;
    };
  }

  of(owner: string): FakePeer[] {
    return this.peers.filter((peer) => peer.owner === owner);
  }

  /** The one peer of this side that is alive. */
  alive(owner: string): FakePeer {
    const alive = this.of(owner).filter((peer) => !peer.destroyed);
    if (alive.length !== 1 || alive[0] === undefined) {
      throw new Error(`${owner} has ${alive.length} live peers`);
    }
    return alive[0];
  }

  /** No packet arrives anywhere; after a while ICE notices. */
  cut(iceNoticesAfterMs = 5_000): void {
    this.up = false;
    for (const peer of this.peers) peer.networkChanged(iceNoticesAfterMs);
  }

  restore(): void {
    this.up = true;
    for (const peer of this.peers) peer.networkChanged(0);
  }

  find(id: number): FakePeer | undefined {
    return this.peers.find((peer) => peer.id === id);
  }
}

type Input = { type?: string; sdp?: string; candidate?: { candidate: string } };

export class FakePeer implements CallPeer {
  readonly owner: string;
  readonly id: number;
  readonly initiator: boolean;
  readonly iceServers: number;
  readonly sending: Tracks;
  destroyed = false;
  connected = false;
  /** Media of the other side do not arrive although the path is there. */
  starved = false;
  /** The next signal throws. */
  brittle = false;
  videoLimit: VideoLimit | null = null;
  videoPixels: number | null = null;
  /** What the browser measures of this connection. */
  connection: ConnectionStatistics = noConnectionStatistics();
  readonly #network: FakeNetwork;
  readonly #events: PeerEvents;
  #remoteId: number | null = null;
  #early: number[] = [];
  #hasCandidate = false;
  #bytes = 0;

  constructor(network: FakeNetwork, owner: string, id: number, options: PeerOptions, events: PeerEvents) {
    this.#network = network;
    this.#events = events;
    this.owner = owner;
    this.id = id;
    this.initiator = options.initiator;
    this.iceServers = options.ice.servers.length;
    this.sending = { ...options.tracks };
    if (this.initiator) queueMicrotask(() => this.#describe({ type: 'offer', sdp: `offer ${id}` }));
  }

  remote(): FakePeer | undefined {
    return this.#remoteId === null ? undefined : this.#network.find(this.#remoteId);
  }

  signal(input: object): void {
    if (this.destroyed) throw new Error('cannot signal after peer is destroyed');
    if (this.brittle) throw new Error('the browser refused the signal');
    const { type, sdp, candidate } = input as Input;
    if (type === 'offer' && sdp !== undefined) {
      if (this.initiator) return this.#violate('an offer to an initiator');
      this.#setRemote(Number(sdp.split(' ')[1]));
      queueMicrotask(() => this.#describe({ type: 'answer', sdp: `answer ${this.id} to ${this.#remoteId}` }));
    } else if (type === 'answer' && sdp !== undefined) {
      const [, from, , to] = sdp.split(' ');
      if (Number(to) !== this.id) return this.#violate(`an answer meant for peer ${to}`);
      this.#setRemote(Number(from));
    } else if (candidate !== undefined) {
      const from = Number(candidate.candidate.split(' ')[1]);
      if (this.#remoteId === null) this.#early.push(from);
      else this.#addCandidate(from);
    } else {
      this.#violate('a signal that it does not know');
    }
  }

  replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack): void {
    this.sending[kind] = track;
  }

  limitVideo(limit: VideoLimit, pixels: number): void {
    this.videoLimit = limit;
    this.videoPixels = pixels;
  }

  async statistics(): Promise<MediaStatistics> {
    if (this.destroyed) throw new Error('no statistics');
    if (this.connected && this.#network.up && !this.starved && this.remote()?.destroyed === false) {
      this.#bytes += 1_000;
    }
    return {
      bytesReceived: this.#bytes,
      framesDecoded: Math.floor(this.#bytes / 100),
      packetsLost: 0,
      roundTripTime: null,
      connection: this.connection,
    };
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    const remote = this.remote();
    // The other side hears of it only if it can be reached.
    if (this.connected && this.#network.up) setTimeout(() => remote?.fail(), NOTICE_MS);
  }

  /** Breaks by itself. */
  fail(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#events.closed();
  }

  networkChanged(noticedAfterMs: number): void {
    setTimeout(() => {
      if (this.destroyed || this.#remoteId === null) return;
      if (!this.#network.up && this.connected) this.#events.iceState('disconnected');
      if (this.#network.up) this.connect();
    }, noticedAfterMs);
  }

  connect(): void {
    const remote = this.remote();
    if (remote === undefined || this.destroyed || remote.destroyed || !this.#network.up) return;
    if (remote.remote() !== this || !this.#hasCandidate || !remote.#hasCandidate) return;
    for (const peer of [this, remote]) {
      peer.connected = true;
      peer.#events.iceState('connected');
    }
  }

  #describe(description: { type: 'offer' | 'answer'; sdp: string }): void {
    if (this.destroyed) return;
    this.#events.signal(description);
    this.#events.signal({
      type: 'candidate',
      candidate: { candidate: `candidate ${this.id}`, sdpMid: '0', sdpMLineIndex: 0 },
    });
  }

  #setRemote(id: number): void {
    this.#remoteId = id;
    this.#events.stream({ id: `stream of ${id}` } as MediaStream);
    for (const from of this.#early) this.#addCandidate(from);
    this.#early = [];
    setTimeout(() => this.connect(), PATH_MS);
  }

  #addCandidate(from: number): void {
    if (from !== this.#remoteId) return this.#violate(`a candidate of peer ${from}`);
    this.#hasCandidate = true;
    setTimeout(() => this.connect(), PATH_MS);
  }

  #violate(what: string): void {
    this.#network.violations.push(`peer ${this.id} of ${this.owner} was given ${what}`);
    this.fail();
  }
}
