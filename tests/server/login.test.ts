import argon2 from 'argon2';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, it, vi } from 'vitest';
import { sessionAnswerSchema } from '../../server/protocol/index.ts';
import { createPasswords } from '../../server/security/passwords.ts';
import { queryDatabase } from '../support/database.ts';
import { PASSWORD, startTestServer, testConfig } from '../support/server.ts';

const REFUSAL = { success: false, code: 'wrong_credentials', message: 'Email or password is wrong' };

it('answers with tokens and the user under both names of the id', async () => {
  const clinic = await startTestServer();
  const { user } = await clinic.setUp();

  const { status, body, headers } = await clinic.request('POST', '/auth/login', {
    email: ' ADA@clinic.example',
    password: PASSWORD,
  });

  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    token: expect.any(String),
    refreshToken: expect.stringMatching(/^[\w-]{43}$/),
    user: {
      id: user.id,
      _id: user.id,
      fullname: 'Ada One',
      email: 'ada@clinic.example',
      role: 'doctor',
      isAdmin: true,
    },
  });
  expect(headers.get('cache-control')).toBe('no-store');
  sessionAnswerSchema.parse(body);
});

it('lets a patient with an account sign in', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  await clinic.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });

  const patient = await clinic.login('pat@clinic.example');

  expect(patient.user).toMatchObject({ role: 'patient', isAdmin: false, email: 'pat@clinic.example' });
  expect(decodeJwt(patient.token)).toMatchObject({ role: 'patient', isAdmin: false });
});

it('signs a token that carries the id under every name that front ends read', async () => {
  const clinic = await startTestServer();
  const { token, user } = await clinic.setUp();
  const meta = queryDatabase<{ clinicId: string }>(clinic.dataDir, 'SELECT clinic_id AS clinicId FROM meta');
  const clinicId = meta[0]?.clinicId ?? '';
  const secret = new TextEncoder().encode(testConfig('').jwtSecret ?? '');

  const { payload } = await jwtVerify(token, secret, { issuer: 'anteroom', audience: clinicId });

  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(payload).toMatchObject({
    iss: 'anteroom',
    aud: clinicId,
    sub: user.id,
    id: user.id,
    userId: user.id,
    email: 'ada@clinic.example',
    role: 'doctor',
    isAdmin: true,
    jti: expect.stringMatching(/^[\w-]{20,}$/),
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
});

it('gives every token an id of its own', async () => {
  const clinic = await startTestServer();
  const first = await clinic.setUp();
  const second = await clinic.login('ada@clinic.example');
  expect(decodeJwt(second.token).jti).not.toBe(decodeJwt(first.token).jti);
});

it('answers a wrong password, an unknown account and one without a password alike, with 401', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  await clinic.addPatient(doctor, 'Pat Alpha', { email: 'link-only@clinic.example' });

  for (const email of ['ada@clinic.example', 'nobody@clinic.example', 'link-only@clinic.example']) {
    const { status, body } = await clinic.request('POST', '/auth/login', {
      email,
      password: 'wrong password',
    });
    expect({ status, body }).toEqual({ status: 401, body: REFUSAL });
  }
});

it('compares an unknown account with a hash of the same cost, so that the time tells nothing', async () => {
  const clinic = await startTestServer({ openPasswords: createPasswords });
  await clinic.setUp();
  const verify = vi.spyOn(argon2, 'verify');

  const costs: (string | undefined)[] = [];
  for (const email of ['ada@clinic.example', 'nobody@clinic.example']) {
    verify.mockClear();
    expect((await clinic.request('POST', '/auth/login', { email, password: 'wrong' })).status).toBe(401);
    expect(verify).toHaveBeenCalledOnce();
    costs.push(/^\$argon2id\$v=\d+\$([^$]+)\$/.exec(verify.mock.calls[0]?.[0] ?? '')?.[1]);
  }
  verify.mockRestore();

  expect(costs).toEqual(['m=47104,p=1,t=3', 'm=47104,p=1,t=3']);
});

it('stores passwords as argon2id only', async () => {
  const clinic = await startTestServer({ openPasswords: createPasswords });
  await clinic.setUp();
  const rows = queryDatabase<{ hash: string }>(clinic.dataDir, 'SELECT password_hash AS hash FROM accounts');
  expect(rows).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$v=19\$m=47104,p=1,t=3\$/) }]);
});

it('stores only a hash of the refresh token', async () => {
  const clinic = await startTestServer();
  const { refreshToken } = await clinic.setUp();
  const rows = queryDatabase<{ hash: string }>(clinic.dataDir, 'SELECT hash FROM refresh_tokens');
  expect(rows).toHaveLength(1);
  expect(rows[0]?.hash).not.toBe(refreshToken);
});

it('answers 400 to a body that lacks a field or has the wrong type there, and names the field', async () => {
  const clinic = await startTestServer();
  for (const [body, field] of [
    [{ email: 'ada@clinic.example' }, 'password'],
    [{ password: PASSWORD }, 'email'],
    [{ email: { $ne: null }, password: PASSWORD }, 'email'],
  ] as const) {
    const answer = await clinic.request('POST', '/auth/login', body);
    expect(answer).toMatchObject({ status: 400, body: { success: false, issues: [{ path: field }] } });
  }
});

it('answers 400 to a body that is not JSON, and 413 to one that is too large', async () => {
  const clinic = await startTestServer();
  expect(await clinic.request('POST', '/auth/login', '{"email":')).toMatchObject({
    status: 400,
    body: { success: false, code: 'bad_request' },
  });
  const large = { email: 'ada@clinic.example', password: 'x'.repeat(70_000) };
  expect(await clinic.request('POST', '/auth/login', large)).toMatchObject({
    status: 413,
    body: { success: false, code: 'too_large' },
  });
});

it('answers a body in an unknown encoding or charset as a bad request, not as its own failure', async () => {
  const clinic = await startTestServer();
  for (const headers of [
    { 'content-encoding': 'rot13' },
    { 'content-type': 'application/json; charset=x-7' },
  ]) {
    const { status, body } = await clinic.request('POST', '/auth/login', '{}', headers);
    expect({ status, body }).toMatchObject({ status: 400, body: { success: false, code: 'bad_request' } });
  }
  expect(clinic.logEvents().filter(({ level }) => level === 'error')).toEqual([]);
});
