import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  createForgetfulMemory,
  sortDevices,
  type ChoiceKind,
  type ChoiceMemory,
  type DeviceChoice,
  type DeviceChoices,
} from './device-choices.ts';
import { speakerChange } from './speaker-change.ts';
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
  /** What is plugged in, as far as the browser names it. */
  available: Record<ChoiceKind, DeviceChoice[]>;
  chosen: DeviceChoices;
  /** A device that took the place of one that is gone; until the person has seen it. */
  replaced: { kind: ChoiceKind; label: string } | null;
  /** A chosen device that could not be opened; the one before is used again. */
  refused: { kind: DeviceKind; label: string } | null;
};

/**
 * Own camera and microphone. They stay open on the way from the waiting room into the call, because many
 * cameras take seconds to open again, and are released as soon as no page holds them.
 */
export type LocalMedia = {
  readonly state: StoreApi<LocalMediaState>;
  /** Opens those that are not open. Problems are in the state; it never rejects. */
  open(kinds: readonly DeviceKind[]): Promise<void>;
  /** Releases the device. */
  close(kind: DeviceKind): void;
  setWanted(kind: DeviceKind, wanted: boolean): void;
  /** Reads again what is plugged in. */
  refreshDevices(): Promise<void>;
  /** Uses this device from now on, and remembers it; null leaves it to the system. One that is on is exchanged. */
  choose(kind: ChoiceKind, deviceId: string | null): Promise<void>;
  /** The person has seen what was replaced or refused. */
  dismissReplaced(): void;
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
  choices: ChoiceMemory = createForgetfulMemory(),
): LocalMedia => {
  const state = createStore<LocalMediaState>(() => ({
    audio: { status: 'off' },
    video: { status: 'off' },
    wanted: memory?.read() ?? ALL_WANTED,
    available: { audio: [], video: [], speaker: [] },
    chosen: choices.read(),
    replaced: null,
    refused: null,
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

  const refreshDevices = async () => {
    const available = sortDevices(await environment.devices());
    const before = state.getState();
    state.setState({ available });
    const known = { now: before.chosen.speaker, remembered: choices.read().speaker };
    const change = speakerChange(known, before.available.speaker, available.speaker);
    if (change.kind === 'same') return;
    // Forgotten for now only: plugged in again, it is used again.
    const speaker = change.kind === 'back' ? change.deviceId : null;
    state.setState({ chosen: { ...before.chosen, speaker } });
    if (change.kind === 'lost' && holders > 0) {
      state.setState({ replaced: { kind: 'speaker', label: change.label } });
    } else if (before.replaced?.kind === 'speaker') {
      state.setState({ replaced: null });
    }
  };

  /** Holds the track, and when its device goes away, looks for another. */
  const takeOver = (kind: DeviceKind, track: MediaStreamTrack) => {
    track.onended = () => {
      if (trackOf(state.getState(), kind) !== track) return;
      state.setState({ [kind]: { status: 'failed', problem: 'lost' } });
      void replace(kind, track.label);
    };
    state.setState({ [kind]: { status: 'on', track } });
  };

  const replace = async (kind: DeviceKind, lostLabel: string): Promise<void> => {
    await refreshDevices();
    const isStillLost = () => {
      const device = state.getState()[kind];
      return device.status === 'failed' && device.problem === 'lost';
    };
    const others = state.getState().available[kind].filter(({ label }) => label !== lostLabel);
    if (!isStillLost() || others.length === 0 || holders === 0) return;
    const number = (openings[kind] += 1);
    const opened = (await openDevices([kind], environment, { [kind]: others[0]?.deviceId ?? null }))[kind];
    if (opened?.ok !== true) return;
    if (openings[kind] !== number || !isStillLost()) {
      opened.track.stop();
      return;
    }
    takeOver(kind, opened.track);
    state.setState({ replaced: { kind, label: opened.track.label } });
  };

  const openOne = async (kind: DeviceKind, deviceId: string | null) =>
    (await openDevices([kind], environment, { [kind]: deviceId }))[kind];

  /** Exchanges a device that is on. If the other cannot be opened, the one before is used again. */
  const exchange = async (kind: DeviceKind, deviceId: string | null): Promise<void> => {
    const number = (openings[kind] += 1);
    const isStale = () => openings[kind] !== number;
    const before = trackOf(state.getState(), kind);
    const release = () => {
      if (before === null) return;
      before.onended = null;
      before.stop();
    };
    let opened = await openOne(kind, deviceId);
    if (opened?.ok !== true && !isStale()) {
      // Some systems open no second device of a kind while the first one is in use.
      release();
      opened = await openOne(kind, deviceId);
    }
    if (opened?.ok !== true && !isStale()) {
      const label = state.getState().available[kind].find((device) => device.deviceId === deviceId)?.label;
      state.setState({ refused: { kind, label: label ?? '' } });
      opened = await openOne(kind, before?.getSettings().deviceId ?? null);
    }
    if (isStale()) {
      if (opened?.ok === true) opened.track.stop();
      return;
    }
    if (opened === undefined) return;
    if (!opened.ok) {
      state.setState({ [kind]: { status: 'failed', problem: opened.problem } });
      return;
    }
    // The new one first: who sends it goes over from one to the other without a gap.
    takeOver(kind, opened.track);
    if (before !== opened.track) release();
  };

  environment.onDevicesChanged(() => void refreshDevices());

  const openMissing = async (missing: readonly DeviceKind[]): Promise<void> => {
    const numbers = new Map(missing.map((kind) => [kind, (openings[kind] += 1)]));
    for (const kind of missing) state.setState({ [kind]: { status: 'opening' } });
    const opened = await openDevices(missing, environment, state.getState().chosen);
    void refreshDevices();
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
      takeOver(kind, device.track);
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
    close,
    setWanted: (kind, wanted) => want({ ...state.getState().wanted, [kind]: wanted }),
    refreshDevices,
    choose: async (kind, deviceId) => {
      const chosen = { ...state.getState().chosen, [kind]: deviceId };
      choices.write(chosen);
      state.setState({ chosen });
      if (kind === 'speaker') return;
      // What is being opened was asked for before the choice.
      await underWay[kind];
      if (trackOf(state.getState(), kind) !== null && state.getState().chosen[kind] === deviceId) {
        await exchange(kind, deviceId);
      }
    },
    dismissReplaced: () => state.setState({ replaced: null, refused: null }),
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
          state.setState({ replaced: null });
        }, HANDOVER_MS);
      };
    },
  };
};
