import { expect, it } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';

const LIMITED = { status: 429, body: { success: false, code: 'rate_limited', message: expect.any(String) } };

const login = (clinic: TestServer, email: string, password: string, headers: Record<string, string> = {}) =>
  clinic.request('POST', '/auth/login', { email, password }, headers);

it('stops the guessing of one account’s password, also for the right one, and no other account', async () => {
  const clinic = await startTestServer({ rateLimits: { 'login-account': { points: 3, seconds: 60 } } });
  const admin = await clinic.setUp();
  await clinic.addDoctor(admin, 'bob@clinic.example');

  for (let guess = 0; guess < 3; guess += 1) {
    expect((await login(clinic, 'ada@clinic.example', 'wrong')).status).toBe(401);
  }
  expect(await login(clinic, 'ADA@clinic.example', 'wrong')).toMatchObject(LIMITED);
  expect(await login(clinic, 'ada@clinic.example', PASSWORD)).toMatchObject(LIMITED);
  expect((await login(clinic, 'bob@clinic.example', PASSWORD)).status).toBe(200);
});

it('does not let a stranger elsewhere lock the owner of an account out', async () => {
  const clinic = await startTestServer({
    trustProxy: true,
    rateLimits: { 'login-account': { points: 2, seconds: 60 } },
  });
  await clinic.setUp();
  const from = (address: string, password: string) =>
    login(clinic, 'ada@clinic.example', password, { 'x-forwarded-for': address });

  for (let guess = 0; guess < 2; guess += 1) expect((await from('203.0.113.1', 'wrong')).status).toBe(401);
  expect(await from('203.0.113.1', PASSWORD)).toMatchObject(LIMITED);

  expect((await from('198.51.100.7', PASSWORD)).status).toBe(200);
});

it('limits a stranger with many addresses, but not where the owner has signed in before', async () => {
  const clinic = await startTestServer({
    trustProxy: true,
    rateLimits: { 'login-account-total': { points: 3, seconds: 60 } },
  });
  await clinic.setUp();
  const from = (address: string, password: string) =>
    login(clinic, 'ada@clinic.example', password, { 'x-forwarded-for': address });
  expect((await from('198.51.100.7', PASSWORD)).status).toBe(200);

  for (let guess = 0; guess < 3; guess += 1) {
    expect((await from(`203.0.113.${guess}`, 'wrong')).status).toBe(401);
  }
  expect(await from('203.0.113.9', PASSWORD)).toMatchObject(LIMITED);

  expect((await from('198.51.100.7', PASSWORD)).status).toBe(200);
  // The owner's success gives the stranger nothing back.
  expect(await from('203.0.113.9', PASSWORD)).toMatchObject(LIMITED);
});

it('limits unknown accounts like known ones', async () => {
  const clinic = await startTestServer({ rateLimits: { 'login-account': { points: 1, seconds: 60 } } });
  await clinic.setUp();
  const statuses = async (email: string) => [
    (await login(clinic, email, 'wrong')).status,
    (await login(clinic, email, 'wrong')).status,
  ];
  expect(await statuses('nobody@clinic.example')).toEqual(await statuses('ada@clinic.example'));
});

it('gives the tries back after a sign-in that succeeded', async () => {
  const clinic = await startTestServer({ rateLimits: { 'login-account': { points: 2, seconds: 60 } } });
  await clinic.setUp();
  for (let round = 0; round < 3; round += 1) {
    expect((await login(clinic, 'ada@clinic.example', 'wrong')).status).toBe(401);
    expect((await login(clinic, 'ada@clinic.example', PASSWORD)).status).toBe(200);
  }
});

it('allows again once the time is over', async () => {
  const clinic = await startTestServer({ rateLimits: { 'login-account': { points: 1, seconds: 1 } } });
  await clinic.setUp();
  await login(clinic, 'ada@clinic.example', 'wrong');
  expect((await login(clinic, 'ada@clinic.example', PASSWORD)).status).toBe(429);
  await expect
    .poll(async () => (await login(clinic, 'ada@clinic.example', PASSWORD)).status, { timeout: 5_000 })
    .toBe(200);
});

it('limits sign-ins from one address, whatever the account', async () => {
  const clinic = await startTestServer({ rateLimits: { 'login-address': { points: 2, seconds: 60 } } });
  await clinic.setUp();
  for (const email of ['a@clinic.example', 'b@clinic.example']) {
    expect((await login(clinic, email, 'wrong')).status).toBe(401);
  }
  expect(await login(clinic, 'c@clinic.example', 'wrong')).toMatchObject(LIMITED);
  // A header that anyone can send makes no new address.
  const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
  expect(await login(clinic, 'd@clinic.example', 'wrong', elsewhere)).toMatchObject(LIMITED);
});

it('counts addresses by the proxy’s word only with TRUST_PROXY, and then only the last one', async () => {
  const clinic = await startTestServer({
    trustProxy: true,
    rateLimits: { 'login-address': { points: 1, seconds: 60 } },
  });
  await clinic.setUp();
  const from = async (addresses: string) =>
    (await login(clinic, 'a@clinic.example', 'wrong', { 'x-forwarded-for': addresses })).status;
  expect(await from('203.0.113.1')).toBe(401);
  expect(await from('203.0.113.1')).toBe(429);
  expect(await from('203.0.113.2')).toBe(401);
  expect(await from('198.51.100.7, 203.0.113.2')).toBe(429);
});

it.each([
  ['/auth/invite', { invite: 'x'.repeat(43) }],
  ['/auth/refresh', { refreshToken: 'x'.repeat(43) }],
])('limits %s from one address', async (path, body) => {
  const clinic = await startTestServer({ rateLimits: { 'session-address': { points: 2, seconds: 60 } } });
  // Its set-up uses one of the points.
  await clinic.setUp();
  expect((await clinic.request('POST', path, body)).status).toBe(401);
  expect(await clinic.request('POST', path, body)).toMatchObject(LIMITED);
});

it('limits guesses of the set-up code', async () => {
  const clinic = await startTestServer({ rateLimits: { 'session-address': { points: 1, seconds: 60 } } });
  const guess = () =>
    clinic.request(
      'POST',
      '/auth/setup',
      { clinicName: 'C', fullname: 'E', email: 'e@clinic.example', password: PASSWORD, setupCode: 'guess' },
      { 'x-forwarded-for': '203.0.113.9' },
    );
  expect((await guess()).status).toBe(403);
  expect(await guess()).toMatchObject(LIMITED);
});

it('can be switched off for benchmarks', async () => {
  const clinic = await startTestServer({ rateLimits: 'off' });
  await clinic.setUp();
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => login(clinic, 'ada@clinic.example', 'wrong')),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
});
