import { useEffect, useLayoutEffect, useState } from 'react';
import { useServices, useSignedIn } from '../../services.tsx';
import { useLocalMedia } from '../device-test/use-local-media.ts';
import type { LocalMedia, LocalMediaState } from '../device-test/local-media.ts';
import { screenOpener } from './build-call.ts';
import type { Call } from './call.ts';
import { callFor, showCall } from './early-call.ts';

export const canShareScreen = (): boolean => screenOpener() !== null;

/** The call of this room, joined as long as the component is on the screen. */
export const useCall = (
  roomId: string,
): {
  call: Call;
  devices: LocalMediaState;
  media: LocalMedia;
} => {
  const services = useServices();
  const { user } = useSignedIn();
  const { media, state: devices } = useLocalMedia();
  const [call] = useState(() => callFor(services, user.role, roomId));
  // Before the page is painted: the other waits for this.
  useLayoutEffect(() => showCall(services, roomId, call), [services, roomId, call]);
  // With the permission come the names of the devices.
  useEffect(() => void media.refreshDevices(), [media]);
  return { call, media, devices };
};
