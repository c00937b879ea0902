import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  DEVICE_KINDS,
  openDevices,
  type DeviceKind,
  type MediaEnvironment,
  type MediaProblem,
} from './media.ts';

/** One device of this person. */
export type LocalDevice =
  | { status: 'off' }
  | { status: 'opening' }
  | { status: 'on'; track: MediaStreamTrack }
  | { status: 'failed'; problem: MediaProblem };

export type LocalMediaState = Record<DeviceKind, LocalDevice> & {
  /** What the person wants to be on; it goes along from the waiting room into the call, and no further. */
  wanted: Record<DeviceKind, boolean>;
};

/**
 * Own camera and microphone. They stay open on the way from the waiting room into the call, because many
 * cameras take seconds to open again, and are released as soon as no page holds them.
 */
export type LocalMedia = {
  readonly state: StoreApi<LocalMediaState>;
  /** Opens those that are not open. Problems are in the state; it never rejects. */
  open(kinds: readonly DeviceKind[]): Promise<void>;
  /** Takes an open track in the place of the present one, which is released. */
  adopt(kind: DeviceKind, track: MediaStreamTrack): void;
  /** Releases the device. */
  close(kind: DeviceKind): void;
  setWanted(kind: DeviceKind, wanted: boolean): void;
  /** True if opening these would not make the browser ask. */
  mayOpenSilently(kinds: readonly DeviceKind[]): Promise<boolean>;
  /** A page that uses the devices holds them. Returns the function that lets go. */
  hold(): () => void;
};

/** Remembers over a reload what the person wants to be on: who is muted must not be heard after one. */
export type WantedMemory = {
  read(): LocalMediaState['wanted'] | null;
  write(wanted: LocalMediaState['wanted']): void;
};

const ALL_WANTED: LocalMediaState['wanted'] = { audio: true, video: true };

/** The next page needs this long at most to take over. */
const HANDOVER_MS = 2_000;

export const trackOf = (state: LocalMediaState, kind: DeviceKind): MediaStreamTrack | null => {
  const device = state[kind];
  return device.status === 'on' ? device.track : null;
};

export const createLocalMedia = (
  environment: MediaEnvironment,
  memory: WantedMemory | null = null,
): LocalMedia => {
  const state = createStore<LocalMediaState>(() => ({
    audio: { status: 'off' },
    video: { status: 'off' },
    wanted: memory?.read() ?? ALL_WANTED,
  }));
  let holders = 0;
  let releasing: ReturnType<typeof setTimeout> | null = null;
  /** Each opening has its number, so that one that was closed meanwhile is not taken over. */
  const openings: Record<DeviceKind, number> = { audio: 0, video: 0 };
  const underWay: Record<DeviceKind, Promise<void>> = { audio: Promise.resolve(), video: Promise.resolve() };

  const want = (wanted: LocalMediaState['wanted']) => {
    state.setState({ wanted });
    memory?.write(wanted);
  };

  const close = (kind: DeviceKind) => {
    openings[kind] += 1;
    const device = state.getState()[kind];
    if (device.status === 'on') {
      device.track.onended = null;
      device.track.stop();
    }
    state.setState({ [kind]: { status: 'off' } });
  };

  const take = (kind: DeviceKind, track: MediaStreamTrack) => {
    track.onended = () => {
      if (trackOf(state.getState(), kind) === track) {
        state.setState({ [kind]: { status: 'failed', problem: 'lost' } });
      }
    };
    state.setState({ [kind]: { status: 'on', track } });
  };

  const openMissing = async (missing: readonly DeviceKind[]): Promise<void> => {
    const numbers = new Map(missing.map((kind) => [kind, (openings[kind] += 1)]));
    for (const kind of missing) state.setState({ [kind]: { status: 'opening' } });
    const opened = await openDevices(missing, environment);
    for (const kind of missing) {
      const device = opened[kind];
      if (device === undefined) continue;
      if (openings[kind] !== numbers.get(kind)) {
        if (device.ok) device.track.stop();
        continue;
      }
      if (!device.ok) {
        state.setState({ [kind]: { status: 'failed', problem: device.problem } });
        continue;
      }
      take(kind, device.track);
    }
  };

  return {
    state,
    open: async (kinds) => {
      const missing = kinds.filter((kind) => {
        const { status } = state.getState()[kind];
        return status !== 'on' && status !== 'opening';
      });
      if (missing.length > 0) {
        const opening = openMissing(missing);
        for (const kind of missing) underWay[kind] = opening;
      }
      // Those that another page's part is opening already count, too: the caller wants them open.
      await Promise.all(kinds.map((kind) => underWay[kind]));
    },
    adopt: (kind, track) => {
      openings[kind] += 1;
      const before = trackOf(state.getState(), kind);
      // The new one first: who sends it goes over from one to the other without a gap.
      take(kind, track);
      if (before !== null && before !== track) {
        before.onended = null;
        before.stop();
      }
    },
    close,
    setWanted: (kind, wanted) => want({ ...state.getState().wanted, [kind]: wanted }),
    mayOpenSilently: async (kinds) => {
      const permissions = await Promise.all(kinds.map((kind) => environment.permission(kind)));
      return permissions.every((permission) => permission === 'granted');
    },
    hold: () => {
      holders += 1;
      if (releasing !== null) clearTimeout(releasing);
      releasing = null;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders > 0) return;
        releasing = setTimeout(() => {
          releasing = null;
          for (const kind of DEVICE_KINDS) close(kind);
          // Who muted with one person does not want to be silent with the next.
          want(ALL_WANTED);
        }, HANDOVER_MS);
      };
    },
  };
};
