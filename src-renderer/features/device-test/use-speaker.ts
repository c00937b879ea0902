import { useEffect, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';

/** What is played by the element comes out of the chosen speaker, where the browser lets a page choose. */
export const useSpeaker = (element: RefObject<HTMLMediaElement | null>): void => {
  const { media } = useServices();
  const speaker = useStore(media.state, ({ chosen }) => chosen.speaker);
  useEffect(() => {
    const player = element.current;
    // Missing in some browsers, whatever the types say.
    const setSinkId = player?.setSinkId as ((deviceId: string) => Promise<void>) | undefined;
    // A speaker that is gone leaves the sound at the system's own.
    if (player !== null) setSinkId?.call(player, speaker ?? '').catch(() => undefined);
  }, [element, speaker]);
};
