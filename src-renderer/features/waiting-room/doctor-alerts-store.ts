import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WaitingPatient, WaitingRoomState } from '../../../server/protocol/index.ts';
import type { Services } from '../../create-services.ts';
import type { RoomsState } from './room-store.ts';

/** What happened in a waiting room, for the doctor who looks at something else. */
export type RoomNews = {
  kind: 'joined' | 'left' | 'away' | 'tested' | 'ready' | 'notReady';
  roomId: string;
  name: string;
};

/** Milliseconds of this client's clock, or until somebody turns the sound on again; null is not silenced. */
export type Silence = number | 'untilTurnedOn' | null;

export type Ringing = { roomId: string; name: string };

export type DoctorAlertsState = {
  /** Patients who wait and of whom nobody has taken notice, longest first. */
  ringing: readonly Ringing[];
  silence: Silence;
};

export type DoctorAlerts = {
  readonly state: StoreApi<DoctorAlertsState>;
  /** Follows the rooms. Returns the function that ends it. */
  start(): () => void;
  /** In a call each arrival is heard once, not again and again. Returns the function that ends it. */
  keepQuiet(): () => void;
  /** Takes notice of the patient who waits in this room; the patient is told. */
  acknowledge(roomId: string): void;
  silence(until: Silence): void;
  /** Whether the sound is off at this moment. */
  isSilent(): boolean;
  /** What happens from now on. Returns the function that ends it. */
  onNews(listener: (news: RoomNews) => void): () => void;
};

/** Long enough to finish a sentence, short enough not to be forgotten. */
export const RING_AGAIN_MS = 20_000;
/** More rings in a row would only be noise. */
const MOST_RINGS = 3;
const STORED_UNDER = 'anteroom.silence';

const readSilence = (storage: Pick<Storage, 'getItem'>, now: number): Silence => {
  const stored = storage.getItem(STORED_UNDER);
  if (stored === 'untilTurnedOn') return stored;
  const until = Number(stored);
  return until > now ? until : null;
};

const changesOf = (
  roomId: string,
  before: WaitingPatient | undefined,
  after: WaitingPatient | undefined,
): RoomNews[] => {
  const name = after?.fullname ?? before?.fullname ?? '';
  const news = (kind: RoomNews['kind']): RoomNews => ({ kind, roomId, name });
  if (after === undefined) return before === undefined ? [] : [news('left')];
  if (before === undefined) return [news('joined')];
  const found: RoomNews[] = [];
  if (before.connected !== after.connected) found.push(news(after.connected ? 'joined' : 'away'));
  if (!before.deviceTestCompleted && after.deviceTestCompleted) found.push(news('tested'));
  if (before.ready !== after.ready) found.push(news(after.ready ? 'ready' : 'notReady'));
  return found;
};

const waits = ({ appointment: { status } }: WaitingRoomState): boolean =>
  status === 'scheduled' || status === 'waiting';

/** What is different now. A room that was not known before is no news: the doctor sees it for the first time. */
const newsBetween = (before: RoomsState['rooms'], after: RoomsState['rooms']): RoomNews[] =>
  Object.entries(after).flatMap(([roomId, { room }]) => {
    const known = before[roomId]?.room ?? null;
    if (room === null || known === null || room === known || !waits(room) || !waits(known)) return [];
    const ids = new Set([...known.patients, ...room.patients].map(({ userId }) => userId));
    return [...ids].flatMap((id) =>
      changesOf(
        roomId,
        known.patients.find(({ userId }) => userId === id),
        room.patients.find(({ userId }) => userId === id),
      ),
    );
  });

const ringingIn = ({ rooms }: RoomsState): Ringing[] =>
  Object.entries(rooms)
    .flatMap(([roomId, { room }]) =>
      room === null || !waits(room)
        ? []
        : room.patients
            // Whom the doctor has put back to waiting is no arrival.
            .filter(
              ({ connected, acknowledgedAt, heldAt }) =>
                connected && acknowledgedAt == null && heldAt == null,
            )
            .map(({ fullname, joinedAt }) => ({ roomId, name: fullname, joinedAt })),
    )
    .sort((a, b) => a.joinedAt.localeCompare(b.joinedAt))
    .map(({ roomId, name }) => ({ roomId, name }));

/** Lets an arrival be heard until somebody takes notice of it, and tells what else happens. */
export const createDoctorAlerts = (
  { rooms, socket }: Pick<Services, 'rooms' | 'socket'>,
  {
    play,
    storage,
    now = Date.now,
  }: {
    play: (times: number) => Promise<void>;
    storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
    now?: () => number;
  },
): DoctorAlerts => {
  const state = createStore<DoctorAlertsState>(() => ({ ringing: [], silence: readSilence(storage, now()) }));
  const listeners = new Set<(news: RoomNews) => void>();
  const asked = new Set<string>();
  let timer: ReturnType<typeof setInterval> | null = null;
  let quietPages = 0;

  const isSilent = (): boolean => {
    const { silence } = state.getState();
    if (typeof silence === 'number' && silence <= now()) {
      state.setState({ silence: null });
      return false;
    }
    return silence !== null;
  };

  const ring = () => {
    const count = state.getState().ringing.length;
    if (count > 0 && !isSilent()) void play(Math.min(count, MOST_RINGS)).catch(() => undefined);
  };

  const follow = (current: RoomsState) => {
    const known = state.getState().ringing;
    const ringing = ringingIn(current);
    const same =
      ringing.length === known.length && ringing.every(({ roomId }, at) => roomId === known[at]?.roomId);
    if (same) return;
    state.setState({ ringing });
    for (const roomId of asked) {
      if (!ringing.some((one) => one.roomId === roomId)) asked.delete(roomId);
    }
    const isNew = ringing.some(({ roomId }) => !known.some((one) => one.roomId === roomId));
    if (timer !== null && (isNew || ringing.length === 0)) {
      clearInterval(timer);
      timer = null;
    }
    if (ringing.length > 0 && timer === null) {
      ring();
      timer = setInterval(() => {
        if (quietPages === 0) ring();
      }, RING_AGAIN_MS);
    }
  };

  return {
    state,
    start() {
      follow(rooms.state.getState());
      const end = rooms.state.subscribe((after, before) => {
        for (const news of newsBetween(before.rooms, after.rooms)) {
          for (const listener of listeners) listener(news);
        }
        follow(after);
      });
      return () => {
        end();
        if (timer !== null) clearInterval(timer);
        timer = null;
        state.setState({ ringing: [] });
      };
    },
    keepQuiet() {
      quietPages += 1;
      return () => {
        quietPages -= 1;
      };
    },
    acknowledge(roomId) {
      const rung = state.getState().ringing.some((one) => one.roomId === roomId);
      if (!rung || asked.has(roomId)) return;
      asked.add(roomId);
      // A refusal leaves it ringing, which is what the doctor should hear.
      socket
        .request('acknowledge-patient', { roomId })
        .catch(() => undefined)
        .finally(() => asked.delete(roomId));
    },
    silence(until) {
      if (until === null) storage.removeItem(STORED_UNDER);
      else storage.setItem(STORED_UNDER, String(until));
      state.setState({ silence: until });
    },
    isSilent,
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
