import { DEVICE_CONSTRAINTS } from './device-constraints.ts';

/** Why a camera or microphone cannot be used, as far as the browser tells. Each has its own help. */
export const MEDIA_PROBLEMS = [
  /** The person, or a setting of this site, said no. */
  'refused',
  /** The operating system does not let this program use the device. */
  'refusedBySystem',
  'noDevice',
  /** Another program has it, or the driver failed. */
  'busy',
  /** It was there and was unplugged or taken away. */
  'lost',
  /** The page was not loaded over a secure address: browsers hide the devices then. */
  'insecure',
  'unsupported',
  'unknown',
] as const;
export type MediaProblem = (typeof MEDIA_PROBLEMS)[number];

export type DeviceKind = 'audio' | 'video';
export const DEVICE_KINDS = ['audio', 'video'] as const satisfies readonly DeviceKind[];

export type OpenedDevice = { ok: true; track: MediaStreamTrack } | { ok: false; problem: MediaProblem };

/** The browser's devices as far as they are used; tests bring their own. */
export type MediaEnvironment = {
  isSecure: boolean;
  getUserMedia: ((constraints: MediaStreamConstraints) => Promise<MediaStream>) | null;
  /** `null` where the browser does not tell. */
  permission(kind: DeviceKind): Promise<PermissionState | null>;
  /** What is plugged in, as far as the browser names it. Never rejects. */
  devices(): Promise<Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[]>;
  /** Something was plugged in or taken away. */
  onDevicesChanged(listener: () => void): void;
};

const constraintsOf = (kind: DeviceKind, deviceId: string | null): MediaTrackConstraints => {
  if (deviceId === null) return DEVICE_CONSTRAINTS[kind];
  // A phone's chosen camera may be the one at the back.
  const { facingMode: _, ...others }: MediaTrackConstraints = DEVICE_CONSTRAINTS[kind];
  // Chromium does not heed a mere wish for a microphone.
  return { ...others, deviceId: { exact: deviceId } };
};

const PERMISSION_NAMES: Record<DeviceKind, string> = { audio: 'microphone', video: 'camera' };

export const browserMedia = (window: Window): MediaEnvironment => {
  const { navigator } = window;
  // Missing on insecure pages, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return {
    isSecure: window.isSecureContext,
    getUserMedia:
      devices?.getUserMedia === undefined ? null : (constraints) => devices.getUserMedia(constraints),
    permission: async (kind) => {
      try {
        const name = PERMISSION_NAMES[kind] as PermissionName;
        return (await navigator.permissions.query({ name })).state;
      } catch {
        return null;
      }
    },
    devices: async () => {
      try {
        return (await devices?.enumerateDevices()) ?? [];
      } catch {
        return [];
      }
    },
    onDevicesChanged: (listener) => devices?.addEventListener?.('devicechange', listener),
  };
};

const textOf = (error: unknown, field: 'name' | 'message'): string => {
  const value =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[field] : null;
  return typeof value === 'string' ? value : '';
};

/** Name of a browser's error; empty for anything else that was thrown. */
export const errorName = (error: unknown): string => textOf(error, 'name');

/** Tells apart what `getUserMedia` rejects with. */
export const classifyMediaError = (error: unknown): MediaProblem => {
  switch (errorName(error)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return /system/i.test(textOf(error, 'message')) ? 'refusedBySystem' : 'refused';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'noDevice';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
};

const failed = (problem: MediaProblem): OpenedDevice => ({ ok: false, problem });

/**
 * Opens devices with a single question to the person if possible. Where one of two fails, the other is opened
 * alone, unless that would only ask again what was just refused. A chosen device that is not there any more is
 * replaced by another one.
 */
export const openDevices = async (
  kinds: readonly DeviceKind[],
  environment: MediaEnvironment,
  chosen: Partial<Record<DeviceKind, string | null>> = {},
): Promise<Partial<Record<DeviceKind, OpenedDevice>>> => {
  const { getUserMedia, isSecure } = environment;
  const all = (problem: MediaProblem) =>
    Object.fromEntries(kinds.map((kind) => [kind, failed(problem)])) as Partial<
      Record<DeviceKind, OpenedDevice>
    >;
  if (getUserMedia === null) return all(isSecure ? 'unsupported' : 'insecure');

  const openWith = async (wanted: readonly DeviceKind[], ids: typeof chosen) => {
    const constraints = Object.fromEntries(
      wanted.map((kind) => [kind, constraintsOf(kind, ids[kind] ?? null)]),
    );
    const stream = await getUserMedia(constraints);
    return Object.fromEntries(
      wanted.map((kind): [DeviceKind, OpenedDevice] => {
        const track = (kind === 'audio' ? stream.getAudioTracks() : stream.getVideoTracks())[0];
        return [kind, track === undefined ? failed('noDevice') : { ok: true, track }];
      }),
    ) as Partial<Record<DeviceKind, OpenedDevice>>;
  };

  const open = async (wanted: readonly DeviceKind[]) => {
    try {
      return await openWith(wanted, chosen);
    } catch (error) {
      const isChosen = wanted.some((kind) => (chosen[kind] ?? null) !== null);
      if (!isChosen || classifyMediaError(error) !== 'noDevice') throw error;
      return openWith(wanted, {});
    }
  };

  try {
    return await open(kinds);
  } catch (error) {
    const problem = classifyMediaError(error);
    if (kinds.length === 1) return all(problem);
    const result = all(problem);
    const refused = problem === 'refused' || problem === 'refusedBySystem';
    for (const kind of kinds) {
      const permission = refused ? await environment.permission(kind) : null;
      if (refused && permission !== 'granted' && !(permission === null && kind === 'audio')) continue;
      try {
        Object.assign(result, await open([kind]));
      } catch (single) {
        result[kind] = failed(classifyMediaError(single));
      }
    }
    return result;
  }
};
