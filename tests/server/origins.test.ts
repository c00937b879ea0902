import { describe, expect, it } from 'vitest';
import { parseEnvironment, type Config } from '../../server/config.ts';
import { rawRequest } from '../support/raw-request.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const FRONT_END = 'http://localhost:5173';
const OTHER_FRONT_END = 'https://desk.example';
const EVIL = 'https://evil.example';

/** Started as the environment of a clinic with two front ends says. */
const startWithFrontEnds = (overrides: Partial<Config> = {}): Promise<TestServer> => {
  const environment = { FRONTEND_URL: FRONT_END, CORS_ORIGIN: OTHER_FRONT_END };
  const places = { resolve: (path: string) => path, webRoot: null };
  const { allowedOrigins } = parseEnvironment(environment, places);
  return startTestServer({ allowedOrigins, ...overrides });
};

/** By way in; an upgrade that Engine.IO does not allow is a bad request. */
const REFUSED = [403, 403, 400];

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The three ways in: a route, Socket.IO's polling and its WebSocket upgrade. */
const knock = async (clinic: TestServer, headers: Record<string, string>) => {
  const send = (path: string, extra: Record<string, string> = {}) =>
    rawRequest(clinic.url, { path, headers: { ...headers, ...extra } });
  return {
    route: await send('/health'),
    polling: await send('/socket.io/?EIO=4&transport=polling'),
    upgrade: await send('/socket.io/?EIO=4&transport=websocket', UPGRADE),
  };
};

const statusesOf = async (clinic: TestServer, headers: Record<string, string>): Promise<number[]> => {
  const { route, polling, upgrade } = await knock(clinic, headers);
  return [route.status, polling.status, upgrade.status];
};

describe('the Origin of a page', () => {
  it('[S2-V04, S2-F09, S0-V01, S2-V02] that is listed passes, with credentials, by every way in', async () => {
    const clinic = await startWithFrontEnds();
    for (const origin of [FRONT_END, OTHER_FRONT_END, 'app://anteroom']) {
      const { route, polling, upgrade } = await knock(clinic, { origin });
      expect([origin, route.status, polling.status, upgrade.status]).toEqual([origin, 200, 200, 101]);
      for (const { headers } of [route, polling]) {
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(headers['access-control-allow-credentials']).toBe('true');
        expect(headers['vary']).toMatch(/Origin/);
      }
    }
  });

  it('[S2-H02] that is not listed is refused by every way in, and no answer may be read by it', async () => {
    const clinic = await startWithFrontEnds();
    for (const origin of [
      ...[EVIL, 'null', 'http://localhost:5174', 'https://localhost:5173'],
      ...['http://localhost:5173.evil.example', 'app://other', 'not a url'],
    ]) {
      const { route, polling, upgrade } = await knock(clinic, { origin });
      expect([origin, route.status, polling.status, upgrade.status]).toEqual([origin, ...REFUSED]);
      expect(JSON.parse(route.body)).toMatchObject({ success: false, code: 'origin_refused' });
      for (const { headers } of [route, polling, upgrade]) {
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      }
    }
  });

  it('that is the server’s own passes', async () => {
    const clinic = await startWithFrontEnds();
    expect(await statusesOf(clinic, { origin: clinic.url })).toEqual([200, 200, 101]);
    const asLocalhost = new URL(clinic.url);
    asLocalhost.hostname = 'localhost';
    expect(await statusesOf(clinic, { host: asLocalhost.host, origin: asLocalhost.origin })).toEqual([
      200, 200, 101,
    ]);
  });

  it('that is another program on this machine is refused', async () => {
    const clinic = await startTestServer();
    for (const origin of ['http://127.0.0.1:1', 'http://localhost:3000', 'http://localhost']) {
      expect(await statusesOf(clinic, { origin })).toEqual(REFUSED);
    }
  });

  it('that is the address in invitations passes', async () => {
    const clinic = await startTestServer({ publicUrl: 'https://clinic.example' });
    const headers = { origin: 'https://clinic.example' };
    expect(await statusesOf(clinic, headers)).toEqual([200, 200, 101]);
    expect(await statusesOf(clinic, { ...headers, host: 'clinic.example' })).toEqual([200, 200, 101]);
  });

  it('is checked before anything else, the token included', async () => {
    const clinic = await startTestServer();
    const doctor = await clinic.setUp();
    const answer = await clinic.request('GET', '/api/patients', undefined, {
      ...doctor.bearer,
      origin: EVIL,
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
    for (const transport of ['websocket', 'polling'] as const) {
      await expect(
        clinic.connect(doctor, { headers: { origin: EVIL }, transports: [transport] }),
      ).rejects.toThrow();
    }
  });
});

describe('a program without an Origin', () => {
  it('may knock, and gets nothing without a token', async () => {
    const clinic = await startTestServer();
    const doctor = await clinic.setUp();
    expect(await statusesOf(clinic, {})).toEqual([200, 200, 101]);
    expect((await clinic.request('GET', '/api/patients')).status).toBe(401);
    await expect(clinic.connect(null)).rejects.toMatchObject({ code: 'unauthenticated' });
    await clinic.connect(doctor);
  });
});

describe('a preflight', () => {
  const preflight = (clinic: TestServer, path: string, origin: string) =>
    rawRequest(clinic.url, {
      method: 'OPTIONS',
      path,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it('[S2-V04, K21] of a listed origin names the methods and headers that front ends use', async () => {
    const clinic = await startWithFrontEnds();

    const rest = await preflight(clinic, '/api/rooms/create', FRONT_END);
    expect(rest.status).toBe(204);
    expect(rest.headers['access-control-allow-origin']).toBe(FRONT_END);
    expect(rest.headers['access-control-allow-methods']).toBe('GET,POST,PUT,PATCH,DELETE');
    expect(rest.headers['access-control-allow-headers']).toBe(
      'Authorization,token,dtoken,Content-Type,Range,Upload-Offset',
    );
    expect(rest.headers['access-control-allow-credentials']).toBe('true');

    const polling = await preflight(clinic, '/socket.io/?EIO=4&transport=polling', FRONT_END);
    expect(polling.headers['access-control-allow-origin']).toBe(FRONT_END);
    expect(polling.headers['access-control-allow-methods']).toBe('GET,POST');
    expect(polling.headers['access-control-allow-credentials']).toBe('true');
  });

  it('of another origin gets no permission', async () => {
    const clinic = await startWithFrontEnds();
    for (const path of ['/api/rooms/create', '/socket.io/?EIO=4&transport=polling']) {
      const { status, headers } = await preflight(clinic, path, EVIL);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });
});

describe('the Host', () => {
  it('that is a name of an attacker, which may lead to this machine, is refused', async () => {
    const clinic = await startTestServer();
    const { port } = new URL(clinic.url);
    for (const name of [
      ...['evil.example', '127.evil.example', '127.0.0.1.evil.example', 'localhost.evil.example'],
      ...['10.0.0.9', '[::2]'],
    ]) {
      const host = `${name}:${port}`;
      expect([name, ...(await statusesOf(clinic, { host }))]).toEqual([name, ...REFUSED]);
      expect([name, ...(await statusesOf(clinic, { host, origin: `http://${host}` }))]).toEqual([
        name,
        ...REFUSED,
      ]);
    }
  });

  it('that is another name of this machine passes', async () => {
    const clinic = await startTestServer();
    for (const host of ['localhost', 'LOCALHOST:4000', '127.0.0.1', '127.0.0.2', '[::1]:4000']) {
      expect([host, ...(await statusesOf(clinic, { host }))]).toEqual([host, 200, 200, 101]);
    }
  });

  it('is not taken from a forwarding header', async () => {
    const clinic = await startTestServer({ trustProxy: true, publicUrl: 'https://clinic.example' });
    const headers = { host: 'evil.example', 'x-forwarded-host': 'clinic.example' };
    expect(await statusesOf(clinic, headers)).toEqual(REFUSED);
  });
});
