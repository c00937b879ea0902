import { connect as connectTcp } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { createListener } from '../../server/transport/listener.ts';
import { refusals } from '../support/metric.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTestServer } from '../support/server.ts';

/** A connection that a test writes to by hand. */
const openTcp = async (url: string) => {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return { socket, closed, received: () => received, host: `${hostname}:${port}` };
};

/** Bytes that drip: there is always something new, and never all of it. */
const drip = (socket: { write(text: string): unknown }, text: string): void => {
  const timer = setInterval(() => socket.write(text), 50);
  onTestFinished(() => clearInterval(timer));
};

describe('a request that does not come to its end', () => {
  it('is answered and closed when its head takes too long, however steadily it drips', async () => {
    const server = await startTestServer({ limits: { headersTimeoutMs: 300 } });
    const tcp = await openTcp(server.url);
    tcp.socket.write('GET /health HTTP/1.1\r\n');
    drip(tcp.socket, 'X-More: x\r\n');
    await tcp.closed;
    expect(tcp.received()).toContain('408 Request Timeout');
    expect(tcp.received()).toContain('"code":"bad_request"');
    expect(await refusals(server, 'connection', 'bad_request')).toBe(1);
  });

  it('is closed when not a byte comes', async () => {
    const server = await startTestServer({ limits: { headersTimeoutMs: 300 } });
    const tcp = await openTcp(server.url);
    await tcp.closed;
    expect(await refusals(server, 'connection', 'bad_request')).toBe(1);
  });

  it('is answered and closed when its body takes too long', async () => {
    const server = await startTestServer({ limits: { requestTimeoutMs: 300 } });
    const tcp = await openTcp(server.url);
    tcp.socket.write(
      `POST /auth/login HTTP/1.1\r\nHost: ${tcp.host}\r\nContent-Type: application/json\r\n` +
        'Content-Length: 1000\r\n\r\n{',
    );
    drip(tcp.socket, ' ');
    await tcp.closed;
    expect(tcp.received()).toContain('408 Request Timeout');
    expect(await refusals(server, 'connection', 'bad_request')).toBe(1);
  });
});

it.each([
  [100_000, 200_000],
  // A poll waits 25 s for its answer.
  [1_000, 60_000],
])('an answer that nobody reads is given up: with %i ms for a request, after %i ms', (given, waited) => {
  const { server } = createListener(null, { ...DEFAULT_LIMITS, requestTimeoutMs: given }, () => undefined);
  const setTimeout = vi.fn();
  server.emit('request', {}, { setTimeout });
  expect(setTimeout).toHaveBeenCalledWith(waited);
});

it('a connection is not kept for long after its answer', async () => {
  const server = await startTestServer({ limits: { idleTimeoutMs: 200 } });
  const tcp = await openTcp(server.url);
  tcp.socket.write(`GET /health HTTP/1.1\r\nHost: ${tcp.host}\r\n\r\n`);
  await tcp.closed;
  expect(tcp.received()).toContain('200 OK');
});

it('a WebSocket is no request: none of these times ends it', async () => {
  const times = { headersTimeoutMs: 200, requestTimeoutMs: 200, idleTimeoutMs: 200 };
  const server = await startTestServer({ limits: times });
  const doctor = await server.setUp();
  const raw = await openRawSocket(server.url);
  await raw.enter({ token: doctor.token });
  // Three connections that time does end, one after the other.
  for (let round = 0; round < 3; round += 1) await (await openTcp(server.url)).closed;
  expect(await raw.request('leave-room', { roomId: 'a-room' })).toMatchObject({ code: 'not_in_room' });
});

it('a head that is too large is refused with a code and counted', async () => {
  const server = await startTestServer({ limits: { headerBytes: 4_000 } });
  const tcp = await openTcp(server.url);
  tcp.socket.write(`GET /health HTTP/1.1\r\nHost: ${tcp.host}\r\nX-More: ${'x'.repeat(5_000)}\r\n\r\n`);
  await tcp.closed;
  expect(tcp.received()).toContain('431 Request Header Fields Too Large');
  expect(tcp.received()).toContain('"code":"too_large"');
  expect(await refusals(server, 'connection', 'too_large')).toBe(1);
});

it('what is no HTTP is refused with a code and counted', async () => {
  const server = await startTestServer();
  const tcp = await openTcp(server.url);
  tcp.socket.write('\x16\x03\x01 hello\r\n\r\n');
  await tcp.closed;
  expect(tcp.received()).toContain('400 Bad Request');
  expect(await refusals(server, 'connection', 'bad_request')).toBe(1);
});

it('a body that is too large is refused with a code and counted, before it is read', async () => {
  const server = await startTestServer({ limits: { bodyBytes: 1_000 } });
  const login = (email: string) => server.request('POST', '/auth/login', { email, password: 'wrong' });
  expect((await login(`${'x'.repeat(700)}@clinic.example`)).body).not.toMatchObject({ code: 'too_large' });
  expect(await login(`${'x'.repeat(1_000)}@clinic.example`)).toMatchObject({
    status: 413,
    body: { success: false, code: 'too_large' },
  });
  expect(await refusals(server, 'route', 'too_large')).toBe(1);
});

it('so many connections to a port; one more is dropped and counted, and a closed one makes room', async () => {
  const server = await startTestServer({ limits: { connections: 3 } });
  const open = [await openTcp(server.url), await openTcp(server.url), await openTcp(server.url)];
  const dropped = await openTcp(server.url);
  await dropped.closed;
  expect(dropped.received()).toBe('');
  for (const tcp of open) {
    tcp.socket.end();
    await tcp.closed;
  }
  await expect
    .poll(() => refusals(server, 'connection', 'overloaded').catch(() => 'no answer'))
    .toBeGreaterThanOrEqual(1);
});

it('a connection that cannot be taken, for want of open files, is counted and ends nothing', async () => {
  const refused: string[] = [];
  const listener = createListener(null, DEFAULT_LIMITS, (code) => refused.push(code));
  await listener.listen(0, '127.0.0.1');
  listener.server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(refused).toEqual(['overloaded']);
  await listener.close(1_000);
});
