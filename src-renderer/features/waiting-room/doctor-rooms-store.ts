import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { Services } from '../../create-services.ts';
import { mergeAppointment } from './room-reducer.ts';

export type DoctorRoomsState = {
  /** By appointment id; null until the first answer. */
  appointments: Readonly<Record<string, Appointment>> | null;
  /** When the list was last known to be complete, in milliseconds of this client's clock. */
  /** When it was asked for, or the last moment at which events told what changed. */
  loadedAt: number | null;
  /** Why the list could not be loaded. */
  problem: ApiErrorCode | null;
  /** By room: the number of the last message that the doctor has had on the screen. */
  seen: Readonly<Record<string, number>>;
};

/** The doctor's appointments, and with them the waiting rooms that this client joins. */
export type DoctorRooms = {
  readonly state: StoreApi<DoctorRoomsState>;
  /** Loads after every connect and follows the server's events. Returns the function that ends it. */
  start(): () => void;
  load(): Promise<void>;
  /** Adds or replaces an appointment that an answer carried, and joins its room. */
  accept(appointment: Appointment): void;
  /** Everything in the room up to this message has been on the screen. */
  markSeen(roomId: string, seq: number): void;
};

const OPEN: ReadonlySet<Appointment['status']> = new Set(['scheduled', 'waiting', 'admitted', 'inCall']);

/** True as long as a patient may come or be in the room. */
export const isOpen = (appointment: Appointment): boolean => OPEN.has(appointment.status);

/** True from the start of the consultation to its end, whether a call stands or not. */
export const isStarted = ({ status }: Appointment): boolean => status === 'admitted' || status === 'inCall';

const DAYS_AHEAD = 7;

/** Local midnight of a day before or after the given moment's. */
const midnight = (at: number, days: number): Date => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
};

/** A visit of yesterday may still run after midnight; what is over or was never begun is yesterday's. */
const belongs = (appointment: Appointment, now: number): boolean =>
  Date.parse(appointment.startsAt) >= midnight(now, 0).getTime() ||
  (isOpen(appointment) && appointment.status !== 'scheduled');

export const createDoctorRooms = (
  { rest, socket, rooms }: Pick<Services, 'rest' | 'socket' | 'rooms'>,
  now: () => number = Date.now,
): DoctorRooms => {
  const state = createStore<DoctorRoomsState>(() => ({
    appointments: null,
    loadedAt: null,
    problem: null,
    seen: {},
  }));
  let loading: Promise<void> | null = null;
  let again = false;

  const accept = (appointment: Appointment) => {
    state.setState(({ appointments }) => ({
      appointments: {
        ...appointments,
        [appointment.id]: mergeAppointment(appointments?.[appointment.id], appointment),
      },
    }));
    rooms.apply({ name: 'appointment-updated', payload: { appointment } });
    if (isOpen(appointment)) rooms.enter(appointment.roomId, appointment.id);
  };

  const ask = async (): Promise<void> => {
    do {
      again = false;
      try {
        const { data } = await rest.call('listAppointments', {
          query: {
            from: midnight(now(), -1).toISOString(),
            to: midnight(now(), DAYS_AHEAD + 1).toISOString(),
          },
        });
        const shown = data.appointments.filter((appointment) => belongs(appointment, now()));
        state.setState({
          appointments: Object.fromEntries(shown.map((appointment) => [appointment.id, appointment])),
          loadedAt: now(),
          problem: null,
        });
        for (const appointment of shown) {
          if (isOpen(appointment)) rooms.enter(appointment.roomId, appointment.id);
        }
      } catch (error) {
        state.setState({ problem: codeOf(error) });
      }
    } while (again);
  };

  /** An event during a request may be missing in its answer: asked for again, the list is asked for again. */
  const load = (): Promise<void> => {
    if (loading === null) {
      loading = ask().finally(() => {
        loading = null;
      });
    } else {
      again = true;
    }
    return loading;
  };

  const untilTomorrow = (): number => midnight(now(), 1).getTime() - now() + 1000;

  return {
    state,
    load,
    accept,
    start() {
      let timer = setTimeout(function newDay() {
        void load();
        timer = setTimeout(newDay, untilTomorrow());
      }, untilTomorrow());
      const ends = [
        socket.onOnline(() => void load()),
        // Until then the events have kept it as it is.
        socket.state.subscribe(({ status }, before) => {
          if (before.status !== 'online' || status === 'online') return;
          state.setState(({ loadedAt }) => ({ loadedAt: loadedAt === null ? null : now() }));
        }),
        socket.on('appointment-updated', ({ appointment }) => {
          accept(appointment);
          if (loading !== null) again = true;
        }),
      ];
      return () => {
        clearTimeout(timer);
        for (const end of ends) end();
      };
    },
    markSeen(roomId, seq) {
      if ((state.getState().seen[roomId] ?? 0) >= seq) return;
      state.setState(({ seen }) => ({ seen: { ...seen, [roomId]: seq } }));
    },
  };
};
