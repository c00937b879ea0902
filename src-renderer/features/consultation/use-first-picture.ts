import { useEffect, useState, type RefObject } from 'react';

/** Nobody waits longer for the rest of the page. */
const WITHIN_MS = 600;

/**
 * False until the first picture is on the screen, or does not come soon. What has to be drawn for the picture to
 * be seen should not wait for what stands beside it.
 */
export const useFirstPicture = (video: RefObject<HTMLVideoElement | null>): boolean => {
  const [isSeen, setIsSeen] = useState(() => !('requestVideoFrameCallback' in HTMLVideoElement.prototype));
  useEffect(() => {
    const element = video.current;
    if (isSeen || element === null) return;
    const see = () => setIsSeen(true);
    const frame = element.requestVideoFrameCallback(see);
    const timer = setTimeout(see, WITHIN_MS);
    return () => {
      element.cancelVideoFrameCallback(frame);
      clearTimeout(timer);
    };
  }, [isSeen, video]);
  return isSeen;
};
