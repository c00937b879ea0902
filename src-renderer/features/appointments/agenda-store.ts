import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { Services } from '../../create-services.ts';
import { mergeAppointment } from '../waiting-room/room-reducer.ts';
import type { Range } from './agenda-dates.ts';

export type AgendaState = {
  /** By id: everything that was in a range that was shown. */
  appointments: Readonly<Record<string, Appointment>>;
  /** When each range was last known to be complete, by `rangeKey`, in milliseconds of this client's clock. */
  loadedAt: Readonly<Record<string, number>>;
  /** Why the range on the screen could not be loaded. */
  problem: ApiErrorCode | null;
};

export const rangeKey = ({ from, to }: Range): string => `${from}-${to}`;

/** The doctor's appointments of any time. */
export type Agenda = {
  readonly state: StoreApi<AgendaState>;
  /** Loads after every connect and follows the server's events. Returns the function that ends it. */
  start(): () => void;
  /** Loads what is in a range, which is then the one on the screen. */
  show(range: Range): void;
  /** Loads what is in another range, without its problems on the screen. */
  peek(range: Range): void;
  load(): Promise<void>;
  /** Adds or replaces an appointment that an answer carried. */
  accept(appointment: Appointment): void;
};

export const createAgenda = (
  { rest, socket }: Pick<Services, 'rest' | 'socket'>,
  now: () => number = Date.now,
): Agenda => {
  const state = createStore<AgendaState>(() => ({ appointments: {}, loadedAt: {}, problem: null }));
  let shown: Range | null = null;

  /** Events during a request are newer than its answer. */
  const news = new Map<string, Appointment>();
  let asking = 0;

  const merge = (appointments: readonly Appointment[], changes: Partial<AgendaState> = {}) =>
    state.setState((before) => ({
      ...changes,
      appointments: {
        ...before.appointments,
        ...Object.fromEntries(
          appointments.map((appointment) => [
            appointment.id,
            mergeAppointment(before.appointments[appointment.id], appointment),
          ]),
        ),
      },
    }));

  const ask = async (range: Range): Promise<void> => {
    asking += 1;
    try {
      const { data } = await rest.call('listAppointments', {
        query: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      });
      merge(
        data.appointments.map((appointment) => news.get(appointment.id) ?? appointment),
        {
          loadedAt: { ...state.getState().loadedAt, [rangeKey(range)]: now() },
          ...(range === shown && { problem: null }),
        },
      );
    } catch (error) {
      // Of a range that was left meanwhile, nobody wants to know.
      if (range === shown) state.setState({ problem: codeOf(error) });
    } finally {
      asking -= 1;
      if (asking === 0) news.clear();
    }
  };

  const accept = (appointment: Appointment) => {
    if (asking > 0) news.set(appointment.id, appointment);
    merge([appointment]);
  };

  const load = (): Promise<void> => (shown === null ? Promise.resolve() : ask(shown));

  return {
    state,
    accept,
    load,
    start() {
      const ends = [
        socket.onOnline(() => void load()),
        socket.on('appointment-updated', ({ appointment }) => accept(appointment)),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    show(range) {
      shown = range;
      state.setState({ problem: null });
      void load();
    },
    peek: (range) => void ask(range),
  };
};
