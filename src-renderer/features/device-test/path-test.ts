import type { PathTest } from './connection-test.ts';

/** A call that needs longer than this to connect does not feel like one. */
const PATH_TIMEOUT_MS = 6_000;

const connect = async (from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> => {
  await from.setLocalDescription();
  if (from.localDescription !== null) await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  if (to.localDescription !== null) await from.setRemoteDescription(to.localDescription);
};

/** Connects two ends within this page, over the clinic's ICE servers, and waits until a channel is open. */
export const testPath: PathTest = async (iceServers, relayOnly, signal) => {
  const ends: RTCPeerConnection[] = [];
  try {
    const make = () => {
      const end = new RTCPeerConnection({
        iceServers: iceServers.map(({ urls, username, credential }) => ({
          urls,
          ...(username === undefined ? {} : { username }),
          ...(credential === undefined ? {} : { credential }),
        })),
        iceTransportPolicy: relayOnly ? 'relay' : 'all',
      });
      ends.push(end);
      return end;
    };
    const near = make();
    const far = make();
    const relayCandidates = (to: RTCPeerConnection) => (event: RTCPeerConnectionIceEvent) => {
      if (event.candidate !== null) to.addIceCandidate(event.candidate).catch(() => undefined);
    };
    near.onicecandidate = relayCandidates(far);
    far.onicecandidate = relayCandidates(near);
    const channel = near.createDataChannel('path');
    const opened = new Promise<boolean>((resolve) => {
      channel.onopen = () => resolve(true);
      AbortSignal.any([signal, AbortSignal.timeout(PATH_TIMEOUT_MS)]).onabort = () => resolve(false);
    });
    await connect(near, far);
    return await opened;
  } catch {
    return false;
  } finally {
    for (const end of ends) end.close();
  }
};
