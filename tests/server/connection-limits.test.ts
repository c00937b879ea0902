import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { refusals } from '../support/metric.ts';
import { rawRequest } from '../support/raw-request.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

const LIMITED = { code: 'rate_limited' };
const POLLING = '/socket.io/?EIO=4&transport=polling';

describe('connections of one address', () => {
  it('[S2-X03] so many in a while, refused with a code before the token is looked at, and counted', async () => {
    const server = await startTestServer({ rateLimits: { 'connect-address': { points: 3, seconds: 600 } } });
    const doctor = await server.setUp();
    for (let count = 0; count < 2; count += 1) await server.connect(doctor);
    await expect(server.connect({ token: 'wrong' })).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(server.connect(doctor)).rejects.toBeInstanceOf(ConnectRefused);
    await expect(server.connect(doctor)).rejects.toMatchObject(LIMITED);
    await expect(server.connect({ token: 'wrong' })).rejects.toMatchObject(LIMITED);
    expect(await refusals(server, 'connection', 'rate_limited')).toBe(3);
  });

  it('[S2-X03] other addresses, as a trusted proxy names them, have points of their own', async () => {
    const server = await startTestServer({
      trustProxy: true,
      rateLimits: { 'connect-address': { points: 1, seconds: 600 } },
    });
    const doctor = await server.setUp();
    const from = (address: string) => server.connect(doctor, { headers: { 'x-forwarded-for': address } });
    await from('203.0.113.1');
    await expect(from('203.0.113.1')).rejects.toMatchObject(LIMITED);
    await from('203.0.113.2');
    await from('2001:db8:1:2::1');
    await expect(from('2001:db8:1:2:ffff::1')).rejects.toMatchObject(LIMITED);
    await from('2001:db8:1:3::1');
  });

  it('handshakes over one and the same connection count, too', async () => {
    const server = await startTestServer({ rateLimits: { 'connect-address': { points: 2, seconds: 600 } } });
    await server.setUp();
    const raw = await openRawSocket(server.url);
    const answers = () => raw.frames.filter((frame) => frame.startsWith('44'));
    for (let count = 1; count <= 3; count += 1) {
      raw.send('40{"token":"wrong"}');
      await expect.poll(() => answers().length).toBe(count);
    }
    expect(answers().map((frame) => /"code":"(\w+)"/.exec(frame)?.[1])).toEqual([
      'unauthenticated',
      'unauthenticated',
      'rate_limited',
    ]);
  });

  it('openings that never say who they are count before anything is kept of them', async () => {
    const server = await startTestServer({ rateLimits: { 'open-address': { points: 2, seconds: 600 } } });
    const open = async () => (await rawRequest(server.url, { path: POLLING })).status;
    expect([await open(), await open(), await open()]).toEqual([200, 200, 403]);
    await expect(openRawSocket(server.url)).rejects.toThrow('Unexpected server response: 400');
    expect(await refusals(server, 'connection', 'rate_limited')).toBe(2);
  });
});

describe('sockets of one session', () => {
  it('are so many at once; a closed one makes room', async () => {
    const server = await startTestServer({ limits: { socketsPerSession: 2 } });
    const doctor = await server.setUp();
    const first = await server.connect(doctor);
    await server.connect(doctor);
    await expect(server.connect(doctor)).rejects.toMatchObject(LIMITED);
    expect(await refusals(server, 'connection', 'rate_limited')).toBe(1);
    // Another session of the same person is another browser.
    await server.connect(await server.login('ada@clinic.example'));
    first.close();
    await expect
      .poll(() =>
        server.connect(doctor).then(
          () => 'in',
          () => 'out',
        ),
      )
      .toBe('in');
  });

  it('are so many also when they are checked side by side', async () => {
    let known = 0;
    let open = (): void => undefined;
    const all = new Promise<void>((resolve) => {
      open = resolve;
    });
    const server = await startTestServer({
      limits: { socketsPerSession: 3 },
      openStore: async (options) => {
        const store = await openSqliteStore(options);
        const getSession: typeof store.getSession = async (sessionId) => {
          const session = await store.getSession(sessionId);
          known += 1;
          if (known === 12) open();
          await all;
          return session;
        };
        return { ...store, getSession };
      },
    });
    const doctor = await server.setUp();
    const sockets = await Promise.allSettled(Array.from({ length: 12 }, () => server.connect(doctor)));
    const connected = () => sockets.filter((one) => one.status === 'fulfilled' && one.value.socket.connected);
    await expect.poll(() => connected().length).toBe(3);
    expect(await refusals(server, 'connection', 'rate_limited')).toBe(9);
  });

  it('one that leaves the namespace does not keep its connection', async () => {
    const server = await startTestServer();
    const doctor = await server.setUp();
    const raw = await openRawSocket(server.url);
    await raw.enter({ token: doctor.token });
    raw.send('41');
    await raw.closed;
  });
});

describe('a connection that does not say who it is', () => {
  it('is closed after a while, by WebSocket', async () => {
    const server = await startTestServer({ limits: { connectTimeoutMs: 200 } });
    const raw = await openRawSocket(server.url);
    await raw.next('0{');
    await raw.closed;
    expect(await refusals(server, 'connection', 'unauthenticated')).toBe(1);
  });

  it('is closed after a while, by polling', async () => {
    const server = await startTestServer({ limits: { connectTimeoutMs: 200 } });
    const { body } = await rawRequest(server.url, { path: POLLING });
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const poll = await rawRequest(server.url, { path: `${POLLING}&sid=${sid}` });
    // Engine.IO's packet "close".
    expect(poll.body).toBe('1');
    expect((await rawRequest(server.url, { path: `${POLLING}&sid=${sid}` })).status).toBe(400);
  });

  it('is closed after a while, even if it tried and was refused', async () => {
    const server = await startTestServer({ limits: { connectTimeoutMs: 200 } });
    const raw = await openRawSocket(server.url);
    raw.send('40{"token":"wrong"}');
    await raw.next('44');
    await raw.closed;
    // Once, when it was refused.
    expect(await refusals(server, 'connection', 'unauthenticated')).toBe(1);
  });

  it('one that has said so stays', async () => {
    const server = await startTestServer({ limits: { connectTimeoutMs: 200 } });
    const doctor = await server.setUp();
    const raw = await openRawSocket(server.url);
    const late = await openRawSocket(server.url);
    await raw.enter({ token: doctor.token });
    // The later one is closed by the time-out that the earlier one has outlived.
    await late.closed;
    expect(await raw.request('leave-room', { roomId: 'a-room' })).toMatchObject({ code: 'not_in_room' });
  });
});
