import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTestClock, PASSWORD, startTestServer, type TestServer } from '../support/server.ts';

const PAGE = 'http://localhost:3000';

const signIn = (server: TestServer, keep: string | null) =>
  server.request<{ token: string }>('POST', '/auth/login', {
    email: 'ada@clinic.example',
    password: PASSWORD,
    keep,
  });

const arrange = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const server = await startTestServer({ allowedOrigins: [PAGE], ...options });
  const doctor = await server.setUp();
  const { headers, body } = await signIn(server, 'cookie');
  const set = headers.get('set-cookie') ?? '';
  const cookie = set.split(';')[0] ?? '';
  const ask = (more: Record<string, string>) =>
    server.request('GET', '/api/profile', undefined, more).then(({ status }) => status);
  const connect = (more: Record<string, string>, transports: ('websocket' | 'polling')[] = ['websocket']) =>
    server.connect(null, { headers: more, transports }).then(
      () => 'connected',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
  return { server, doctor, set, cookie, body, ask, connect };
};

describe('a session cookie', () => {
  it('[K22, S4-A02] is set where it is asked for, and no page can read it', async () => {
    const { server, set, body } = await arrange();
    expect(set).toMatch(/^anteroom_session=[^;]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
    // What the page itself gets is as short as ever.
    const { iat = 0, exp = 0 } = decodeJwt(body.token);
    expect(exp - iat).toBe(600);
    expect((await signIn(server, null)).headers.get('set-cookie')).toBeNull();
  });

  it('[K22, S3-H04, S3-F10, S4-F01] counts for pages of allowed origins, and for no program', async () => {
    const { cookie, ask } = await arrange();
    expect(await ask({ cookie, origin: PAGE })).toBe(200);
    expect(await ask({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await ask({ cookie })).toBe(401);
    expect(await ask({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await ask({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ cookie, origin: 'null' })).toBe(403);
  });

  it('[K09, K22] opens a socket for a page of an allowed origin, and for nobody else', async () => {
    const { cookie, connect } = await arrange();
    expect(await connect({ cookie, origin: PAGE })).toBe('connected');
    expect(await connect({ cookie, origin: PAGE }, ['polling'])).toBe('connected');
    expect(await connect({ cookie })).toBe('Authentication token required');
    expect(await connect({ cookie, origin: 'https://evil.example' })).not.toBe('connected');
    expect(await connect({ cookie: 'anteroom_session=forged', origin: PAGE })).not.toBe('connected');
  });

  it('is renewed while it is used, taken back at sign-out, and over with its session', async () => {
    const clock = createTestClock();
    const { server, cookie, ask } = await arrange({ now: clock.now });
    const headers = { cookie, origin: PAGE };
    const renewal = async () =>
      (await server.request('GET', '/api/profile', undefined, headers)).headers.get('set-cookie');
    expect(await renewal()).toBeNull();
    clock.advance(31 * 60_000);
    expect(await renewal()).toMatch(/^anteroom_session=[^;]+;.*Max-Age=3600/);
    const out = await server.request('POST', '/auth/logout', {}, headers);
    expect(out.headers.get('set-cookie')).toMatch(/^anteroom_session=; Path=\/; Max-Age=0/);
    expect(await ask(headers)).toBe(401);
  });
});

describe('a token', () => {
  it('[K22] is found wherever front ends put it', async () => {
    const { doctor, ask } = await arrange();
    for (const headers of [
      { authorization: `Bearer ${doctor.token}` },
      { authorization: doctor.token },
      { token: doctor.token },
      { dtoken: doctor.token },
    ]) {
      expect([Object.keys(headers), await ask(headers)]).toEqual([Object.keys(headers), 200]);
    }
    const { id, userId, email, role } = decodeJwt<Record<string, unknown>>(doctor.token);
    expect({ id, userId, email, role }).toEqual({
      id: doctor.user.id,
      userId: doctor.user.id,
      email: 'ada@clinic.example',
      role: 'doctor',
    });
  });

  it('[K22] lasts an hour for front ends that cannot refresh, and no longer than its session', async () => {
    const { server, ask } = await arrange();
    const { body } = await signIn(server, 'long-token');
    const { iat = 0, exp = 0 } = decodeJwt(body.token);
    expect(exp - iat).toBe(3600);
    const headers = { token: body.token };
    expect(await ask(headers)).toBe(200);
    await server.request('POST', '/auth/logout', {}, headers);
    expect(await ask(headers)).toBe(401);
  });
});
