import { createStore, type StoreApi } from 'zustand/vanilla';
import { classifyMediaError, DEVICE_KINDS } from '../device-test/media.ts';
import { trackOf, type LocalMedia } from '../device-test/local-media.ts';
import { watchQuality } from './call-quality.ts';
import type { MediaKind, Timers } from './call-types.ts';
import type { Quality } from './connection-quality.ts';
import type { PeerSessionView } from './peer-session-state.ts';
import type { PeerSession } from './peer-session.ts';

export type CallState = {
  view: PeerSessionView;
  /** What is sent, or will be as soon as the call begins. */
  on: Record<MediaKind, boolean>;
  /** What the own picture shows: the camera, or the shared screen. */
  picture: MediaStreamTrack | null;
  sharing: boolean;
  shareFailed: boolean;
  /** Of the connection; null before it was there. */
  quality: Quality | null;
};

/** A call as a screen uses it: the peer session together with the own devices. */
export type Call = {
  readonly state: StoreApi<CallState>;
  /**
   * Opens the devices and joins; without them, too, if they take long or are refused. Changes nothing in a call
   * that has begun. May follow `leave`.
   */
  begin(): void;
  toggleAudio(): void;
  toggleVideo(): void;
  toggleShare(): void;
  /** Tries again to open what could not be opened. */
  retryDevices(): void;
  dismissShareProblem(): void;
  /** Ends it for both. */
  end(): void;
  /** Goes without ending it. */
  leave(): void;
};

export type CallOptions = {
  session: PeerSession;
  media: LocalMedia;
  /** Null where the browser cannot share a screen. Rejects if the person cancels. */
  openScreen: (() => Promise<MediaStreamTrack>) | null;
  timers: Timers;
};

/** Devices that the person has still to allow hold the call no longer than this; they join it later. */
const DEVICES_WAIT_MS = 3_000;

export const createCall = ({ session, media, openScreen, timers }: CallOptions): Call => {
  const viewed = (view: PeerSessionView): Pick<CallState, 'view' | 'on'> => ({
    view,
    on:
      view.state.status === 'idle'
        ? media.state.getState().wanted
        : { audio: view.audioEnabled, video: view.videoEnabled },
  });
  const state = createStore<CallState>(() => ({
    ...viewed(session.view()),
    picture: trackOf(media.state.getState(), 'video'),
    sharing: false,
    shareFailed: false,
    quality: null,
  }));
  let screen: MediaStreamTrack | null = null;
  let begun = false;
  let over = false;
  const ends: (() => void)[] = [];

  const camera = () => trackOf(media.state.getState(), 'video');
  const wanted = () => media.state.getState().wanted;

  const stopSharing = () => {
    if (screen === null) return;
    screen.onended = null;
    screen.stop();
    screen = null;
    session.setTrack('video', camera());
    session.setVideoEnabled(wanted().video);
    state.setState({ sharing: false, picture: camera() });
  };

  const share = async (open: () => Promise<MediaStreamTrack>) => {
    let track: MediaStreamTrack;
    try {
      track = await open();
    } catch (error) {
      // Cancelled by the person: nothing to say.
      if (classifyMediaError(error) !== 'refused') state.setState({ shareFailed: true });
      return;
    }
    if (over) {
      track.stop();
      return;
    }
    screen = track;
    // The browser's own "Stop sharing".
    track.onended = stopSharing;
    session.setTrack('video', track);
    session.setVideoEnabled(true);
    state.setState({ sharing: true, shareFailed: false, picture: track });
  };

  const close = () => {
    begun = false;
    over = true;
    for (const stop of ends.splice(0)) stop();
    if (screen !== null) {
      screen.onended = null;
      screen.stop();
      screen = null;
    }
  };

  const setEnabled = (kind: MediaKind, enabled: boolean) => {
    if (kind === 'audio') session.setAudioEnabled(enabled);
    else session.setVideoEnabled(enabled);
  };

  const toggle = (kind: MediaKind) => {
    const enabled = !state.getState().on[kind];
    if (kind === 'video' && screen !== null) {
      setEnabled(kind, enabled);
      return;
    }
    media.setWanted(kind, enabled);
    setEnabled(kind, enabled);
    state.setState(viewed(session.view()));
    // Where there was no device yet, this is the wish for one.
    if (enabled) void media.open([kind]);
  };

  return {
    state,
    begin: () => {
      if (begun) return;
      begun = true;
      over = false;
      state.setState({ ...viewed(session.view()), picture: camera() });
      ends.push(session.subscribe((view) => state.setState(viewed(view))));
      ends.push(
        watchQuality(session, timers, (quality) => {
          const { view, quality: before } = state.getState();
          if (before === null && view.state.status !== 'connected') return;
          if (quality !== before) state.setState({ quality });
        }),
      );
      let started = false;
      const start = () => {
        if (started || over) return;
        started = true;
        const { wanted: on } = media.state.getState();
        session.start({ audio: trackOf(media.state.getState(), 'audio'), video: camera() }, on);
        state.setState(viewed(session.view()));
      };
      ends.push(
        media.state.subscribe((now, before) => {
          const picture = trackOf(now, 'video');
          const sound = trackOf(now, 'audio');
          if (started && sound !== trackOf(before, 'audio')) session.setTrack('audio', sound);
          if (picture === trackOf(before, 'video') || screen !== null) return;
          if (started) session.setTrack('video', picture);
          state.setState({ picture });
        }),
        timers.after(DEVICES_WAIT_MS, start),
      );
      const { wanted: on } = media.state.getState();
      void media.open(DEVICE_KINDS.filter((kind) => on[kind])).then(start);
    },
    toggleAudio: () => toggle('audio'),
    toggleVideo: () => toggle('video'),
    toggleShare: () => {
      if (screen !== null) stopSharing();
      else if (openScreen !== null) void share(openScreen);
    },
    retryDevices: () => {
      const now = media.state.getState();
      const missing = DEVICE_KINDS.filter((kind) => now[kind].status === 'failed');
      for (const kind of missing) {
        media.setWanted(kind, true);
        if (kind === 'audio' || screen === null) setEnabled(kind, true);
      }
      void media.open(missing);
    },
    dismissShareProblem: () => state.setState({ shareFailed: false }),
    end: () => {
      close();
      void session.end();
    },
    leave: () => {
      close();
      session.leave();
    },
  };
};
