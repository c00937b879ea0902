import { expect, it } from 'vitest';
import { createPasswords } from '../../server/security/passwords.ts';
import { queryDatabase, readAudit } from '../support/database.ts';
import { PASSWORD, startTestServer, type Person, type TestServer } from '../support/server.ts';

const NEW_PASSWORD = 'a longer and newer one';

const change = (
  clinic: TestServer,
  { bearer }: Person,
  currentPassword: string,
  newPassword = NEW_PASSWORD,
) => clinic.request('PUT', '/api/profile/password', { currentPassword, newPassword }, bearer);

it('replaces the password, stored as argon2id only', async () => {
  const clinic = await startTestServer({ openPasswords: createPasswords });
  const ada = await clinic.setUp();

  expect(await change(clinic, ada, PASSWORD)).toMatchObject({ status: 200, body: { success: true } });

  const old = await clinic.request('POST', '/auth/login', {
    email: 'ada@clinic.example',
    password: PASSWORD,
  });
  expect(old).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
  await clinic.login('ada@clinic.example', NEW_PASSWORD);
  expect(queryDatabase(clinic.dataDir, 'SELECT password_hash AS hash FROM accounts')).toEqual([
    { hash: expect.stringMatching(/^\$argon2id\$v=19\$m=47104,p=1,t=3\$/) },
  ]);
});

it('ends every other session of the account at once, with its sockets, and nobody else’s', async () => {
  const clinic = await startTestServer();
  const here = await clinic.setUp();
  const there = await clinic.login('ada@clinic.example');
  const bob = await clinic.addDoctor(here, 'bob@clinic.example');
  const [mine, other, bobs] = await Promise.all([here, there, bob].map((who) => clinic.connect(who)));

  expect((await change(clinic, here, PASSWORD)).status).toBe(200);

  expect(await other?.next('session-ended')).toEqual({ code: 'session_ended', reason: 'revoked' });
  await other?.disconnected();
  expect(await clinic.request('GET', '/api/profile', undefined, there.bearer)).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  expect(await clinic.request('POST', '/auth/refresh', { refreshToken: there.refreshToken })).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  expect((await clinic.request('POST', '/auth/refresh', { refreshToken: here.refreshToken })).status).toBe(
    200,
  );
  expect([mine?.socket.connected, bobs?.socket.connected]).toEqual([true, true]);
  expect(readAudit(clinic.dataDir).at(-1)).toMatchObject({
    actorId: here.user.id,
    action: 'account.password-changed',
    subjectId: here.user.id,
    detail: '{}',
  });
});

it('answers a wrong current password with 403: the session goes on and nothing changes', async () => {
  const clinic = await startTestServer();
  const ada = await clinic.setUp();
  const there = await clinic.login('ada@clinic.example');

  expect(await change(clinic, ada, 'a guess')).toMatchObject({
    status: 403,
    body: { success: false, code: 'wrong_password' },
  });

  expect((await clinic.request('GET', '/api/profile', undefined, there.bearer)).status).toBe(200);
  await clinic.login('ada@clinic.example');
});

it('limits the guessing of the current password, also for the right one', async () => {
  const clinic = await startTestServer({ rateLimits: { 'profile-password': { points: 2, seconds: 60 } } });
  const ada = await clinic.setUp();
  for (let guess = 0; guess < 2; guess += 1) {
    expect((await change(clinic, ada, 'a guess')).status).toBe(403);
  }
  expect(await change(clinic, ada, PASSWORD)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  // Signing in is another matter.
  await clinic.login('ada@clinic.example');
});

it('refuses a new password that is too short, and names the field', async () => {
  const clinic = await startTestServer();
  const ada = await clinic.setUp();
  expect(await change(clinic, ada, PASSWORD, 'short')).toMatchObject({
    status: 400,
    body: { issues: [{ path: 'newPassword' }] },
  });
});

it('lets one of two changes at the same time win', async () => {
  const clinic = await startTestServer();
  const ada = await clinic.setUp();
  const [first, second] = await Promise.all([
    change(clinic, ada, PASSWORD, 'the first of the two'),
    change(clinic, ada, PASSWORD, 'the second of the two'),
  ]);
  // The other one met either the new password or the change itself.
  expect([first.status, second.status].filter((status) => status === 200)).toHaveLength(1);
  for (const { status } of [first, second]) expect([200, 403, 409]).toContain(status);
  const winner = first.status === 200 ? 'the first of the two' : 'the second of the two';
  await clinic.login('ada@clinic.example', winner);
});

it('starts no session for the old password that was being compared while it changed', async () => {
  // Holds the next comparison until the test lets it go on.
  let hold: Promise<void> | null = null;
  const { promise: comparing, resolve: compares } = Promise.withResolvers<void>();
  const clinic = await startTestServer({
    openPasswords: () =>
      Promise.resolve({
        hash: (password) => Promise.resolve(`hash of ${password}`),
        verify: async (known, password) => {
          const held = hold;
          hold = null;
          if (held !== null) compares();
          await held;
          return known === `hash of ${password}`;
        },
      }),
  });
  const ada = await clinic.setUp();
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  hold = promise;
  const login = clinic.request('POST', '/auth/login', { email: 'ada@clinic.example', password: PASSWORD });
  await comparing;

  expect((await change(clinic, ada, PASSWORD)).status).toBe(200);
  letGo();

  expect(await login).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
  expect(
    queryDatabase(clinic.dataDir, 'SELECT count(*) AS live FROM sessions WHERE ended_at IS NULL'),
  ).toEqual([{ live: 1 }]);
});
