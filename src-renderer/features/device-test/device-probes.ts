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
const HEARD_TIMES = 2;

export type CameraVerdict = 'good' | 'noFrames' | 'black';
export type MicrophoneVerdict = 'heard' | 'silent';

/** What the device test asks of this browser; tests bring their own. */
export type DeviceProbes = {
  camera(track: MediaStreamTrack, signal: AbortSignal): Promise<CameraVerdict>;
  microphone(track: MediaStreamTrack, signal: AbortSignal): Promise<MicrophoneVerdict>;
  /** Resolves when the sound was played. */
  testSound(): Promise<void>;
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

const probeCamera = async (track: MediaStreamTrack, signal: AbortSignal): Promise<CameraVerdict> => {
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
  try {
    await video.play();
    const good = await lookUntil(
      () => {
        if (video.currentTime === shownAt || video.videoWidth === 0 || context === null) return false;
        shownAt = video.currentTime;
        frames += 1;
        return frames >= FRAMES_NEEDED && brightest(context, video) >= BLACK_BELOW;
      },
      CAMERA_TIMEOUT_MS,
      signal,
    );
    if (good) return 'good';
    return frames < FRAMES_NEEDED ? 'noFrames' : 'black';
  } catch {
    return 'noFrames';
  } finally {
    video.srcObject = null;
  }
};

const probeMicrophone = async (track: MediaStreamTrack, signal: AbortSignal): Promise<MicrophoneVerdict> => {
  const meter = createLevelMeter(track);
  let times = 0;
  try {
    const heard = await lookUntil(
      () => {
        if (meter.level() >= HEARD_FROM) times += 1;
        return times >= HEARD_TIMES;
      },
      MICROPHONE_TIMEOUT_MS,
      signal,
    );
    return heard ? 'heard' : 'silent';
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

export const browserProbes = (testSound: () => Promise<void>): DeviceProbes => ({
  camera: probeCamera,
  microphone: probeMicrophone,
  testSound,
  missingFeatures,
});
