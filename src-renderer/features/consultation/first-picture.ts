/**
 * Chromium begins each connection at 300 kbit/s, of which some is the sound's. What is larger than this it does
 * not send at that rate: it holds back picture after picture, each time asking the camera for a smaller one, and
 * the other side waits a fifth of a second longer. Asked for so little, it sends the first picture at once.
 */
export const FIRST_PIXELS = 320 * 240;

/** Bits per second from which on Chromium would begin with a larger picture, and with any. */
const ROOM_FOR_MEDIUM = 300_000;
const ROOM_FOR_ALL = 500_000;
const MEDIUM_PIXELS = 640 * 480;

/** By then the browser knows the line, and makes the picture as small as it has to be by itself. */
const LOOKS_AT_MOST = 5;

/**
 * How large the picture may be after so many looks at the line.
 * @param availableUpload bits per second; null where the browser does not estimate
 */
export const pixelsAfter = (looks: number, availableUpload: number | null): number => {
  if (looks >= LOOKS_AT_MOST || availableUpload === null || availableUpload >= ROOM_FOR_ALL) return Infinity;
  return availableUpload >= ROOM_FOR_MEDIUM ? MEDIUM_PIXELS : FIRST_PIXELS;
};

/** By what factor each side of a picture shrinks to fit. A whole one: browsers round others up, and over the limit. */
export const scaleToFit = ({ width = 0, height = 0 }: MediaTrackSettings, pixels: number): number =>
  Math.max(1, Math.ceil(Math.sqrt((width * height) / pixels)));
