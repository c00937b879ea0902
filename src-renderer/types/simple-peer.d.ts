/**
 * The browser build of simple-peer 9.11.1, as far as this project uses it. The plain import needs Node's
 * globals, and @types/simple-peer describes only that one.
 */
declare module 'simple-peer/simplepeer.min.js' {
  export type PeerOptions = {
    initiator: boolean;
    trickle: boolean;
    streams: MediaStream[];
    config: RTCConfiguration;
  };

  export default class Peer {
    constructor(options: PeerOptions);
    on(event: 'signal', listener: (signal: unknown) => void): this;
    on(event: 'stream', listener: (stream: MediaStream) => void): this;
    on(event: 'iceStateChange', listener: (connection: RTCIceConnectionState) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'connect' | 'close', listener: () => void): this;
    /** Throws on a destroyed peer and on what it cannot parse. */
    signal(signal: object): void;
    /** Throws for a track that was never added, and on a destroyed peer. */
    replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack, stream: MediaStream): void;
    /** The connection below, for which simple-peer has no other way in. */
    readonly _pc: RTCPeerConnection;
    getStats(callback: (error: Error | null, reports?: readonly unknown[]) => void): void;
    destroy(): void;
  }
}
