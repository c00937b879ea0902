import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EmergencyAlert } from '../../../server/protocol/index.ts';
import { SoundBlocked } from '../waiting-room/play-notes.ts';
import type { EmergencyStore } from './emergency-store.ts';

export type AlarmState = {
  /** The browser keeps the page silent until somebody clicks on it. */
  isBlocked: boolean;
};

export type EmergencyAlarm = {
  readonly state: StoreApi<AlarmState>;
  /** Follows what is open. Returns the function that ends it. */
  start(): () => void;
  /** Sounds now, if anybody is to be heard: after a click the browser allows it. */
  sound(): void;
  /** Each alert that rings, once. Returns the function that ends it. */
  onAlert(listener: (alert: EmergencyAlert) => void): () => void;
};

/** More often than an arrival: somebody may be dying. */
export const ALARM_AGAIN_MS = 8_000;

/** What has to be heard of it, and once it has been, only again and again. */
const newsOf = ({ id, count, escalated }: EmergencyAlert): string => `${id} ${count} ${String(escalated)}`;

/**
 * Lets an emergency be heard until somebody has acknowledged it. Where the doctor has turned the sound off, each
 * alert is heard once and not again: nobody turns emergencies off.
 */
export const createEmergencyAlarm = ({
  emergencies,
  play,
  isSilent,
}: {
  emergencies: Pick<EmergencyStore, 'state'>;
  /** Until its end; `onStart` as soon as it sounds. @throws SoundBlocked */
  play: (onStart: () => void) => Promise<void>;
  isSilent: () => boolean;
}): EmergencyAlarm => {
  const state = createStore<AlarmState>(() => ({ isBlocked: false }));
  const listeners = new Set<(alert: EmergencyAlert) => void>();
  let heard: ReadonlySet<string> = new Set();
  let timer: ReturnType<typeof setInterval> | null = null;

  const ringing = (): EmergencyAlert[] =>
    (emergencies.state.getState().open ?? []).filter(({ acknowledgedAt }) => acknowledgedAt === null);

  const sound = (): void => {
    if (ringing().length === 0) return;
    const heardNow = () => state.setState({ isBlocked: false });
    play(heardNow).then(heardNow, (error: unknown) =>
      state.setState({ isBlocked: error instanceof SoundBlocked }),
    );
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const follow = (): void => {
    const alerts = ringing();
    const news = alerts.filter((alert) => !heard.has(newsOf(alert)));
    heard = new Set(alerts.map(newsOf));
    for (const alert of news) for (const listener of listeners) listener(alert);
    if (alerts.length === 0) {
      stop();
      state.setState({ isBlocked: false });
    } else if (news.length > 0 || timer === null) {
      stop();
      sound();
      timer = setInterval(() => {
        if (!isSilent()) sound();
      }, ALARM_AGAIN_MS);
    }
  };
  const clicked = (): void => {
    if (state.getState().isBlocked) sound();
  };

  return {
    state,
    sound,
    start() {
      follow();
      const end = emergencies.state.subscribe(follow);
      window.addEventListener('pointerup', clicked);
      window.addEventListener('keydown', clicked);
      return () => {
        end();
        stop();
        heard = new Set();
        window.removeEventListener('pointerup', clicked);
        window.removeEventListener('keydown', clicked);
      };
    },
    onAlert(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
