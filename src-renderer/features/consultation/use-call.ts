import { useEffect, useState } from 'react';
import { useServices, useSignedIn } from '../../services.tsx';
import { useLocalMedia } from '../device-test/use-local-media.ts';
import type { LocalMedia, LocalMediaState } from '../device-test/local-media.ts';
import { systemTimers } from './call-types.ts';
import { createCall, type Call } from './call.ts';
import { createIceServerSource } from './ice-servers.ts';
import { createPeerSession } from './peer-session.ts';
import { createPlaceholderTracks } from './placeholder-tracks.ts';
import { createSimplePeer } from './simple-peer-adapter.ts';
import { createSocketSignalling } from './socket-signalling.ts';

/** Null where the browser (most phones) has no screen to share. */
const screenOpener = (): (() => Promise<MediaStreamTrack>) | null => {
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

export const canShareScreen = (): boolean => screenOpener() !== null;

/** The call of this room, joined as long as the component is on the screen. */
export const useCall = (
  roomId: string,
): {
  call: Call;
  devices: LocalMediaState;
  media: LocalMedia;
} => {
  const { socket, rest } = useServices();
  const { user } = useSignedIn();
  const { media, state: devices } = useLocalMedia();
  const [call] = useState(() =>
    createCall({
      session: createPeerSession({
        userType: user.role,
        signalling: createSocketSignalling(socket, roomId),
        iceServers: createIceServerSource(() => rest.call('iceServers'), systemTimers),
        createPeer: createSimplePeer,
        placeholders: createPlaceholderTracks(),
        timers: systemTimers,
        random: Math.random,
      }),
      media,
      openScreen: screenOpener(),
      timers: systemTimers,
    }),
  );
  useEffect(() => {
    call.begin();
    return () => call.leave();
  }, [call]);
  // With the permission come the names of the devices.
  useEffect(() => void media.refreshDevices(), [media]);
  return { call, media, devices };
};
