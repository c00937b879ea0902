import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Services } from '../../create-services.ts';
import { useServices } from '../../services.tsx';
import { createLocalMedia, type LocalMedia, type LocalMediaState } from './local-media.ts';
import { browserMedia } from './media.ts';

/** One for each window's services: the call takes over the devices of the waiting room. */
const byServices = new WeakMap<Services, LocalMedia>();

const localMediaOf = (services: Services): LocalMedia => {
  const known = byServices.get(services);
  if (known !== undefined) return known;
  const made = createLocalMedia(browserMedia(window));
  byServices.set(services, made);
  return made;
};

/** Own camera and microphone, held as long as the component is on the screen. */
export const useLocalMedia = (): { media: LocalMedia; state: LocalMediaState } => {
  const media = localMediaOf(useServices());
  useEffect(() => media.hold(), [media]);
  return { media, state: useStore(media.state) };
};
