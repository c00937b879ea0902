import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { createPasswords } from '../../server/security/passwords.ts';
import { queryDatabase, readAudit } from '../support/database.ts';
import { disableDoctor, makePasswordLink } from '../support/people.ts';
import { createTestClock, PASSWORD, startTestServer, type TestServer } from '../support/server.ts';

const HOUR_MS = 3_600_000;
const NEW_PASSWORD = 'a password of my own';

const inspect = (clinic: TestServer, link: string) =>
  clinic.request<{ data: object; code?: string }>('POST', '/auth/password-link', { link });
const use = (clinic: TestServer, link: string, password = NEW_PASSWORD) =>
  clinic.request<SessionAnswer & { code?: string }>(
    'POST',
    '/auth/password',
    { link, password },
    { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' },
  );

const refusal = (code: string) => ({
  status: 401,
  body: { success: false, code, message: expect.any(String) },
});

const arrange = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const clinic = await startTestServer(options);
  const doctor = await clinic.setUp();
  const user = await clinic.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example' });
  return { clinic, doctor, user };
};

it('carries its secret in the fragment, and leaves only its hash in the data folder', async () => {
  const { clinic, doctor, user } = await arrange();
  const { url, link } = await makePasswordLink(clinic, doctor, user.id);
  expect(url).toBe(`${clinic.url}/password#link=${link}`);
  expect(link).toMatch(/^[\w-]{43}$/);
  const hash = createHash('sha256').update(link).digest('base64url');
  expect(queryDatabase(clinic.dataDir, 'SELECT secret_hash AS hash FROM password_links')).toEqual([{ hash }]);
  for (const file of readdirSync(clinic.dataDir)) {
    expect(readFileSync(join(clinic.dataDir, file)).includes(link), file).toBe(false);
  }
  expect(clinic.logLines.join('')).not.toContain(link);
});

it('says whose it is without being used up, then sets the password and signs in', async () => {
  const { clinic, doctor, user } = await arrange({ openPasswords: createPasswords });
  const { link } = await makePasswordLink(clinic, doctor, user.id);
  for (const attempt of [1, 2]) {
    expect([attempt, await inspect(clinic, link)]).toMatchObject([
      attempt,
      {
        status: 200,
        body: {
          data: {
            fullname: 'Pat Alpha',
            email: 'pat@clinic.example',
            purpose: 'welcome',
            clinicName: 'Anteroom Clinic',
          },
        },
      },
    ]);
  }
  const { status, body } = await use(clinic, link);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    token: expect.any(String),
    refreshToken: expect.any(String),
    user: expect.objectContaining({ id: user.id, role: 'patient' }),
  });
  expect((await clinic.login('pat@clinic.example', NEW_PASSWORD)).user.id).toBe(user.id);
  expect(await inspect(clinic, link)).toMatchObject(refusal('password_link_invalid'));
  expect(await use(clinic, link)).toMatchObject(refusal('password_link_invalid'));
  expect(
    readAudit(clinic.dataDir)
      .filter(({ subjectId }) => subjectId === user.id)
      .map(({ action, actorId }) => [action, actorId]),
  ).toEqual([
    ['account.patient-created', doctor.user.id],
    ['password-link.created', doctor.user.id],
    ['account.password-set', user.id],
  ]);
});

it('ends every earlier session of the account, and their sockets within seconds', async () => {
  const { clinic, doctor, user } = await arrange();
  const first = await makePasswordLink(clinic, doctor, user.id);
  await use(clinic, first.link, PASSWORD);
  const before = await clinic.login('pat@clinic.example');
  const socket = await clinic.connect(before);
  const doctorSocket = await clinic.connect(doctor);

  const second = await makePasswordLink(clinic, doctor, user.id);
  expect(await inspect(clinic, second.link)).toMatchObject({ body: { data: { purpose: 'reset' } } });
  const { body } = await use(clinic, second.link);
  expect(await socket.next('session-ended')).toEqual({ code: 'session_ended', reason: 'revoked' });
  expect(await clinic.request('GET', '/ice-servers', undefined, before.bearer)).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  expect(await clinic.request('POST', '/auth/refresh', { refreshToken: before.refreshToken })).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  expect(
    queryDatabase(
      clinic.dataDir,
      `SELECT DISTINCT system FROM sessions WHERE account_id = '${user.id}' AND ended_at IS NULL`,
    ),
  ).toEqual([{ system: 'linux' }]);
  // The new session, and those of others, go on.
  const bearer = { authorization: `Bearer ${body.token}` };
  expect((await clinic.request('GET', '/ice-servers', undefined, bearer)).status).toBe(200);
  expect(doctorSocket.socket.connected).toBe(true);
  await expect(clinic.login('pat@clinic.example', PASSWORD)).rejects.toThrow('expected 200, got 401');
});

it('is valid for 72 hours, and replaced by a newer one', async () => {
  const clock = createTestClock();
  const { clinic, doctor, user } = await arrange({ now: clock.now });
  const first = await makePasswordLink(clinic, doctor, user.id);
  expect(Date.parse(first.expiresAt) - clock.now()).toBeGreaterThan(72 * HOUR_MS - 60_000);
  const second = await makePasswordLink(clinic, doctor, user.id);
  expect(await inspect(clinic, first.link)).toMatchObject(refusal('password_link_invalid'));
  clock.advance(72 * HOUR_MS + 1);
  expect(await inspect(clinic, second.link)).toMatchObject(refusal('password_link_expired'));
  expect(await use(clinic, second.link)).toMatchObject(refusal('password_link_expired'));
  expect(await use(clinic, 'a guess')).toMatchObject(refusal('password_link_invalid'));
});

it('sets one password, however many use it at the same time', async () => {
  const { clinic, doctor, user } = await arrange();
  const { link } = await makePasswordLink(clinic, doctor, user.id);
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, index) => use(clinic, link, `password number ${index}`)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401, 401]);
  const winner = answers.findIndex(({ status }) => status === 200);
  expect((await clinic.login('pat@clinic.example', `password number ${winner}`)).user.id).toBe(user.id);
});

it('is made by a doctor of the patient, by an admin for another doctor, and by nobody else', async () => {
  const { clinic, doctor: admin, user } = await arrange();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const visit = await clinic.addAppointment(admin, user.id);
  const invited = await clinic.openInvite(visit.invite.invite);
  const noEmail = await clinic.addPatient(admin, 'Quinn Beta');
  const make = async (actor: typeof bob, accountId: string) => {
    const path = `/api/accounts/${accountId}/password-link`;
    const { status, body } = await clinic.request<{ code?: string }>('POST', path, {}, actor.bearer);
    return [status, body.code];
  };
  expect(await make(bob, user.id)).toEqual([403, 'forbidden']);
  expect(await make(invited, user.id)).toEqual([403, 'forbidden']);
  expect(await make(bob, admin.user.id)).toEqual([403, 'forbidden']);
  expect(await make(bob, bob.user.id)).toEqual([409, 'own_account']);
  expect(await make(admin, admin.user.id)).toEqual([409, 'own_account']);
  expect(await make(admin, noEmail.id)).toEqual([409, 'email_required']);
  expect(await make(admin, 'nobody')).toEqual([404, 'not_found']);
  expect(await make(admin, bob.user.id)).toEqual([201, undefined]);
  await disableDoctor(clinic, admin, bob.user.id);
  expect(await make(admin, bob.user.id)).toEqual([409, 'conflict']);
});

it('takes a password that is long enough, and is limited like every way to sign in', async () => {
  const { clinic, doctor, user } = await arrange({
    rateLimits: { 'session-address': { points: 4, seconds: 60 } },
  });
  const { link } = await makePasswordLink(clinic, doctor, user.id);
  expect(await use(clinic, link, 'short')).toMatchObject({
    status: 400,
    body: { issues: [{ path: 'password' }] },
  });
  // Setting the clinic up was the first.
  await inspect(clinic, 'guess 1');
  await inspect(clinic, 'guess 2');
  await use(clinic, 'guess 3');
  expect(await inspect(clinic, link)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(await use(clinic, link)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
});
