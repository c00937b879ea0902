import { createStore, type StoreApi } from 'zustand/vanilla';
import { isFinalStatus, type WaitingMessage, type WaitingRoomState } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { fullJitter } from '../../api/backoff.ts';
import type { Outbox } from '../../api/outbox.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { hasGap, reduceRoom, ROOM_EVENTS, roomIdOf, type RoomEvent } from './room-reducer.ts';

/** A room as this client knows it. */
export type RoomView = {
  /** Null until the first join was answered. */
  room: WaitingRoomState | null;
  /** False while what is shown may be out of date: not connected, or not joined again yet. */
  fresh: boolean;
  /** Server's clock minus this client's, in milliseconds. */
  clockOffset: number;
  /** Why the room could not be joined. What may pass is tried again by itself. */
  problem: ApiErrorCode | null;
};

export type RoomsState = { rooms: Readonly<Record<string, RoomView>> };

/** The waiting rooms of this client, one for a patient, many for a doctor. */
export type RoomStore = {
  readonly state: StoreApi<RoomsState>;
  /** Joins the room now and after every reconnection. Entering twice is entering once. */
  enter(roomId: string, appointmentId?: string): void;
  /** Asks for the room's whole state again. */
  refresh(roomId: string): void;
  /** Gives the place up, and the room. @throws ApiError */
  leave(roomId: string): Promise<void>;
  /** Changes what is known without waiting for the server's own event, for example after an ack. */
  apply(event: RoomEvent): void;
  /** Forgets every room: another person may sign in here. */
  clear(): void;
};

const UNKNOWN: RoomView = { room: null, fresh: false, clockOffset: 0, problem: null };

export type RoomStoreOptions = {
  socket: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'>;
  outbox: Pick<Outbox<WaitingMessage>, 'flush' | 'onStored'>;
  now?: () => number;
  random?: () => number;
};

/** Refusals that say nothing about the room. A lost connection is not among them: the next one joins again. */
const PASSES: ReadonlySet<ApiErrorCode> = new Set([
  'timeout',
  'storage_unavailable',
  'storage_full',
  'rate_limited',
  'internal',
]);

/**
 * So many rooms are asked for at once: the answers of a full day, all together, would be more than the server
 * keeps for a slow line.
 */
const AT_ONCE = 6;

/** Lets so many go on at once, the others in the order in which they came. */
const createTurns = (count: number) => {
  let free = count;
  const queue: (() => void)[] = [];
  return {
    /** Null if it may go on now. */
    wait(): Promise<void> | null {
      if (free === 0) return new Promise((resolve) => queue.push(resolve));
      free -= 1;
      return null;
    },
    done(): void {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
};

type Wanted = {
  appointmentId: string | null;
  /** Events that arrive while a join is on its way; they are applied on top of its answer. */
  pending: RoomEvent[] | null;
  /** A join asked for while one was on its way. */
  again: boolean;
  failures: number;
  retry: ReturnType<typeof setTimeout> | null;
};

export const createRoomStore = ({
  socket,
  outbox,
  now = Date.now,
  random = Math.random,
}: RoomStoreOptions): RoomStore => {
  const state = createStore<RoomsState>(() => ({ rooms: {} }));
  const wanted = new Map<string, Wanted>();
  const turns = createTurns(AT_ONCE);

  const update = (roomId: string, change: (view: RoomView) => RoomView) =>
    state.setState(({ rooms }) => ({ rooms: { ...rooms, [roomId]: change(rooms[roomId] ?? UNKNOWN) } }));

  const join = async (roomId: string): Promise<void> => {
    const entry = wanted.get(roomId);
    if (entry === undefined || socket.state.getState().status !== 'online') return;
    if (entry.pending !== null) {
      entry.again = true;
      return;
    }
    const pending: RoomEvent[] = [];
    entry.pending = pending;
    entry.again = false;
    if (entry.retry !== null) clearTimeout(entry.retry);
    entry.retry = null;
    const turn = turns.wait();
    if (turn !== null) await turn;
    try {
      if (wanted.get(roomId) !== entry) return;
      const { room } = await socket.request('join-waiting-room', {
        roomId,
        ...(entry.appointmentId === null ? {} : { appointmentId: entry.appointmentId }),
      });
      if (wanted.get(roomId) !== entry) return;
      entry.failures = 0;
      update(roomId, () => ({
        room: pending.reduce(reduceRoom, room),
        fresh: true,
        clockOffset: Date.parse(room.serverTime) - now(),
        problem: null,
      }));
      outbox.flush(roomId);
    } catch (error) {
      if (wanted.get(roomId) !== entry) return;
      const code = codeOf(error);
      update(roomId, (view) => ({ ...view, fresh: false, problem: code }));
      // Nothing more is taken, but what was taken is answered: that answer may have been lost.
      if (code === 'visit_over') outbox.flush(roomId);
      if (PASSES.has(code)) {
        entry.failures += 1;
        entry.retry = setTimeout(() => void join(roomId), fullJitter(entry.failures, random));
      }
    } finally {
      turns.done();
      entry.pending = null;
      if (entry.again && wanted.get(roomId) === entry) void join(roomId);
    }
  };

  /** The visit was over and is not any more: whoever had to leave the room comes back to what was kept there. */
  const isReopened = (event: RoomEvent, view: RoomView | undefined): boolean =>
    event.name === 'appointment-updated' &&
    !isFinalStatus(event.payload.appointment.status) &&
    (view?.problem === 'visit_over' || (view?.room != null && isFinalStatus(view.room.appointment.status)));

  const apply = (event: RoomEvent) => {
    const roomId = roomIdOf(event);
    const entry = wanted.get(roomId);
    if (entry === undefined) return;
    entry.pending?.push(event);
    const known = state.getState().rooms[roomId];
    if (isReopened(event, known)) {
      update(roomId, (view) => ({ ...view, problem: null }));
      void join(roomId);
    }
    const before = known?.room;
    if (before === undefined || before === null) return;
    const room = reduceRoom(before, event);
    update(roomId, (view) => ({ ...view, room }));
    if (event.name === 'waiting-room-message' && hasGap(room.messages)) void join(roomId);
  };

  for (const name of ROOM_EVENTS) {
    socket.on(name, (payload) => apply({ name, payload } as RoomEvent));
  }
  outbox.onStored((message) => apply({ name: 'waiting-room-message', payload: message }));
  socket.onOnline(() => {
    for (const roomId of wanted.keys()) void join(roomId);
  });
  socket.state.subscribe(({ status }, before) => {
    if (status === 'online' || before.status !== 'online') return;
    state.setState(({ rooms }) => ({
      rooms: Object.fromEntries(Object.entries(rooms).map(([id, view]) => [id, { ...view, fresh: false }])),
    }));
  });

  const forget = (roomId: string) => {
    const retry = wanted.get(roomId)?.retry ?? null;
    if (retry !== null) clearTimeout(retry);
    wanted.delete(roomId);
  };

  return {
    state,
    enter(roomId, appointmentId) {
      const known = wanted.get(roomId);
      if (known !== undefined) {
        known.appointmentId ??= appointmentId ?? null;
        // Entering again after a refusal asks again; a room that is shown already needs nothing.
        if (state.getState().rooms[roomId]?.fresh !== true) void join(roomId);
        return;
      }
      wanted.set(roomId, {
        appointmentId: appointmentId ?? null,
        pending: null,
        again: false,
        failures: 0,
        retry: null,
      });
      update(roomId, (view) => view);
      void join(roomId);
    },
    refresh: (roomId) => void join(roomId),
    async leave(roomId) {
      await socket.request('leave-waiting-room', { roomId });
      forget(roomId);
      state.setState(({ rooms }) => ({
        rooms: Object.fromEntries(Object.entries(rooms).filter(([id]) => id !== roomId)),
      }));
    },
    apply,
    clear() {
      for (const roomId of [...wanted.keys()]) forget(roomId);
      state.setState({ rooms: {} });
    },
  };
};
