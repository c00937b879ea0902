import { createStore, type StoreApi } from 'zustand/vanilla';
import { trackOf, type LocalMedia } from '../device-test/local-media.ts';
import { CONSTRAINTS, DEVICE_KINDS, type DeviceKind } from '../device-test/media.ts';

/** A device as the person knows it; the label is empty where the browser does not tell. */
export type DeviceOption = { id: string; label: string };
export type ChoosableKind = DeviceKind | 'speaker';

export type DeviceChoicesState = {
  options: Record<ChoosableKind, DeviceOption[]>;
  /** What is in use now; for the speaker an empty id is the system's own choice. */
  chosen: Record<ChoosableKind, string | null>;
  /** What happened that the person did not do. */
  notice: { what: 'replaced' | 'failed'; kind: ChoosableKind; label: string } | null;
};

/** Which camera, microphone and speaker a running call uses. */
export type DeviceChoices = {
  readonly state: StoreApi<DeviceChoicesState>;
  /** Follows what is plugged in and out. Returns the function that ends it. */
  watch(): () => void;
  /** Changes it in the running call. Where the device cannot be opened, the notice says so. */
  choose(kind: ChoosableKind, id: string): Promise<void>;
  dismissNotice(): void;
};

export type DeviceSource = Pick<
  MediaDevices,
  'enumerateDevices' | 'getUserMedia' | 'addEventListener' | 'removeEventListener'
>;

const KIND_OF: Partial<Record<MediaDeviceKind, ChoosableKind>> = {
  audioinput: 'audio',
  videoinput: 'video',
  audiooutput: 'speaker',
};

const trackIn = (stream: MediaStream, kind: DeviceKind): MediaStreamTrack | undefined =>
  (kind === 'audio' ? stream.getAudioTracks() : stream.getVideoTracks())[0];

export const createDeviceChoices = (source: DeviceSource, media: LocalMedia): DeviceChoices => {
  const inUse = (kind: DeviceKind) => trackOf(media.state.getState(), kind)?.getSettings().deviceId ?? null;
  const state = createStore<DeviceChoicesState>(() => ({
    options: { audio: [], video: [], speaker: [] },
    chosen: { audio: inUse('audio'), video: inUse('video'), speaker: '' },
    notice: null,
  }));
  const setChosen = (changes: Partial<DeviceChoicesState['chosen']>) =>
    state.setState(({ chosen }) => ({ chosen: { ...chosen, ...changes } }));

  const list = async () => {
    const devices = await source.enumerateDevices().catch(() => []);
    const options: DeviceChoicesState['options'] = { audio: [], video: [], speaker: [] };
    for (const { kind, deviceId, label } of devices) {
      const known = KIND_OF[kind];
      // Before the permission, browsers list devices without a name or an id.
      if (known !== undefined && deviceId !== '') options[known].push({ id: deviceId, label });
    }
    state.setState({ options });
    const { speaker } = state.getState().chosen;
    if (speaker !== '' && !options.speaker.some(({ id }) => id === speaker)) {
      setChosen({ speaker: '' });
      state.setState({
        notice: { what: 'replaced', kind: 'speaker', label: options.speaker[0]?.label ?? '' },
      });
    }
  };

  /** The device is gone: whatever the system offers now takes its place. */
  const replaceLost = async (kind: DeviceKind) => {
    await media.open([kind]);
    const track = trackOf(media.state.getState(), kind);
    if (track !== null) state.setState({ notice: { what: 'replaced', kind, label: track.label } });
  };

  const open = async (kind: DeviceKind, id: string): Promise<MediaStreamTrack> => {
    const stream = await source.getUserMedia({ [kind]: { ...CONSTRAINTS[kind], deviceId: { exact: id } } });
    const track = trackIn(stream, kind);
    if (track === undefined) throw new Error('the browser gave no track');
    return track;
  };

  const change = async (kind: DeviceKind, id: string) => {
    let track: MediaStreamTrack;
    try {
      track = await open(kind, id);
    } catch {
      // Some systems open no second device of a kind while the first one is in use.
      media.close(kind);
      try {
        track = await open(kind, id);
      } catch {
        const label = state.getState().options[kind].find((option) => option.id === id)?.label ?? '';
        state.setState({ notice: { what: 'failed', kind, label } });
        await media.open([kind]);
        return;
      }
    }
    media.adopt(kind, track);
  };

  return {
    state,
    watch: () => {
      const onChange = () => void list();
      source.addEventListener('devicechange', onChange);
      void list();
      const stop = media.state.subscribe((now, before) => {
        for (const kind of DEVICE_KINDS) {
          if (now[kind] === before[kind]) continue;
          const device = now[kind];
          setChosen({ [kind]: inUse(kind) });
          // With the permission come the names.
          if (device.status === 'on') void list();
          if (device.status === 'failed' && device.problem === 'lost') void replaceLost(kind);
        }
      });
      return () => {
        source.removeEventListener('devicechange', onChange);
        stop();
      };
    },
    choose: async (kind, id) => {
      state.setState({ notice: null });
      if (kind === 'speaker') setChosen({ speaker: id });
      else if (id !== inUse(kind)) await change(kind, id);
    },
    dismissNotice: () => state.setState({ notice: null }),
  };
};

/** Null where the browser cannot list devices. */
export const browserDeviceSource = (navigator: Navigator): DeviceSource | null => {
  const devices = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return devices?.enumerateDevices === undefined ? null : (devices as MediaDevices);
};

/** Whether a page may choose where the sound goes. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
