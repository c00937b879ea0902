import type { MediaKind } from './call-types.ts';

/** A frame now and then, so that the other side sees a black picture and the path counts as alive. */
const FRAME_EVERY_MS = 500;

/**
 * Tracks that stand in for a camera or microphone that is not there: `replaceTrack` needs a track that was
 * added from the start.
 */
export type PlaceholderTracks = {
  track(kind: MediaKind): MediaStreamTrack;
  /** Stops them; a later `track` makes new ones. */
  stop(): void;
};

type Stoppable = { track: MediaStreamTrack; stop: () => void };

const blackPicture = (): Stoppable => {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const context = canvas.getContext('2d');
  const paint = () => context?.fillRect(0, 0, canvas.width, canvas.height);
  paint();
  const track = canvas.captureStream(2).getVideoTracks()[0];
  if (track === undefined) throw new Error('the canvas gave no track');
  const timer = setInterval(paint, FRAME_EVERY_MS);
  return {
    track,
    stop: () => {
      clearInterval(timer);
      track.stop();
    },
  };
};

const silence = (): Stoppable => {
  const context = new AudioContext();
  const track = context.createMediaStreamDestination().stream.getAudioTracks()[0];
  if (track === undefined) throw new Error('the audio context gave no track');
  return {
    track,
    stop: () => {
      track.stop();
      void context.close();
    },
  };
};

export const createPlaceholderTracks = (): PlaceholderTracks => {
  const made: Partial<Record<MediaKind, Stoppable>> = {};
  return {
    track: (kind) => (made[kind] ??= kind === 'video' ? blackPicture() : silence()).track,
    stop: () => {
      made.audio?.stop();
      made.video?.stop();
      delete made.audio;
      delete made.video;
    },
  };
};
