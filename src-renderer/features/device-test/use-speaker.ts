import { useEffect, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';

/** What is played by the element comes out of the chosen speaker, where the browser lets a page choose. */
export const useSpeaker = (element: RefObject<HTMLMediaElement | null>): void => {
  const { media } = useServices();
  const speaker = useStore(media.state, ({ chosen }) => chosen.speaker);
  useEffect(() => {
    // Missing in some browsers, whatever the types say.
    const player: Partial<Pick<HTMLMediaElement, 'setSinkId'>> | null = element.current;
    // A speaker that is gone leaves the sound at the system's own.
    player?.setSinkId?.(speaker ?? '').catch(() => undefined);
  }, [element, speaker]);
};
