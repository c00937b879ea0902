import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LocalMedia } from '../device-test/local-media.ts';
import type { MediaProblem } from '../device-test/media.ts';

/** A voice message is no longer than this. */
export const LONGEST_MS = 5 * 60_000;
/** Of speech, which is clear with so few bits a second. */
const BITS_PER_SECOND = 32_000;

/** What browsers record, the one that takes the least room first; all of them may be sent. */
const RECORDED = [
  { type: 'audio/webm;codecs=opus', extension: 'webm' },
  { type: 'audio/ogg;codecs=opus', extension: 'ogg' },
  { type: 'audio/mp4', extension: 'm4a' },
] as const;

const recorded = () =>
  'MediaRecorder' in window ? RECORDED.find(({ type }) => MediaRecorder.isTypeSupported(type)) : undefined;

export type Recorder = { stop(): void };
/** Begins to record; `done` is called with all of it once that is over, by `stop` or because the microphone is gone. */
export type Record = (track: MediaStreamTrack, done: (sound: Blob) => void) => Recorder;

const recordInBrowser: Record = (track, done) => {
  const type = recorded()?.type ?? '';
  const recorder = new MediaRecorder(new MediaStream([track]), {
    mimeType: type,
    audioBitsPerSecond: BITS_PER_SECOND,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  recorder.onstop = () => done(new Blob(parts, { type: type.split(';')[0] ?? '' }));
  recorder.start(1_000);
  return {
    stop: () => {
      if (recorder.state !== 'inactive') recorder.stop();
    },
  };
};

export type VoiceState =
  | { status: 'opening' }
  | { status: 'refused'; problem: MediaProblem }
  /** @param since milliseconds of this client's clock */
  | { status: 'recording'; track: MediaStreamTrack; since: number }
  | { status: 'recorded'; sound: Blob; extension: string; milliseconds: number };

/** One voice message, from the opening of the microphone until it is sent or given up. */
export type VoiceRecording = {
  readonly state: StoreApi<VoiceState>;
  /** Opens the chosen microphone and records. Problems are in the state; it never rejects. */
  begin(): Promise<void>;
  /** That was it; it can be listened to. */
  stop(): void;
  /** Gives it up, and the microphone back. */
  end(): void;
};

export const createVoiceRecording = ({
  media,
  record = recordInBrowser,
  extension = recorded()?.extension ?? null,
  now = Date.now,
  longestMs = LONGEST_MS,
}: {
  media: Pick<LocalMedia, 'state' | 'open' | 'close'>;
  record?: Record;
  /** Of what will be recorded; null where the browser cannot. */
  extension?: string | null;
  now?: () => number;
  longestMs?: number;
}): VoiceRecording => {
  const state = createStore<VoiceState>(() => ({ status: 'opening' }));
  const set = (next: VoiceState): void => state.setState(next, true);
  let attempt = 0;
  let running: { recorder: Recorder; track: MediaStreamTrack; timer: ReturnType<typeof setTimeout> } | null =
    null;

  const letGo = (): void => {
    if (running === null) return;
    clearTimeout(running.timer);
    running.track.stop();
    running = null;
    media.close('audio');
  };

  return {
    state,
    async begin() {
      const own = (attempt += 1);
      set({ status: 'opening' });
      if (extension === null) {
        set({ status: 'refused', problem: 'unsupported' });
        return;
      }
      await media.open(['audio']);
      if (own !== attempt) return;
      const device = media.state.getState().audio;
      if (device.status !== 'on') {
        const problem = device.status === 'failed' ? device.problem : 'unknown';
        set({ status: 'refused', problem });
        return;
      }
      // Muted in a waiting room is not muted here.
      const track = device.track.clone();
      track.enabled = true;
      const since = now();
      const recorder = record(track, (sound) => {
        letGo();
        if (own !== attempt) return;
        set({ status: 'recorded', sound, extension, milliseconds: Math.min(now() - since, longestMs) });
      });
      running = { recorder, track, timer: setTimeout(() => recorder.stop(), longestMs) };
      set({ status: 'recording', track, since });
    },
    stop: () => running?.recorder.stop(),
    end() {
      attempt += 1;
      const { recorder } = running ?? {};
      letGo();
      recorder?.stop();
    },
  };
};
