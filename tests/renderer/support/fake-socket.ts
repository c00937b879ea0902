import { createStore } from 'zustand/vanilla';
import type {
  ClientAckData,
  ClientEvent,
  ClientPayloadInput,
  ServerEvent,
  ServerPayload,
} from '../../../server/protocol/index.ts';
import { ApiError } from '../../../src-renderer/api/api-error.ts';
import type { ConnectionState, SocketClient } from '../../../src-renderer/api/socket-client.ts';
import { afterTest } from './after-test.ts';

type Handlers = {
  [E in ClientEvent]?: (payload: ClientPayloadInput<E>) => ClientAckData<E> | Promise<ClientAckData<E>>;
};

export type FakeSocket = SocketClient & {
  readonly sent: { event: ClientEvent; payload: unknown }[];
  /** Decides what an event is answered with; throw an ApiError to refuse. */
  answer<E extends ClientEvent>(event: E, handler: NonNullable<Handlers[E]>): void;
  /** As if the server had sent this. */
  receive<E extends ServerEvent>(event: E, payload: ServerPayload<E>): void;
  goOnline(): void;
  goOffline(): void;
};

/** A socket client without a network. */
export const createFakeSocket = (): FakeSocket => {
  const state = createStore<ConnectionState>(() => ({
    status: 'idle',
    since: 0,
    refusal: null,
    restarting: false,
  }));
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const online = new Set<() => void>();
  const handlers: Record<string, ((payload: never) => unknown) | undefined> = {};
  const sent: FakeSocket['sent'] = [];
  let isOver = false;
  // As with `createFakeFetch`: what is refused would be tried again and again.
  afterTest(() => {
    isOver = true;
  });
  return {
    state,
    sent,
    connect: () => undefined,
    close: () => state.setState({ status: 'idle' }),
    async request(event, payload) {
      if (isOver) return new Promise(() => undefined);
      if (state.getState().status !== 'online') throw new ApiError('offline');
      sent.push({ event, payload });
      const answer = await handlers[event]?.(payload as never);
      if (state.getState().status !== 'online') throw new ApiError('offline');
      return (answer ?? {}) as ClientAckData<typeof event>;
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    onOnline(listener) {
      online.add(listener);
      if (state.getState().status === 'online') queueMicrotask(listener);
      return () => online.delete(listener);
    },
    id: () => 'own-socket',
    invalidEvents: () => 0,
    answer(event, handler) {
      handlers[event] = handler;
    },
    receive(event, payload) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never);
    },
    goOnline() {
      state.setState({ status: 'online' });
      for (const listener of [...online]) listener();
    },
    goOffline: () => state.setState({ status: 'offline' }),
  };
};
