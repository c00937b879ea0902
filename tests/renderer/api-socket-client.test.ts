// @vitest-environment node
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { PROTOCOL_VERSION, type ErrorCode } from '../../server/protocol/index.ts';
import { ApiError, codeOf } from '../../src-renderer/api/api-error.ts';
import type { Session, SessionState } from '../../src-renderer/api/session.ts';
import { restartJitter } from '../../src-renderer/api/backoff.ts';
import { createSocketClient, type SocketClient } from '../../src-renderer/api/socket-client.ts';
import { createFakePlatform } from './support/fake-platform.ts';
import { doctor, message, roomState } from './support/fixtures.ts';

type Ack = (answer: unknown) => void;

type World = {
  io: Server;
  http: HttpServer;
  client: SocketClient;
  platform: ReturnType<typeof createFakePlatform>;
  session: {
    state: Session['state'];
    ended: string[];
    tokens: number;
    renewals: number;
    unreachable: boolean;
    onRenew: () => void;
  };
  handshakes: Record<string, unknown>[];
  /** The code that the next handshakes are refused with. */
  refuse: ErrorCode | null;
  /** Waits between attempts that the client has asked for, as the random source saw them. */
  waits: number;
};

const worlds: World[] = [];

const start = async (
  options: { random?: () => number; probe?: () => Promise<boolean> } = {},
): Promise<World> => {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const io = new Server(http);
  const { port } = http.address() as AddressInfo;
  const platform = createFakePlatform({ serverUrl: `http://127.0.0.1:${port}` });
  const state = createStore<SessionState>(() => ({ status: 'signedIn', user: doctor, visit: null }));
  const session = {
    state,
    ended: [] as string[],
    tokens: 0,
    renewals: 0,
    unreachable: false,
    onRenew: () => undefined,
  };
  const world: World = {
    io,
    http,
    platform,
    session,
    handshakes: [],
    refuse: null,
    waits: 0,
    client: createSocketClient({
      platform,
      session: {
        state,
        freshToken: async () => {
          if (session.unreachable) throw new ApiError('offline');
          session.tokens += 1;
          return `token-${session.tokens}`;
        },
        renewToken: async () => {
          session.renewals += 1;
          session.onRenew();
          return `renewed-${session.renewals}`;
        },
        end: async (reason) => {
          session.ended.push(reason);
          state.setState({ status: 'signedOut', reason }, true);
        },
      },
      probe: options.probe ?? (async () => true),
      random: () => {
        world.waits += 1;
        return options.random?.() ?? 0;
      },
      ackTimeoutMs: 200,
    }),
  };
  io.use((socket, next) => {
    world.handshakes.push(socket.handshake.auth);
    if (world.refuse === null) return next();
    next(Object.assign(new Error('refused'), { data: { code: world.refuse } }));
  });
  worlds.push(world);
  return world;
};

const status = (world: World) => world.client.state.getState().status;
const online = (world: World) => vi.waitFor(() => expect(status(world)).toBe('online'));

const nextSocket = (io: Server): Promise<Socket> =>
  new Promise((resolve) => io.once('connection', (socket) => resolve(socket)));

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    world.client.close();
    await world.io.close();
  }
});

describe('the socket client', () => {
  it('says who it is and which protocol it speaks', async () => {
    const world = await start();
    expect(status(world)).toBe('idle');
    world.client.connect();
    await online(world);
    expect(world.handshakes).toEqual([{ token: 'token-1', protocol: PROTOCOL_VERSION, userType: 'doctor' }]);
  });

  it('[S0-H01, S3-E11, S3-F07, S4-F13] connects again after a drop with a fresh token and tells who wants to resync', async () => {
    const world = await start();
    let resyncs = 0;
    world.client.onOnline(() => (resyncs += 1));
    const first = nextSocket(world.io);
    world.client.connect();
    const second = first.then((socket) => {
      const next = nextSocket(world.io);
      socket.disconnect(true);
      return next;
    });
    await second;
    await vi.waitFor(() => expect(resyncs).toBe(2));
    expect(world.handshakes.map((auth) => auth['token'])).toEqual(['token-1', 'token-2']);
  });

  it('connects again, with jitter, when the server says that it missed something', async () => {
    const world = await start();
    let resyncs = 0;
    world.client.onOnline(() => (resyncs += 1));
    const first = nextSocket(world.io);
    world.client.connect();
    const socket = await first;
    await online(world);
    const again = nextSocket(world.io);
    // The server has closed nothing yet.
    socket.emit('resync', { reason: 'slow' });
    await again;
    await vi.waitFor(() => expect(resyncs).toBe(2));
    expect(world.waits).toBe(1);
    await vi.waitFor(() => expect(world.io.of('/').sockets.size).toBe(1));
  });

  it('tells a late listener at once that it is online', async () => {
    const world = await start();
    world.client.connect();
    await online(world);
    const late = vi.fn();
    world.client.onOnline(late);
    expect(late).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(late).toHaveBeenCalledTimes(1));
  });

  it('resolves with what the ack carries and rejects with its code', async () => {
    const world = await start();
    world.io.on('connection', (socket) => {
      socket.on('join-waiting-room', (_: unknown, ack: Ack) => ack({ ok: true, room: roomState() }));
      socket.on('patient-ready', (_: unknown, ack: Ack) =>
        ack({ ok: false, code: 'not_in_room', message: 'join first' }),
      );
      socket.on('leave-waiting-room', (_: unknown, ack: Ack) => ack({ ok: 'maybe' }));
    });
    world.client.connect();
    await online(world);
    const { room } = await world.client.request('join-waiting-room', { roomId: 'room-1' });
    expect(room.appointment.patientName).toBe('Pat Alpha');
    const ready = world.client.request('patient-ready', { roomId: 'room-1', ready: true });
    await expect(ready.catch(codeOf)).resolves.toBe('not_in_room');
    const leave = world.client.request('leave-waiting-room', { roomId: 'room-1' });
    await expect(leave.catch(codeOf)).resolves.toBe('internal');
    const silent = world.client.request('start-call', { roomId: 'room-1' });
    await expect(silent.catch(codeOf)).resolves.toBe('timeout');
  });

  it('buffers nothing: without a connection a request is refused, and a drop refuses what is awaited', async () => {
    const world = await start({ random: () => 0.999 });
    const request = () => world.client.request('start-call', { roomId: 'room-1' }).catch(codeOf);
    await expect(request()).resolves.toBe('offline');
    const connected = nextSocket(world.io);
    world.client.connect();
    const socket = await connected;
    await online(world);
    socket.on('start-call', () => socket.disconnect(true));
    await expect(request()).resolves.toBe('offline');
  });

  it('refuses a payload that would make the server close the socket', async () => {
    const world = await start();
    world.client.connect();
    await online(world);
    const large = world.client.request('waiting-room-message', {
      roomId: 'room-1',
      message: 'x'.repeat(61_000),
    });
    await expect(large.catch(codeOf)).resolves.toBe('too_large');
    expect(status(world)).toBe('online');
  });

  it('hands on events that the contract allows, drops and counts the others', async () => {
    const world = await start();
    const received: number[] = [];
    const off = world.client.on('waiting-room-message', ({ seq }) => received.push(seq));
    const connected = nextSocket(world.io);
    world.client.connect();
    const socket = await connected;
    socket.emit('waiting-room-message', { nonsense: true });
    socket.emit('no-such-event', {});
    socket.emit('waiting-room-message', message(7));
    await vi.waitFor(() => expect(received).toEqual([7]));
    expect(world.client.invalidEvents()).toBe(1);
    off();
    socket.emit('waiting-room-message', message(8));
    socket.emit('waiting-room-message', { nonsense: true });
    await vi.waitFor(() => expect(world.client.invalidEvents()).toBe(2));
    expect(received).toEqual([7]);
  });

  it.each(['unauthenticated', 'session_ended'] as const)(
    'ends the session and stops trying when refused with %s',
    async (code) => {
      const world = await start();
      world.refuse = code;
      world.client.connect();
      await vi.waitFor(() => expect(world.session.ended).toHaveLength(1));
      expect(world.client.state.getState()).toMatchObject({ status: 'offline', refusal: code });
      world.platform.signal('resume');
      expect(world.handshakes).toHaveLength(1);
    },
  );

  it('refreshes an expired token and tries again at once', async () => {
    const world = await start({ random: () => 0.999 });
    world.refuse = 'token_expired';
    world.session.onRenew = () => {
      world.refuse = null;
    };
    world.client.connect();
    await online(world);
    expect(world.handshakes).toHaveLength(2);
    expect(world.waits).toBe(0);
  });

  it('stops at another protocol version and keeps the reason', async () => {
    const world = await start();
    world.refuse = 'protocol_mismatch';
    world.client.connect();
    await vi.waitFor(() => expect(world.client.state.getState().refusal).toBe('protocol_mismatch'));
    world.platform.signal('resume');
    expect(world.handshakes).toHaveLength(1);
    expect(world.session.ended).toEqual([]);
  });

  it('tells the session why the server ended it', async () => {
    const world = await start();
    const connected = nextSocket(world.io);
    world.client.connect();
    const socket = await connected;
    socket.emit('session-ended', { code: 'session_ended', reason: 'opened_elsewhere' });
    socket.disconnect(true);
    await vi.waitFor(() => expect(world.session.ended).toEqual(['opened_elsewhere']));
    expect(world.client.state.getState()).toMatchObject({ status: 'offline', refusal: 'session_ended' });
  });

  it('[S0-H03, S0-H11, S0-H13, S2-H04, S2-H05] goes on by polling where WebSockets do not get through, and by WebSocket where they do again', async () => {
    const world = await start();
    let blocked = true;
    world.http.prependListener('upgrade', (_request, socket) => {
      if (blocked) socket.destroy();
    });
    const first = nextSocket(world.io);
    world.client.connect();
    await online(world);
    const { conn: polling } = await first;
    expect(polling.transport.name).toBe('polling');
    blocked = false;
    const second = nextSocket(world.io);
    world.io.disconnectSockets(true);
    const { conn } = await second;
    // Polling is still tried first, and left as soon as a WebSocket works.
    await vi.waitFor(() => expect(conn.transport.name).toBe('websocket'));
    const third = nextSocket(world.io);
    world.io.disconnectSockets(true);
    expect((await third).conn.transport.name).toBe('websocket');
  });

  it('[S0-H01] [S0-H10] waits between attempts, grows the bound, and comes back when the network does', async () => {
    const asked: number[] = [];
    const world = await start({
      random: () => {
        asked.push(asked.length);
        return asked.length < 4 ? 0 : 0.999;
      },
    });
    world.refuse = 'storage_unavailable';
    world.client.connect();
    await vi.waitFor(() => expect(world.handshakes).toHaveLength(4));
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    // The fourth wait is up to 8 s: nothing happens until the network says that it is back.
    world.refuse = null;
    expect(status(world)).toBe('offline');
    world.platform.signal('resume');
    await online(world);
    expect(world.handshakes).toHaveLength(5);
  });

  it('says that the server is starting again after an announced stop, and comes back spread over ten seconds', async () => {
    const asked: number[] = [];
    const realSetTimeout = globalThis.setTimeout;
    const world = await start({ random: () => 0.5 });
    world.client.connect();
    const socket = await nextSocket(world.io);
    await online(world);
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
      if (ms === undefined || ms < 400) return realSetTimeout(run, ms);
      asked.push(ms);
      return realSetTimeout(run, ms === 5_500 && asked.filter((wait) => wait === ms).length === 1 ? 0 : ms);
    });
    try {
      socket.emit('server-stopping', {});
      await vi.waitFor(() => expect(world.client.state.getState().restarting).toBe(true));
      expect(status(world)).toBe('online');
      world.refuse = 'storage_unavailable';
      socket.disconnect(true);
      await vi.waitFor(() => expect(world.client.state.getState().refusal).toBe('storage_unavailable'));
    } finally {
      spy.mockRestore();
    }
    expect(world.client.state.getState()).toMatchObject({ status: 'offline', restarting: true });
    expect(asked.filter((wait) => wait === 5_500)).toHaveLength(2);
    expect(asked).not.toContain(500);
    world.refuse = null;
    world.platform.signal('resume');
    await online(world);
    expect(world.client.state.getState().restarting).toBe(false);
  });

  it('does not call it a restart any more when the server stays away', async () => {
    const world = await start({ random: () => 0.999 });
    world.client.connect();
    const socket = await nextSocket(world.io);
    await online(world);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    try {
      world.refuse = 'storage_unavailable';
      socket.emit('server-stopping', {});
      await vi.waitFor(() => expect(world.client.state.getState().restarting).toBe(true));
      socket.disconnect(true);
      await vi.waitFor(() => expect(status(world)).toBe('offline'));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(world.client.state.getState()).toMatchObject({ status: 'offline', restarting: false });
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves a server alone for longer that is too busy for newcomers', async () => {
    const bounds: number[] = [];
    const realSetTimeout = globalThis.setTimeout;
    const world = await start({ random: () => 0.5 });
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
      if (ms === 4_000) bounds.push(ms);
      return realSetTimeout(run, ms === 4_000 ? 0 : ms);
    });
    try {
      world.refuse = 'overloaded';
      world.client.connect();
      await vi.waitFor(() => expect(bounds).toHaveLength(1));
    } finally {
      spy.mockRestore();
    }
    expect(status(world)).toBe('offline');
  });

  it('does not hammer a server that accepts and drops at once', async () => {
    const waits: number[] = [];
    const realSetTimeout = globalThis.setTimeout;
    const world = await start({ random: () => 0.5 });
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
      if (ms !== undefined && [500, 1000, 2000, 4000].includes(ms)) {
        waits.push(ms);
        return realSetTimeout(run, 0);
      }
      return realSetTimeout(run, ms);
    });
    try {
      world.io.on('connection', (socket) => socket.disconnect(true));
      world.client.connect();
      await vi.waitFor(() => expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]));
    } finally {
      spy.mockRestore();
    }
  });

  it('keeps the connection when only the system says that there is no network', async () => {
    let reachable = true;
    const probe = vi.fn(async () => reachable);
    const world = await start({ probe, random: () => 0.999 });
    world.client.connect();
    await online(world);
    world.platform.signal('lost');
    await vi.waitFor(() => expect(probe).toHaveBeenCalledTimes(1));
    expect(status(world)).toBe('online');
    reachable = false;
    world.platform.signal('lost');
    await vi.waitFor(() => expect(status(world)).toBe('offline'));
  });

  it('takes a new line after the computer has slept, even if the old one looks alive', async () => {
    const world = await start();
    world.client.connect();
    await online(world);
    const before = world.client.id();
    world.platform.signal('slept');
    expect(status(world)).toBe('connecting');
    await online(world);
    expect(world.handshakes).toHaveLength(2);
    expect(world.client.id()).not.toBe(before);
    world.client.close();
    world.platform.signal('slept');
    expect(status(world)).toBe('idle');
  });

  it('goes on trying while no token can be had, and closes for good when asked', async () => {
    const world = await start();
    world.session.unreachable = true;
    world.client.connect();
    await vi.waitFor(() => expect(world.waits).toBeGreaterThan(2));
    expect(status(world)).toBe('offline');
    world.session.unreachable = false;
    await online(world);
    world.client.close();
    expect(world.client.state.getState()).toMatchObject({ status: 'idle', refusal: null });
    expect(world.client.id()).toBeNull();
  });
});

describe('500 clients that a restarting server lost', () => {
  it('are all back within 30 s, and never in a storm', () => {
    const seconds = Array.from({ length: 30 }, () => 0);
    for (const upAfterMs of [500, 3_000, 8_000, 20_000]) {
      seconds.fill(0);
      for (let client = 0; client < 500; client += 1) {
        let at = restartJitter(Math.random);
        while (at < upAfterMs) at += restartJitter(Math.random);
        expect(at).toBeLessThan(upAfterMs + 10_000);
        const second = Math.floor(at / 1_000);
        seconds[second] = (seconds[second] ?? 0) + 1;
      }
      // Evenly spread it would be 56 a second.
      expect(Math.max(...seconds)).toBeLessThan(170);
    }
  });
});
