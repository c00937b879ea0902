import { vi } from 'vitest';
import type { MediaEnvironment } from '../../src-renderer/features/device-test/media.ts';

type Kind = 'audio' | 'video';

/** A track of a device that is not there. `end()` is what unplugging does. */
export const fakeTrack = (kind: Kind, label: string = kind, deviceId?: string) => {
  const track = {
    kind,
    label,
    id: `${kind}-${Math.random()}`,
    enabled: true,
    readyState: 'live' as 'live' | 'ended',
    onended: null as (() => void) | null,
    clone: () => fakeTrack(kind, label),
    getSettings: () => ({
      ...(kind === 'video' ? { width: 640, height: 360, frameRate: 30 } : {}),
      ...(deviceId === undefined ? {} : { deviceId }),
    }),
    stop: () => {
      track.readyState = 'ended';
    },
    end: () => {
      track.readyState = 'ended';
      track.onended?.();
    },
  };
  return track as unknown as MediaStreamTrack & { end(): void };
};

export type FakeTrack = ReturnType<typeof fakeTrack>;

/** A `MediaStream` as far as the app uses it; jsdom has none. */
export class FakeStream {
  readonly #tracks: MediaStreamTrack[];
  constructor(tracks: MediaStreamTrack[] = []) {
    this.#tracks = [...tracks];
  }
  getTracks = () => [...this.#tracks];
  getAudioTracks = () => this.#tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
}

export const mediaError = (name: string, message = name): DOMException => new DOMException(message, name);

/** Devices that open, or fail with an error each. */
export const createFakeDevices = (
  problems: Partial<Record<Kind, DOMException>> = {},
  permissions: Partial<Record<Kind, PermissionState>> = {},
) => {
  const opened: FakeTrack[] = [];
  const getUserMedia = vi.fn(async (constraints: MediaStreamConstraints) => {
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind] !== undefined);
    for (const kind of kinds) {
      const problem = problems[kind];
      if (problem !== undefined) throw problem;
    }
    const tracks = kinds.map((kind) => {
      const asked = (constraints[kind] as MediaTrackConstraints).deviceId as { exact?: string } | undefined;
      const device = plugged.find(({ deviceId }) => deviceId === asked?.exact);
      if (asked !== undefined && device === undefined) throw mediaError('OverconstrainedError');
      const label = device?.label ?? (kind === 'audio' ? 'Desk microphone' : 'Desk camera');
      return fakeTrack(kind, label, device?.deviceId);
    });
    opened.push(...tracks);
    return new FakeStream(tracks) as unknown as MediaStream;
  });
  const plugged: Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[] = [];
  const changed: (() => void)[] = [];
  const environment: MediaEnvironment = {
    isSecure: true,
    getUserMedia,
    permission: async (kind) => permissions[kind] ?? 'prompt',
    devices: async () => plugged,
    onDevicesChanged: (listener) => changed.push(listener),
  };
  return { environment, getUserMedia, opened, problems, permissions, plugged, changed };
};

export type FakeDevices = ReturnType<typeof createFakeDevices>;

/** Enough of WebAudio for meters and sounds; `heard` is the amplitude at every microphone. */
class FakeAudioContext {
  static heard = 0.5;
  readonly currentTime = 0;
  readonly state = 'running';
  readonly destination = {};
  resume = async () => undefined;
  close = async () => undefined;
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  createAnalyser = () => ({
    fftSize: 0,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(FakeAudioContext.heard),
  });
  createMediaStreamDestination = () => ({ stream: new FakeStream([fakeTrack('audio', 'silence')]) });
  createGain = () => ({
    gain: {
      setValueAtTime: () => undefined,
      linearRampToValueAtTime: () => undefined,
      exponentialRampToValueAtTime: () => undefined,
    },
    connect: () => undefined,
  });
  createOscillator = () => {
    const oscillator = {
      type: 'sine',
      frequency: { value: 0 },
      onended: null as (() => void) | null,
      connect: <T>(next: T) => next,
      start: () => undefined,
      stop: () => queueMicrotask(() => oscillator.onended?.()),
    };
    return oscillator;
  };
}

/** Two of them in one page find each other at once. */
class FakePeerConnection {
  onicecandidate = null;
  localDescription: object | null = null;
  readonly #channels: { onopen: (() => void) | null }[] = [];
  createDataChannel = () => {
    const channel = { onopen: null as (() => void) | null };
    this.#channels.push(channel);
    return channel;
  };
  setLocalDescription = async () => {
    this.localDescription = {};
  };
  setRemoteDescription = async () => {
    for (const channel of this.#channels) channel.onopen?.();
  };
  close = () => undefined;
}

/** Gives jsdom the devices and the media parts of a browser. Returns the function that takes them away. */
export const installFakeMedia = (devices: FakeDevices): (() => void) => {
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('RTCPeerConnection', FakePeerConnection);
  const own = [
    [window, 'isSecureContext', { value: true }],
    [
      navigator,
      'mediaDevices',
      {
        value: {
          getUserMedia: devices.getUserMedia,
          enumerateDevices: devices.environment.devices,
          addEventListener: () => undefined,
        },
      },
    ],
    [
      navigator,
      'permissions',
      {
        value: {
          query: async ({ name }: { name: string }) => ({
            state: await devices.environment.permission(name === 'camera' ? 'video' : 'audio'),
          }),
        },
      },
    ],
  ] as const;
  for (const [target, name, descriptor] of own) {
    Object.defineProperty(target, name, { configurable: true, ...descriptor });
  }
  let time = 0;
  Object.defineProperty(HTMLCanvasElement.prototype, 'captureStream', {
    configurable: true,
    value: () => new FakeStream([fakeTrack('video', 'black')]),
  });
  const restored = [
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(),
    vi.spyOn(HTMLMediaElement.prototype, 'currentTime', 'get').mockImplementation(() => (time += 0.04)),
    vi.spyOn(HTMLVideoElement.prototype, 'videoWidth', 'get').mockReturnValue(640),
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (
      this: HTMLCanvasElement,
    ) {
      return {
        canvas: this,
        fillRect: () => undefined,
        drawImage: () => undefined,
        getImageData: () => ({ data: new Uint8ClampedArray(64).fill(200) }),
      } as never;
    }),
  ];
  return () => {
    for (const spy of restored) spy.mockRestore();
    vi.unstubAllGlobals();
    Reflect.deleteProperty(HTMLCanvasElement.prototype, 'captureStream');
    for (const [target, name] of own) Reflect.deleteProperty(target, name);
  };
};
