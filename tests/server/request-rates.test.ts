import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { refusals } from '../support/metric.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const LIMITED = { status: 429, body: { success: false, code: 'rate_limited', message: expect.any(String) } };

it('requests of one address: so many in a while, refused with a code and the time to wait, and counted', async () => {
  const server = await startTestServer({
    trustProxy: true,
    rateLimits: { 'request-address': { points: 3, seconds: 600 } },
  });
  const ask = (address: string) =>
    server.request('GET', '/api/clinic', undefined, { 'x-forwarded-for': address });
  for (let count = 0; count < 3; count += 1) expect((await ask('203.0.113.1')).status).toBe(200);
  const refused = await ask('203.0.113.1');
  expect(refused).toMatchObject(LIMITED);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(590);
  expect(wait).toBeLessThanOrEqual(600);
  // An address that does not exist costs as much.
  expect(await server.request('POST', '/nowhere', {}, { 'x-forwarded-for': '203.0.113.1' })).toMatchObject(
    LIMITED,
  );
  expect(await refusals(server, 'route', 'rate_limited')).toBe(2);

  expect((await ask('203.0.113.2')).status).toBe(200);
  // A household has a whole network of IPv6 addresses.
  for (let count = 0; count < 3; count += 1) expect((await ask(`2001:db8:1:2::${count}`)).status).toBe(200);
  expect(await ask('2001:db8:1:2:ffff::9')).toMatchObject(LIMITED);
  expect((await ask('2001:db8:1:3::1')).status).toBe(200);
});

it('the web client’s files, and health and metrics on this machine, are not counted', async () => {
  const webRoot = join(await temporaryFolder(), 'web');
  await mkdir(join(webRoot, 'assets'), { recursive: true });
  await writeFile(join(webRoot, 'index.html'), '<!doctype html>');
  await writeFile(join(webRoot, 'assets/index-B1a2.js'), 'export {};');
  const server = await startTestServer({
    webRoot,
    rateLimits: { 'request-address': { points: 1, seconds: 600 } },
  });
  await server.request('GET', '/api/clinic');
  expect(await server.request('GET', '/api/clinic')).toMatchObject(LIMITED);
  for (const path of ['/', '/assets/index-B1a2.js', '/health', '/metrics']) {
    expect((await server.request('GET', path)).status).toBe(200);
  }
  // A route is a route in either case of letters.
  expect(await server.request('GET', '/API/clinic')).toMatchObject(LIMITED);
  const proxied = { 'x-forwarded-for': '203.0.113.1' };
  expect(await server.request('GET', '/health', undefined, proxied)).toMatchObject(LIMITED);
});

it('requests of one person, over all addresses and sessions', async () => {
  const server = await startTestServer({ rateLimits: { 'request-person': { points: 2, seconds: 600 } } });
  const doctor = await server.setUp();
  const again = await server.login('ada@clinic.example');
  const ask = (person: typeof doctor) => server.request('GET', '/api/appointments', undefined, person.bearer);
  expect((await ask(doctor)).status).toBe(200);
  expect((await ask(again)).status).toBe(200);
  const refused = await ask(doctor);
  expect(refused).toMatchObject(LIMITED);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  // Who is not signed in is somebody else.
  expect((await server.request('GET', '/api/clinic')).status).toBe(200);
});

it('uploads of one person', async () => {
  const server = await startTestServer({ rateLimits: { 'upload-person': { points: 1, seconds: 600 } } });
  const doctor = await server.setUp();
  const upload = async () => {
    const response = await fetch(`${server.url}/api/clinic/logo`, {
      method: 'PUT',
      headers: { ...doctor.bearer, 'content-type': 'image/png' },
      body: 'no picture',
    });
    return { status: response.status, body: (await response.json()) as object };
  };
  expect((await upload()).status).toBe(400);
  expect(await upload()).toMatchObject(LIMITED);
});

it('sign-ins that are refused say how long to wait', async () => {
  const server = await startTestServer({ rateLimits: { 'login-address': { points: 1, seconds: 60 } } });
  const login = () => server.request('POST', '/auth/login', { email: 'a@b.example', password: 'wrong' });
  await login();
  const refused = await login();
  expect(refused).toMatchObject(LIMITED);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('by default, some hundred requests of one person in a row are not refused', async () => {
  const server = await startTestServer();
  const doctor = await server.setUp();
  const answers = await Promise.all(
    Array.from({ length: 600 }, () => server.request('GET', '/ice-servers', undefined, doctor.bearer)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});
