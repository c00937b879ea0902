import type { Role } from '../../../server/protocol/index.ts';
import type { Services } from '../../create-services.ts';
import { systemTimers } from './call-types.ts';
import { createCall, type Call } from './call.ts';
import { createIceServerSource } from './ice-servers.ts';
import { createPeerSession } from './peer-session.ts';
import { createPlaceholderTracks } from './placeholder-tracks.ts';
import { createSimplePeer } from './simple-peer-adapter.ts';
import { createSocketSignalling } from './socket-signalling.ts';

/** Null where the browser (most phones) has no screen to share. */
export const screenOpener = (): (() => Promise<MediaStreamTrack>) | null => {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices?.getDisplayMedia === undefined) return null;
  return async () => {
    const stream = await devices.getDisplayMedia({ video: true, audio: false });
    const track = stream.getVideoTracks()[0];
    if (track === undefined) throw new Error('the browser gave no picture of the screen');
    // Text must stay legible, even at the cost of smoothness.
    track.contentHint = 'detail';
    return track;
  };
};

/** The call of a room with all that belongs to it. Nothing happens before `begin`. */
export const buildCall = (
  { socket, rest, media }: Pick<Services, 'socket' | 'rest' | 'media'>,
  role: Role,
  roomId: string,
): Call => {
  const iceServers = createIceServerSource(() => rest.call('iceServers'), systemTimers);
  const call = createCall({
    session: createPeerSession({
      userType: role,
      signalling: createSocketSignalling(socket, roomId),
      iceServers,
      createPeer: createSimplePeer,
      placeholders: createPlaceholderTracks(),
      timers: systemTimers,
      random: Math.random,
    }),
    media,
    openScreen: screenOpener(),
    timers: systemTimers,
  });
  return {
    ...call,
    begin: () => {
      // Asked for now, they are there when the first attempt needs them.
      void iceServers();
      call.begin();
    },
  };
};
