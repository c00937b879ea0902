import { useEffect, useState, type RefObject } from 'react';

/** A way to look at the call that can be switched on and off. */
export type ViewMode = { active: boolean; toggle: () => void };

/** Each is null where the browser has no such thing. */
export type ViewModes = {
  fullScreen: ViewMode | null;
  pictureInPicture: ViewMode | null;
  /** In the place of picture in picture where the whole window can be small. */
  mini?: ViewMode | null;
};

/** Refused by the browser or the person: everything stays as it is, and the button shows that. */
const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

// Where there is no such thing, there is no element either, not even null.
const isFull = (): boolean => document.fullscreenEnabled && document.fullscreenElement !== null;
const isSmall = (): boolean => document.pictureInPictureEnabled && document.pictureInPictureElement !== null;

/** Full screen of the whole call, and the other's picture in a small window above all others. */
export const useViewModes = (
  page: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
): ViewModes => {
  const [full, setFull] = useState(false);
  const [small, setSmall] = useState(false);
  useEffect(() => {
    const look = () => setFull(isFull());
    document.addEventListener('fullscreenchange', look);
    return () => {
      document.removeEventListener('fullscreenchange', look);
      if (isFull()) quietly(document.exitFullscreen());
    };
  }, []);
  useEffect(() => {
    const look = () => setSmall(isSmall());
    // They bubble from the video, whichever that is.
    document.addEventListener('enterpictureinpicture', look);
    document.addEventListener('leavepictureinpicture', look);
    return () => {
      document.removeEventListener('enterpictureinpicture', look);
      document.removeEventListener('leavepictureinpicture', look);
    };
  }, []);
  return {
    fullScreen: document.fullscreenEnabled
      ? {
          active: full,
          toggle: () => {
            if (isFull()) quietly(document.exitFullscreen());
            else if (page.current !== null) quietly(page.current.requestFullscreen());
          },
        }
      : null,
    pictureInPicture: document.pictureInPictureEnabled
      ? {
          active: small,
          toggle: () => {
            if (isSmall()) quietly(document.exitPictureInPicture());
            else if (video.current !== null) quietly(video.current.requestPictureInPicture());
          },
        }
      : null,
  };
};
