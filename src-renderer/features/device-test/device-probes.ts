import type { SystemReport } from '../../../server/protocol/index.ts';
import type { ConnectionTest } from './connection-test.ts';
import { createLevelMeter } from './level-meter.ts';

const LOOK_EVERY_MS = 150;
const CAMERA_TIMEOUT_MS = 6_000;
const MICROPHONE_TIMEOUT_MS = 8_000;
/** Frames that must arrive: the first of many cameras is black. */
const FRAMES_NEEDED = 3;
/** Brightest of 255 that still counts as black: a covered lens has some noise. */
const BLACK_BELOW = 24;
/** Louder than the noise of a quiet room. */
const HEARD_FROM = 0.25;
const HEARD_TIMES = 3;
/** So much of the waveform is cut off in a sound that is unpleasant to hear. */
const CLIPPED_SHARE = 0.02;
/** How long frames are counted at least. */
const FRAME_RATE_OVER_MS = 700;

export type CameraVerdict = 'good' | 'noFrames' | 'black';
export type CameraFinding = {
  verdict: CameraVerdict;
  width: number;
  height: number;
  /** Frames a second that really arrived, as far as the browser counts them. */
  frameRate: number;
};
export type MicrophoneVerdict = 'heard' | 'silent' | 'clipped';
export type MicrophoneFinding = {
  verdict: MicrophoneVerdict;
  /** The loudest moment, from 0 to 1. */
  level: number;
};

/** What the device test asks of this browser; tests bring their own. */
export type DeviceProbes = {
  camera(track: MediaStreamTrack, signal: AbortSignal): Promise<CameraFinding>;
  microphone(track: MediaStreamTrack, signal: AbortSignal): Promise<MicrophoneFinding>;
  /** Resolves when the sound was played. */
  testSound(): Promise<void>;
  /** Rejects if the clinic's server does not answer. */
  connection: ConnectionTest;
  /** What only the desktop app can find out; null in a browser. */
  app: (() => Promise<SystemReport>) | null;
  /** Names of what this browser lacks for a call; empty if it can. */
  missingFeatures(): string[];
};

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Looks again and again until `look` finds something, the time is over, or the test was given up. */
const lookUntil = async (look: () => boolean, timeoutMs: number, signal: AbortSignal): Promise<boolean> => {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end && !signal.aborted) {
    if (look()) return true;
    await pause(LOOK_EVERY_MS);
  }
  return false;
};

const brightest = (context: CanvasRenderingContext2D, video: HTMLVideoElement): number => {
  const { width, height } = context.canvas;
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  let most = 0;
  for (let index = 0; index < data.length; index += 4) {
    most = Math.max(most, data[index] ?? 0, data[index + 1] ?? 0, data[index + 2] ?? 0);
  }
  return most;
};

/** Frames shown so far; null where the browser does not count them. */
const shownFrames = (video: HTMLVideoElement): number | null => {
  const count = video.getVideoPlaybackQuality as (() => VideoPlaybackQuality) | undefined;
  return count === undefined ? null : count.call(video).totalVideoFrames;
};

const probeCamera = async (track: MediaStreamTrack, signal: AbortSignal): Promise<CameraFinding> => {
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  canvas.width = 32;
  canvas.height = 18;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let frames = 0;
  let shownAt = -1;
  let counted: { from: number; at: number } | null = null;
  const finding = (verdict: CameraVerdict): CameraFinding => {
    const total = shownFrames(video);
    const seconds = counted === null ? 0 : (performance.now() - counted.at) / 1000;
    const measured = total === null || counted === null ? 0 : (total - counted.from) / seconds;
    return {
      verdict,
      width: video.videoWidth,
      height: video.videoHeight,
      frameRate: Math.round(measured > 0 ? measured : (track.getSettings().frameRate ?? 0)),
    };
  };
  try {
    await video.play();
    const good = await lookUntil(
      () => {
        if (video.currentTime === shownAt || video.videoWidth === 0 || context === null) return false;
        shownAt = video.currentTime;
        frames += 1;
        counted ??= { from: shownFrames(video) ?? 0, at: performance.now() };
        const longEnough =
          shownFrames(video) === null || performance.now() - counted.at >= FRAME_RATE_OVER_MS;
        return longEnough && frames >= FRAMES_NEEDED && brightest(context, video) >= BLACK_BELOW;
      },
      CAMERA_TIMEOUT_MS,
      signal,
    );
    if (good) return finding('good');
    return finding(frames < FRAMES_NEEDED ? 'noFrames' : 'black');
  } catch {
    return finding('noFrames');
  } finally {
    video.srcObject = null;
  }
};

const probeMicrophone = async (track: MediaStreamTrack, signal: AbortSignal): Promise<MicrophoneFinding> => {
  const meter = createLevelMeter(track);
  let times = 0;
  let clipped = 0;
  let loudest = 0;
  try {
    const heard = await lookUntil(
      () => {
        const level = meter.level();
        loudest = Math.max(loudest, level);
        if (level >= HEARD_FROM) {
          times += 1;
          if (meter.clipping() >= CLIPPED_SHARE) clipped += 1;
        }
        return times >= HEARD_TIMES;
      },
      MICROPHONE_TIMEOUT_MS,
      signal,
    );
    // One loud word is no fault; a sound that is distorted whenever it is there is one.
    const verdict = !heard ? 'silent' : clipped === times ? 'clipped' : 'heard';
    return { verdict, level: loudest };
  } finally {
    meter.stop();
  }
};

const missingFeatures = (): string[] => {
  const needed = {
    RTCPeerConnection: 'RTCPeerConnection' in window,
    getUserMedia: navigator.mediaDevices?.getUserMedia !== undefined,
    AudioContext: 'AudioContext' in window,
    WebSocket: 'WebSocket' in window,
  };
  return Object.entries(needed).flatMap(([name, there]) => (there ? [] : [name]));
};

export const browserProbes = ({
  testSound,
  connection,
  app,
}: Pick<DeviceProbes, 'testSound' | 'connection' | 'app'>): DeviceProbes => ({
  camera: probeCamera,
  microphone: probeMicrophone,
  testSound,
  connection,
  app,
  missingFeatures,
});
