import type { Portrait } from './portrait.ts';

/** What a browser cannot be brought to by itself. Each function runs in the page before its scripts. */

/** A refusal of `getUserMedia`, with the words of the browser that tell the causes apart. */
export type Refusal = { name: string; message: string };
export const REFUSED: Refusal = { name: 'NotAllowedError', message: 'Permission denied' };
export const REFUSED_BY_SYSTEM: Refusal = { name: 'NotAllowedError', message: 'Permission denied by system' };
export const NO_DEVICE: Refusal = { name: 'NotFoundError', message: 'Requested device not found' };
export const BUSY: Refusal = { name: 'NotReadableError', message: 'Could not start video source' };

export type PretendedMedia = {
  permission: 'prompt' | 'granted' | 'denied';
  /** Null for a camera that is covered. */
  portrait: Portrait | null;
  /** Loudness of the microphone from 0 to 1. */
  loudness: number;
  video: Refusal | null;
  audio: Refusal | null;
};

type Clocked = { __sceneTime?: number };

/** Time stands still: the page shows the same clock, waits and dates in every run. Timers go on. */
export const stopClock = (at: number): void => {
  const NativeDate = Date;
  const now = () => (window as Clocked).__sceneTime ?? at;
  window.Date = new Proxy(NativeDate, {
    construct: (target, parameters: unknown[], newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
};

/** The session of somebody who has signed in before, as a reload finds it. */
export const rememberSession = ({ key, token }: { key: string; token: string }): void => {
  if (window.sessionStorage.getItem(key) === null) window.sessionStorage.setItem(key, token);
};

/** A camera that films a still portrait, a microphone that hears an even sound, and devices with usual names. */
export const pretendMedia = ({ permission, portrait, loudness, video, audio }: PretendedMedia): void => {
  const NAMES = { camera: 'Integrated Camera', microphone: 'Headset Microphone', speaker: 'Headset' };
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);

  const paint = (context: CanvasRenderingContext2D) => {
    const { width, height } = context.canvas;
    const fill = (color: string, draw: () => void) => {
      context.fillStyle = color;
      context.beginPath();
      draw();
      context.fill();
    };
    fill(portrait?.wall ?? '#000', () => context.rect(0, 0, width, height));
    if (portrait === null) return;
    const x = width / 2;
    const u = height / 100;
    fill(portrait.floor, () => context.rect(0, 0, 22 * u, height));
    fill(portrait.wall, () => context.rect(3 * u, 8 * u, 16 * u, 40 * u));
    fill(portrait.clothes, () => context.ellipse(x, 112 * u, 46 * u, 46 * u, 0, 0, 2 * Math.PI));
    fill(portrait.skin, () => context.rect(x - 8 * u, 58 * u, 16 * u, 14 * u));
    fill(portrait.collar, () => context.ellipse(x, 72 * u, 11 * u, 7 * u, 0, 0, Math.PI));
    fill(portrait.hair, () => context.ellipse(x, 38 * u, 20.5 * u, 23 * u, 0, 0, 2 * Math.PI));
    fill(portrait.skin, () => context.ellipse(x, 44 * u, 17 * u, 21 * u, 0, 0, 2 * Math.PI));
    fill(portrait.hair, () => context.ellipse(x, 26 * u, 16 * u, 8 * u, 0, Math.PI, 2 * Math.PI));
    fill('#2c2420', () => {
      context.ellipse(x - 6.5 * u, 43 * u, 1.5 * u, 1.9 * u, 0, 0, 2 * Math.PI);
      context.ellipse(x + 6.5 * u, 43 * u, 1.5 * u, 1.9 * u, 0, 0, 2 * Math.PI);
    });
    context.strokeStyle = '#7d4436';
    context.lineWidth = 1.1 * u;
    context.lineCap = 'round';
    context.beginPath();
    context.arc(x, 50 * u, 6 * u, 0.2 * Math.PI, 0.8 * Math.PI);
    context.stroke();
  };

  const named = (track: MediaStreamTrack, label: string, settings: MediaTrackSettings) => {
    Object.defineProperty(track, 'label', { value: label });
    track.getSettings = () => settings;
    return track;
  };

  const film = (): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    canvas.width = 960;
    canvas.height = 540;
    const context = canvas.getContext('2d');
    const draw = () => {
      if (context !== null) paint(context);
    };
    draw();
    const [track] = canvas.captureStream(10).getVideoTracks();
    if (track === undefined) throw new Error('the canvas has no track');
    const timer = setInterval(draw, 100);
    const stop = track.stop.bind(track);
    track.stop = () => {
      clearInterval(timer);
      stop();
    };
    const size = { width: 1280, height: 720, frameRate: 30 };
    return named(track, NAMES.camera, { deviceId: 'camera', groupId: 'camera', ...size });
  };

  devices.getUserMedia = async (constraints = {}) => {
    const refusal = (constraints.video ? video : null) ?? (constraints.audio ? audio : null);
    if (refusal !== null) throw new DOMException(refusal.message, refusal.name);
    const stream = new MediaStream();
    if (constraints.audio) {
      const [track] = (await open({ audio: true })).getAudioTracks();
      if (track !== undefined) {
        stream.addTrack(named(track, NAMES.microphone, { deviceId: 'microphone', groupId: 'headset' }));
      }
    }
    if (constraints.video) stream.addTrack(film());
    return stream;
  };

  const device = (kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo => {
    const fields = { kind, deviceId, label: permission === 'granted' ? label : '', groupId: '' };
    return { ...fields, toJSON: () => fields };
  };
  const missing = (refusal: Refusal | null) => refusal?.name === 'NotFoundError';
  devices.enumerateDevices = async () => [
    ...(missing(video) ? [] : [device('videoinput', 'camera', NAMES.camera)]),
    ...(missing(audio) ? [] : [device('audioinput', 'microphone', NAMES.microphone)]),
    device('audiooutput', 'speaker', NAMES.speaker),
  ];

  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = async (descriptor) => {
    const { name } = descriptor as { name: string };
    if (name !== 'camera' && name !== 'microphone') return query(descriptor);
    return Object.assign(new EventTarget(), { name, state: permission, onchange: null });
  };

  AnalyserNode.prototype.getFloatTimeDomainData = (samples) => {
    for (let index = 0; index < samples.length; index += 1) {
      samples[index] = loudness * Math.sin(index / 4);
    }
  };
};

/** Videos that want to sound do not start by themselves, as in a browser that was never clicked. */
export const blockPlayback = (): void => {
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    return this.muted
      ? play.call(this)
      : Promise.reject(new DOMException('play() needs a user gesture', 'NotAllowedError'));
  };
};
