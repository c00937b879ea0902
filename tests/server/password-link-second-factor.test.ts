import { expect, it } from 'vitest';
import { makePasswordLink } from '../support/people.ts';
import { codeAt, loginWith, setUpSecondFactor, STEP_MS, wrongCode } from '../support/second-factor.ts';
import { createTestClock, PASSWORD, startTestServer } from '../support/server.ts';

it('does not let a password link pass the second factor', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const ada = await clinic.setUp();
  const bob = await clinic.addDoctor(ada, 'bob@clinic.example');
  const { secret } = await setUpSecondFactor(clinic, bob, clock.now);
  const { link } = await makePasswordLink(clinic, ada, bob.user.id);

  const used = await clinic.request('POST', '/auth/password', { link, password: PASSWORD });
  expect(used).toMatchObject({ status: 401, body: { code: 'second_factor_required' } });

  expect(await loginWith(clinic, undefined, 'bob@clinic.example')).toMatchObject({
    status: 401,
    body: { code: 'second_factor_required' },
  });
  clock.advance(STEP_MS);
  expect(await loginWith(clinic, codeAt(secret, clock.now()), 'bob@clinic.example')).toMatchObject({
    status: 200,
  });
  expect((await clinic.request('POST', '/auth/password', { link, password: PASSWORD })).body).toMatchObject({
    code: 'password_link_invalid',
  });
});

it('lets a password link end the guessing of codes, by whoever knew the password before', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({
    now: clock.now,
    rateLimits: { 'login-code-day': { points: 1, seconds: 600 } },
  });
  const ada = await clinic.setUp();
  const bob = await clinic.addDoctor(ada, 'bob@clinic.example');
  const { secret } = await setUpSecondFactor(clinic, bob, clock.now);
  const login = async (code: string) => (await loginWith(clinic, code, 'bob@clinic.example')).status;
  clock.advance(STEP_MS);
  expect(await login(wrongCode(secret, clock.now()))).toBe(401);
  expect(await login(codeAt(secret, clock.now()))).toBe(429);

  const { link } = await makePasswordLink(clinic, ada, bob.user.id);
  await clinic.request('POST', '/auth/password', { link, password: PASSWORD });
  expect(await login(codeAt(secret, clock.now()))).toBe(200);
});
