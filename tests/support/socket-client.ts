import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import {
  serverEvents,
  type Ack,
  type ClientAckData,
  type ClientEvent,
  type ClientPayloadInput,
  type Failure,
  type ServerEvent,
  type ServerPayload,
} from '../../server/protocol/index.ts';

export type ClientOptions = {
  token?: string;
  auth?: Record<string, unknown>;
  headers?: Record<string, string>;
  transports?: ('websocket' | 'polling')[];
  /** It comes back by itself, as a front end does, and quickly. */
  reconnects?: boolean;
  /** It speaks a vocabulary whose events are not in our contract. */
  foreign?: boolean;
};

type Received = { event: string; payload: unknown };
type Waiter = { matches: (received: Received) => boolean; resolve: (received: Received) => void };

const WAIT_MS = 5_000;

/** A connection that was refused: the text and the code of the `connect_error`. */
export class ConnectRefused extends Error {
  override readonly name = 'ConnectRefused';
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** A plain Socket.IO client that remembers all it receives, so that no event is missed between two awaits. */
export const connectClient = (url: string, options: ClientOptions = {}) => {
  const socket: Socket = io(url, {
    transports: options.transports ?? ['websocket'],
    reconnection: options.reconnects === true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    forceNew: true,
    auth: { ...(options.token !== undefined && { token: options.token }), ...options.auth },
    ...(options.headers && { extraHeaders: options.headers }),
  });
  onTestFinished(() => {
    socket.disconnect();
  });
  const received: Received[] = [];
  const waiters = new Set<Waiter>();
  const record = (event: string, payload: unknown): void => {
    const item = { event, payload };
    for (const waiter of waiters) {
      if (waiter.matches(item)) {
        waiters.delete(waiter);
        waiter.resolve(item);
        return;
      }
    }
    received.push(item);
  };
  socket.onAny((event: string, payload: unknown) => {
    // What the server sends is held against its own contract, in every test.
    const schema = serverEvents[event as ServerEvent];
    if (schema === undefined && options.foreign !== true) {
      throw new Error(`the contract has no event ${event}`);
    }
    if (options.foreign !== true) schema?.parse(payload);
    record(event, payload);
  });
  socket.on('disconnect', (reason) => record('disconnect', reason));

  const take = (matches: (item: Received) => boolean, what: string): Promise<Received> => {
    const index = received.findIndex(matches);
    const found = received[index];
    if (found !== undefined) {
      received.splice(index, 1);
      return Promise.resolve(found);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        const had = received.map((item) => item.event).join(', ');
        reject(new Error(`waited ${WAIT_MS} ms for ${what}; received: ${had}`));
      }, WAIT_MS);
      const waiter: Waiter = {
        matches,
        resolve: (item) => {
          clearTimeout(timer);
          resolve(item);
        },
      };
      waiters.add(waiter);
    });
  };

  const emitForAck = (event: string, payload: unknown): Promise<unknown> =>
    socket.timeout(WAIT_MS).emitWithAck(event, payload) as Promise<unknown>;

  const client = {
    socket,
    get id(): string {
      return socket.id ?? '';
    },
    /** Resolves with the ack's data; rejects when the server refuses. */
    async request<E extends ClientEvent>(
      event: E,
      payload: ClientPayloadInput<E>,
    ): Promise<ClientAckData<E>> {
      const ack = (await emitForAck(event, payload)) as Ack<ClientAckData<E>>;
      if (!ack.ok) throw new Error(`${event} was refused: ${ack.code} (${ack.message})`);
      return ack;
    },
    /** The refusal; rejects when the server accepts. */
    async refusal(event: string, payload: unknown): Promise<Failure> {
      const ack = (await emitForAck(event, payload)) as Ack<object>;
      if (ack.ok) throw new Error(`${event} was accepted`);
      return ack;
    },
    /** Without an acknowledgement, as existing front ends send. */
    send: (event: string, payload: unknown): void => {
      socket.emit(event, payload);
    },
    emitForAck,
    /** The next (or an earlier, not yet taken) occurrence of an event. */
    async next<E extends ServerEvent>(
      event: E,
      matches: (payload: ServerPayload<E>) => boolean = () => true,
    ): Promise<ServerPayload<E>> {
      const item = await take(
        (candidate) => candidate.event === event && matches(candidate.payload as ServerPayload<E>),
        event,
      );
      return item.payload as ServerPayload<E>;
    },
    /** As `next`, of an event that is not in our contract. */
    hears: async (event: string, matches: (payload: unknown) => boolean = () => true): Promise<unknown> =>
      (await take((candidate) => candidate.event === event && matches(candidate.payload), event)).payload,
    /** What was received under this name and not taken yet. */
    heard: (event: string): unknown[] =>
      received.filter((item) => item.event === event).map(({ payload }) => payload),
    async disconnected(): Promise<string> {
      return (await take((item) => item.event === 'disconnect', 'the disconnection')).payload as string;
    },
    /** Names of what was received and not taken yet. */
    pending: (): string[] => received.map((item) => item.event),
    countOf: (event: ServerEvent): number => received.filter((item) => item.event === event).length,
    forget: (): void => {
      received.length = 0;
    },
    /** How much was received and not taken yet. */
    waiting: (): number => received.length,
    /** All that was received and not taken yet, in its order. */
    takeAll: (): Received[] => received.splice(0),
    close: (): void => {
      socket.disconnect();
    },
    /**
     * Everything that the server sent to this connection before now has arrived: acks travel in order with
     * events.
     */
    async settled(): Promise<void> {
      await emitForAck('settled?', {});
    },
  };

  return new Promise<typeof client>((resolve, reject) => {
    socket.once('connect', () => resolve(client));
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.disconnect();
      reject(new ConnectRefused(error.message, error.data?.code));
    });
  });
};

export type TestClient = Awaited<ReturnType<typeof connectClient>>;
