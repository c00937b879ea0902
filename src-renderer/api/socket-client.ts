import { io, type Socket } from 'socket.io-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  clientEvents,
  connectErrorDataSchema,
  failureSchema,
  PROTOCOL_VERSION,
  serverEvents,
  type ClientAckData,
  type ClientEvent,
  type ClientPayloadInput,
  type ErrorCode,
  type ServerEvent,
  type ServerPayload,
} from '../../server/protocol/index.ts';
import type { NetworkMoment, Platform } from '../platform/platform.ts';
import { ApiError, codeOf } from './api-error.ts';
import { fullJitter, restartJitter } from './backoff.ts';
import type { Session } from './session.ts';

export type ConnectionState = {
  /** `connecting` is the first attempt only; while later ones run, it stays `offline`. */
  status: 'idle' | 'connecting' | 'online' | 'offline';
  /** Since when it is online, or since when it is not; milliseconds of this client's clock. */
  since: number;
  /** Why the server refused the last attempt, if it did. */
  refusal: ErrorCode | null;
  /** The server said that it stops, and is to be back soon: nothing is wrong. */
  restarting: boolean;
};

export type SocketClient = {
  readonly state: StoreApi<ConnectionState>;
  connect(): void;
  close(): void;
  /**
   * Resolves with the ack's data. Nothing is buffered: without a connection it rejects at once (`offline`),
   * without an ack after 10 s (`timeout`).
   * @throws ApiError
   */
  request<E extends ClientEvent>(event: E, payload: ClientPayloadInput<E>): Promise<ClientAckData<E>>;
  /** Payloads are parsed; one that the contract does not allow is dropped and counted. Returns the unsubscribe function. */
  on<E extends ServerEvent>(event: E, listener: (payload: ServerPayload<E>) => void): () => void;
  /** After every successful connect (and at once, asynchronously, if online already): the place to resync. */
  onOnline(listener: () => void): () => void;
  id(): string | null;
  /** Events that were dropped because the contract does not allow them. */
  invalidEvents(): number;
};

export type SocketClientOptions = {
  platform: Pick<Platform, 'serverUrl' | 'onNetwork'>;
  session: Pick<Session, 'freshToken' | 'renewToken' | 'end' | 'state'>;
  /** Resolves with true if the server answers now. */
  probe: () => Promise<boolean>;
  /** Sends the server's cookies also while it polls; a WebSocket has them anyway. */
  cookies?: boolean;
  now?: () => number;
  random?: () => number;
  ackTimeoutMs?: number;
};

const ACK_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A connection that lived shorter than this does not reset the back-off. */
const STABLE_MS = 5_000;
/** Attempts without any answer after which a way that passes more proxies and virus scanners is tried first. */
const POLLING_AFTER = 3;
/** A server that is not back by then is not starting again: something is wrong. */
const RESTART_MS = 60_000;
/** Failed attempts that a server counts for which asked to be left alone for a moment: a wait of up to 8 s. */
const OVERLOADED_FAILURES = 3;
/** The server closes the socket on a larger frame without an ack, so it is refused here. */
const MAX_PAYLOAD_LENGTH = 60_000;

type AnyListener = (payload: never) => void;

/** The connection to the server, with our own reconnection: full jitter and a fresh token for every attempt. */
export const createSocketClient = (options: SocketClientOptions): SocketClient => {
  const { platform, session, probe, cookies = false } = options;
  const { now = Date.now, random = Math.random, ackTimeoutMs = ACK_TIMEOUT_MS } = options;
  const state = createStore<ConnectionState>(() => ({
    status: 'idle',
    since: now(),
    refusal: null,
    restarting: false,
  }));
  const listeners = new Map<string, Set<AnyListener>>();
  const onlineListeners = new Set<() => void>();
  let socket: Socket | null = null;
  let wanted = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** Each attempt has its number; what an older one still reports is ignored. */
  let attempt = 0;
  let opening = false;
  /** Attempts in a row that reached nobody, since a WebSocket last worked. */
  let unanswered = 0;
  /** Runs from an announced stop until the server is back, or should be. */
  let restart: ReturnType<typeof setTimeout> | null = null;
  let subscriptions: (() => void)[] = [];
  let invalid = 0;

  const show = (status: ConnectionState['status'], refusal: ErrorCode | null) => {
    const before = state.getState();
    const restarting = restart !== null;
    if (before.status === status && before.refusal === refusal && before.restarting === restarting) return;
    const sameSide = (before.status === 'online') === (status === 'online');
    state.setState({ status, refusal, since: sameSide ? before.since : now(), restarting }, true);
  };

  const endRestart = () => {
    if (restart !== null) clearTimeout(restart);
    restart = null;
  };

  const beginRestart = () => {
    endRestart();
    restart = setTimeout(() => {
      restart = null;
      const { status, refusal } = state.getState();
      show(status, refusal);
    }, RESTART_MS);
    show('online', null);
  };

  const drop = () => {
    attempt += 1;
    opening = false;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    socket?.offAny();
    socket?.removeAllListeners();
    socket?.disconnect();
    socket = null;
  };

  const retry = (refusal: ErrorCode | null) => {
    drop();
    if (!wanted) return;
    failures += 1;
    show('offline', refusal);
    const wait = restart === null ? fullJitter(failures, random) : restartJitter(random);
    timer = setTimeout(() => void open(), wait);
  };

  const stop = (refusal: ErrorCode | null) => {
    wanted = false;
    drop();
    for (const end of subscriptions) end();
    subscriptions = [];
    failures = 0;
    endRestart();
    show(refusal === null ? 'idle' : 'offline', refusal);
  };

  const receive = (event: string, payload: unknown) => {
    if (!(event in serverEvents)) return;
    const parsed = serverEvents[event as ServerEvent].safeParse(payload);
    if (!parsed.success) {
      invalid += 1;
      return;
    }
    if (event === 'server-stopping') beginRestart();
    if (event === 'session-ended') {
      const { reason } = parsed.data as ServerPayload<'session-ended'>;
      stop('session_ended');
      void session.end(reason);
    }
    // Parts of what was told are missing here. The next connection asks for everything again.
    if (event === 'resync') socket?.disconnect();
    for (const listener of [...(listeners.get(event) ?? [])]) listener(parsed.data as never);
  };

  const refused = async (code: ErrorCode | null, token: string): Promise<void> => {
    if (code === 'unauthenticated' || code === 'session_ended' || code === 'opened_elsewhere') {
      stop(code);
      await session.end(code === 'unauthenticated' ? 'expired' : code);
    } else if (code === 'protocol_mismatch') {
      stop(code);
    } else if (code === 'token_expired') {
      drop();
      const mine = attempt;
      const renewed = await session.renewToken(token).then(
        () => true,
        () => false,
      );
      if (mine !== attempt || !wanted) return;
      // The first time at once; a server that keeps saying so is asked with growing waits.
      failures += 1;
      if (renewed && failures === 1) void open();
      else retry(code);
    } else {
      if (code === 'overloaded') failures = Math.max(failures, OVERLOADED_FAILURES);
      retry(code);
    }
  };

  const open = async (): Promise<void> => {
    drop();
    const mine = attempt;
    opening = true;
    if (failures === 0) show('connecting', null);
    const url = platform.serverUrl.getState();
    let token: string;
    try {
      if (url === null) throw new ApiError('offline', 'no server is known');
      token = await session.freshToken();
    } catch (error) {
      if (mine !== attempt || !wanted) return;
      // A session that is over has been closed by the session itself; everything else may pass.
      if (session.state.getState().status === 'signedOut') stop(null);
      else retry(codeOf(error) === 'rate_limited' ? 'rate_limited' : null);
      return;
    }
    if (mine !== attempt || !wanted) return;
    const signedIn = session.state.getState();
    const current = io(url, {
      forceNew: true,
      reconnection: false,
      transports: unanswered < POLLING_AFTER ? ['websocket'] : ['polling', 'websocket'],
      timeout: CONNECT_TIMEOUT_MS,
      withCredentials: cookies,
      auth: {
        token,
        protocol: PROTOCOL_VERSION,
        ...(signedIn.status === 'signedIn' ? { userType: signedIn.user.role } : {}),
      },
    });
    socket = current;
    let connectedAt: number | null = null;
    current.on('connect', () => {
      connectedAt = now();
      opening = false;
      const { engine } = current.io;
      if (engine.transport.name === 'websocket') unanswered = 0;
      // A line that polls goes over to WebSocket by itself where that works again.
      else engine.once('upgrade', () => (unanswered = 0));
      endRestart();
      show('online', null);
      for (const listener of [...onlineListeners]) listener();
    });
    current.on('connect_error', (error: Error & { data?: unknown }) => {
      const data = connectErrorDataSchema.safeParse(error.data);
      if (!data.success) unanswered += 1;
      void refused(data.success ? data.data.code : null, token);
    });
    current.on('disconnect', () => {
      if (connectedAt !== null && now() - connectedAt >= STABLE_MS) failures = 0;
      retry(null);
    });
    current.onAny((event: string, payload: unknown) => receive(event, payload));
  };

  const network = async (moment: NetworkMoment): Promise<void> => {
    const { status } = state.getState();
    if (moment === 'slept') {
      // A line from before may look alive for a minute: a new one brings everything that was missed at once.
      if (wanted && !opening) void open();
      return;
    }
    if (moment === 'resume') {
      if (status === 'offline' && wanted && !opening) void open();
      return;
    }
    if (status !== 'online') return;
    // "No network" is not true of a server on this machine, and a lost one shows only after a long silence.
    const mine = attempt;
    const reachable = await probe();
    if (!reachable && mine === attempt && wanted) retry(null);
  };

  return {
    state,
    connect() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      subscriptions = [
        platform.onNetwork((moment) => void network(moment)),
        platform.serverUrl.subscribe((url, before) => {
          if (url !== before) void open();
        }),
      ];
      void open();
    },
    close: () => stop(null),
    async request(event, payload) {
      const current = socket;
      if (current === null || !current.connected) throw new ApiError('offline', 'not connected');
      if (JSON.stringify(payload).length > MAX_PAYLOAD_LENGTH) throw new ApiError('too_large');
      let answer: unknown;
      try {
        answer = await current.timeout(ackTimeoutMs).emitWithAck(event, payload);
      } catch {
        throw new ApiError(current.connected ? 'timeout' : 'offline', 'no ack');
      }
      const failure = failureSchema.safeParse(answer);
      if (failure.success) throw new ApiError(failure.data.code, failure.data.message);
      const data = clientEvents[event].data.safeParse(answer);
      const accepted = (answer as { ok?: unknown } | null)?.ok === true;
      if (!accepted || !data.success) throw new ApiError('internal', `unexpected ack of ${event}`);
      return data.data as ClientAckData<typeof event>;
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    onOnline(listener) {
      onlineListeners.add(listener);
      if (state.getState().status === 'online') {
        queueMicrotask(() => {
          if (onlineListeners.has(listener) && state.getState().status === 'online') listener();
        });
      }
      return () => onlineListeners.delete(listener);
    },
    id: () => socket?.id ?? null,
    invalidEvents: () => invalid,
  };
};
