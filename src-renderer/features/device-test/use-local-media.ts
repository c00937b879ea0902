import { useLayoutEffect } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import type { LocalMedia, LocalMediaState } from './local-media.ts';

/** Own camera and microphone, held as long as the component is on the screen. */
export const useLocalMedia = (): { media: LocalMedia; state: LocalMediaState } => {
  const { media } = useServices();
  // Before whatever the page does with them.
  useLayoutEffect(() => media.hold(), [media]);
  return { media, state: useStore(media.state) };
};
