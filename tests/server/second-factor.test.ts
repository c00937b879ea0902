import { expect, it } from 'vitest';
import { queryDatabase, readAudit } from '../support/database.ts';
import { codeAt, loginWith, setUpSecondFactor, STEP_MS, wrongCode } from '../support/second-factor.ts';
import {
  createTestClock,
  PASSWORD,
  startTestServer,
  type Person,
  type TestServer,
} from '../support/server.ts';

/** A clinic whose admin has a second factor; the code of this time step is used. */
const arrange = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const clock = createTestClock();
  // The beginning of a time step, so that none ends within a test.
  clock.advance(STEP_MS - (clock.now() % STEP_MS));
  const clinic = await startTestServer({ now: clock.now, ...options });
  const ada = await clinic.setUp();
  const factor = await setUpSecondFactor(clinic, ada, clock.now);
  return {
    clinic,
    ada,
    clock,
    ...factor,
    /** A code that was not used yet. */
    nextCode: () => {
      clock.advance(STEP_MS);
      return codeAt(factor.secret, clock.now());
    },
    wrong: () => wrongCode(factor.secret, clock.now()),
  };
};

const post = (clinic: TestServer, { bearer }: Person, path: string, body: object) =>
  clinic.request('POST', `/api/profile/second-factor${path}`, body, bearer);

const stateOf = async (clinic: TestServer, { bearer }: Person) =>
  (
    await clinic.expectStatus(
      200,
      clinic.request<{ data: { profile: { secondFactor: unknown } } }>(
        'GET',
        '/api/profile',
        undefined,
        bearer,
      ),
    )
  ).data.profile.secondFactor;

const actions = (clinic: TestServer) => readAudit(clinic.dataDir).map(({ action }) => action);

it('is set up with the password and a code, and gives ten recovery codes of which only hashes are kept', async () => {
  const { clinic, ada, secret, uri, recoveryCodes } = await arrange();

  const parsed = new URL(uri);
  expect(parsed.protocol + parsed.host).toBe('otpauth:totp');
  expect(decodeURIComponent(parsed.pathname)).toBe('/Anteroom Clinic:ada@clinic.example');
  expect(Object.fromEntries(parsed.searchParams)).toEqual({
    issuer: 'Anteroom Clinic',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes)
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}$/);
  expect(await stateOf(clinic, ada)).toEqual({ enabled: true, recoveryCodesLeft: 10 });
  const stored = JSON.stringify(queryDatabase(clinic.dataDir, 'SELECT * FROM recovery_codes'));
  const log = JSON.stringify(readAudit(clinic.dataDir)) + clinic.logLines.join('');
  for (const code of recoveryCodes) {
    expect(stored).not.toContain(code.replaceAll('-', ''));
    expect(log).not.toContain(code);
  }
  expect(log).not.toContain(secret);
  expect(actions(clinic).slice(-2)).toEqual(['second-factor.begun', 'second-factor.confirmed']);
});

it('does not count before a code has confirmed it', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const ada = await clinic.setUp();
  const begun = await post(clinic, ada, '', { password: PASSWORD });
  const { secret } = begun.body['data'] as { secret: string };

  expect((await loginWith(clinic)).status).toBe(200);
  expect(await post(clinic, ada, '/confirm', { code: wrongCode(secret, clock.now()) })).toMatchObject({
    status: 403,
    body: { code: 'wrong_code' },
  });
  expect(await stateOf(clinic, ada)).toEqual({ enabled: false, recoveryCodesLeft: 0 });

  // Beginning again replaces the secret: the code of the one before confirms nothing.
  await post(clinic, ada, '', { password: PASSWORD });
  expect((await post(clinic, ada, '/confirm', { code: codeAt(secret, clock.now()) })).status).toBe(403);
  expect((await loginWith(clinic)).status).toBe(200);
});

it('is asked for at sign-in only after the password was right', async () => {
  const { clinic, nextCode, wrong } = await arrange();

  const wrongPassword = await clinic.request('POST', '/auth/login', {
    email: 'ada@clinic.example',
    password: 'a guess',
    code: nextCode(),
  });
  expect(wrongPassword).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
  expect(await loginWith(clinic)).toMatchObject({
    status: 401,
    body: { success: false, code: 'second_factor_required', message: expect.any(String) },
  });
  expect(await loginWith(clinic, wrong())).toMatchObject({
    status: 401,
    body: { success: false, code: 'second_factor_wrong' },
  });
  const code = nextCode();
  expect(await loginWith(clinic, `${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({
    status: 200,
    body: { success: true, token: expect.any(String), user: { email: 'ada@clinic.example' } },
  });
  expect(actions(clinic).slice(-3)).toEqual([
    'session.login-refused',
    'session.second-factor-refused',
    'session.login',
  ]);
});

it('leaves the documented sign-in as it is where no second factor is set', async () => {
  const clinic = await startTestServer();
  await clinic.setUp();
  const plain = await loginWith(clinic);
  expect(plain.status).toBe(200);
  expect(Object.keys(plain.body).sort()).toEqual(['refreshToken', 'success', 'token', 'user']);
  // A front end may always send the field.
  expect((await loginWith(clinic, '123456')).status).toBe(200);
});

it('takes each code once, also when it is sent twice at the same time, and none from before it', async () => {
  const { clinic, clock, secret, nextCode } = await arrange();
  const before = codeAt(secret, clock.now());
  expect((await loginWith(clinic, before)).status).toBe(401);

  const code = nextCode();
  const together = await Promise.all([loginWith(clinic, code), loginWith(clinic, code)]);
  expect(together.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect((await loginWith(clinic, before)).status).toBe(401);
});

it('accepts the step before and the step after, and no other', async () => {
  const { clinic, clock, secret } = await arrange({ rateLimits: 'off' });
  clock.advance(10 * STEP_MS);
  const statusAt = async (steps: number) =>
    (await loginWith(clinic, codeAt(secret, clock.now() + steps * STEP_MS))).status;
  expect(await statusAt(-2)).toBe(401);
  expect(await statusAt(2)).toBe(401);
  expect(await statusAt(-1)).toBe(200);
  expect(await statusAt(0)).toBe(200);
  expect(await statusAt(1)).toBe(200);
});

it('takes a recovery code once, however it is written, and puts it on record', async () => {
  const { clinic, ada, recoveryCodes } = await arrange();
  const [first = '', second = ''] = recoveryCodes;

  const typed = first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
  expect((await loginWith(clinic, typed)).status).toBe(200);
  expect(await loginWith(clinic, first)).toMatchObject({
    status: 401,
    body: { code: 'second_factor_wrong' },
  });
  expect((await loginWith(clinic, second.replaceAll('-', ''))).status).toBe(200);

  expect(await stateOf(clinic, ada)).toEqual({ enabled: true, recoveryCodesLeft: 8 });
  expect(actions(clinic).filter((action) => action === 'second-factor.recovery-code-used')).toHaveLength(2);
});

it('makes new recovery codes for a code; the ones of before are worth nothing then', async () => {
  const { clinic, ada, recoveryCodes, nextCode, wrong } = await arrange();
  expect(await post(clinic, ada, '/recovery-codes', { code: wrong() })).toMatchObject({
    status: 403,
    body: { code: 'wrong_code' },
  });

  const renewed = await post(clinic, ada, '/recovery-codes', { code: nextCode() });

  expect(renewed.status).toBe(201);
  const { recoveryCodes: fresh } = renewed.body['data'] as { recoveryCodes: string[] };
  expect(fresh).toHaveLength(10);
  expect((await loginWith(clinic, recoveryCodes[0])).status).toBe(401);
  expect((await loginWith(clinic, fresh[0])).status).toBe(200);
});

it('is removed with password and code only', async () => {
  const { clinic, ada, nextCode, wrong } = await arrange();
  expect(await post(clinic, ada, '/remove', { password: 'a guess', code: nextCode() })).toMatchObject({
    status: 403,
    body: { code: 'wrong_password' },
  });
  expect(await post(clinic, ada, '/remove', { password: PASSWORD, code: wrong() })).toMatchObject({
    status: 403,
    body: { code: 'wrong_code' },
  });
  expect((await loginWith(clinic)).status).toBe(401);

  expect((await post(clinic, ada, '/remove', { password: PASSWORD, code: nextCode() })).status).toBe(200);

  expect((await loginWith(clinic)).status).toBe(200);
  expect(queryDatabase(clinic.dataDir, 'SELECT * FROM recovery_codes')).toEqual([]);
  expect(actions(clinic)).toContain('second-factor.removed');
});

it('is not begun with a wrong password, nor over one that counts', async () => {
  const { clinic, ada } = await arrange();
  expect((await post(clinic, ada, '', { password: 'a guess' })).status).toBe(403);
  expect(await post(clinic, ada, '', { password: PASSWORD })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  });
  expect((await post(clinic, ada, '/confirm', { code: '123456' })).status).toBe(409);
});

it('makes the guessing of codes hopeless, also for the right one, until the password is changed', async () => {
  const { clinic, ada, clock, nextCode, wrong } = await arrange({
    rateLimits: { 'login-code': { points: 3, seconds: 600 } },
    trustProxy: true,
  });
  // From many addresses, which count as one here.
  for (let guess = 0; guess < 3; guess += 1) {
    const { status } = await loginWith(clinic, wrong(), undefined, {
      'x-forwarded-for': `203.0.113.${guess}`,
    });
    expect(status).toBe(401);
  }
  clock.advance(STEP_MS);
  expect(await loginWith(clinic, nextCode())).toMatchObject({ status: 429, body: { code: 'rate_limited' } });

  // Who guessed codes knew the password.
  await clinic.expectStatus(
    200,
    clinic.request(
      'PUT',
      '/api/profile/password',
      { currentPassword: PASSWORD, newPassword: PASSWORD },
      ada.bearer,
    ),
  );
  expect((await loginWith(clinic, nextCode())).status).toBe(200);
});

it('lets nobody who does not know the password use up the tries of its codes', async () => {
  const { clinic, nextCode } = await arrange({ rateLimits: { 'login-code': { points: 1, seconds: 600 } } });
  for (let guess = 0; guess < 5; guess += 1) {
    await clinic.request('POST', '/auth/login', {
      email: 'ada@clinic.example',
      password: 'a guess',
      code: '123456',
    });
  }
  expect((await loginWith(clinic, nextCode())).status).toBe(200);
});

it('limits the guessing of codes by somebody who is signed in, apart from sign-in', async () => {
  const { clinic, ada, nextCode, wrong } = await arrange({
    rateLimits: { 'profile-code': { points: 2, seconds: 60 } },
  });
  for (let guess = 0; guess < 2; guess += 1) {
    expect((await post(clinic, ada, '/recovery-codes', { code: wrong() })).status).toBe(403);
  }
  expect((await post(clinic, ada, '/recovery-codes', { code: nextCode() })).status).toBe(429);
  expect((await loginWith(clinic, nextCode())).status).toBe(200);
});

it('counts over the day wrong codes only, of the sign-in and of somebody who is signed in', async () => {
  const { clinic, ada, nextCode, wrong } = await arrange({
    rateLimits: {
      'login-code-day': { points: 1, seconds: 600 },
      'profile-code-day': { points: 1, seconds: 600 },
    },
  });
  const renew = async (code: string) => (await post(clinic, ada, '/recovery-codes', { code })).status;
  for (let time = 0; time < 2; time += 1) {
    expect((await loginWith(clinic, nextCode())).status).toBe(200);
    expect(await renew(nextCode())).toBe(201);
  }

  expect((await loginWith(clinic, wrong())).status).toBe(401);
  expect((await loginWith(clinic, nextCode())).status).toBe(429);
  expect(await renew(wrong())).toBe(403);
  expect(await renew(nextCode())).toBe(429);
});
