import Peer from 'simple-peer';
import { toPeerInput } from '../../../src-renderer/features/consultation/signal-mapping.ts';
import type { Forwarded } from './hostile-call.ts';

/** As strict as a browser's where it throws at once, and without an answer where a browser would take its time. */
class StubConnection {
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  signalingState = 'stable';
  createDataChannel = (): object => ({});
  addTransceiver = (kind: unknown): object => {
    if (kind !== 'audio' && kind !== 'video') throw new TypeError(`${String(kind)} is no kind of media`);
    return {};
  };
  getSenders = (): object[] => [];
  createOffer = (): Promise<object> => new Promise(() => undefined);
  createAnswer = (): Promise<object> => new Promise(() => undefined);
  setLocalDescription = (): Promise<void> => new Promise(() => undefined);
  setRemoteDescription = (): Promise<void> => new Promise(() => undefined);
  addIceCandidate = (): Promise<void> => new Promise(() => undefined);
  close = (): void => undefined;
}

class StubDescription {
  readonly checked = true;
  constructor({ type, sdp }: { type?: unknown; sdp?: unknown }) {
    if (type !== 'offer' && type !== 'answer')
      throw new TypeError(`${String(type)} is no type of description`);
    if (typeof sdp !== 'string') throw new TypeError('no sdp');
  }
}

class StubCandidate {
  readonly checked = true;
  constructor({ sdpMid, sdpMLineIndex }: { sdpMid?: unknown; sdpMLineIndex?: unknown }) {
    if (sdpMid == null && sdpMLineIndex == null)
      throw new TypeError('sdpMid and sdpMLineIndex are both null');
  }
}

const wrtc = {
  RTCPeerConnection: StubConnection,
  RTCSessionDescription: StubDescription,
  RTCIceCandidate: StubCandidate,
};

const bodyOf = ({ event, payload }: Forwarded): unknown =>
  payload[event === 'ice-candidate' ? 'candidate' : event];

/** The real simple-peer as the judge of what may come to it. */
export const createSimplePeerReferee = () => {
  const peers = [true, false].map((initiator) => {
    let complaint: string | null = null;
    // The stub is only as much of a browser as simple-peer touches before it answers.
    const options = { initiator, wrtc } as unknown as Peer.Options;
    const create = () => {
      const peer = new Peer(options);
      peer.on('error', (error) => {
        complaint = error.message;
      });
      // A candidate is looked at only after a description.
      const connection = (peer as unknown as { _pc: { remoteDescription?: object } })._pc;
      connection.remoteDescription = { type: initiator ? 'answer' : 'offer' };
      return peer;
    };
    let peer = create();
    return {
      /** What simple-peer has against this input; null if it takes it. */
      try: (input: object): string | null => {
        complaint = null;
        try {
          peer.signal(input as Peer.SignalData);
        } catch (error) {
          complaint = String(error);
        }
        const destroyed = (peer as unknown as { destroying: boolean; destroyed: boolean }).destroying;
        if (!destroyed && complaint === null) return null;
        const said = complaint ?? 'destroyed';
        peer.destroy();
        peer = create();
        return said;
      },
    };
  });
  return {
    objection: (item: Forwarded): string | null => {
      const input = toPeerInput({ event: item.event, signal: bodyOf(item) } as Parameters<
        typeof toPeerInput
      >[0]);
      if (input === null) return null;
      for (const peer of peers) {
        const said = peer.try(input);
        if (said !== null)
          return `simple-peer does not take ${JSON.stringify(item.payload).slice(0, 200)}: ${said}`;
      }
      return null;
    },
  };
};
