import { expect, it } from 'vitest';
import { sessionAnswerSchema, type SessionAnswer } from '../../server/protocol/index.ts';
import { readAudit } from '../support/database.ts';
import { createTestClock, startTestServer, type TestServer } from '../support/server.ts';

const DAY_MS = 24 * 3_600_000;

const refresh = (clinic: TestServer, refreshToken: string) =>
  clinic.request<SessionAnswer & { code?: string }>('POST', '/auth/refresh', { refreshToken });

it('answers with a new pair of tokens of the same session', async () => {
  const clinic = await startTestServer();
  const first = await clinic.setUp();

  const { status, body } = await refresh(clinic, first.refreshToken);

  expect(status).toBe(200);
  sessionAnswerSchema.parse(body);
  expect(body.user).toEqual(first.user);
  expect(body.refreshToken).not.toBe(first.refreshToken);
  expect(body.token).not.toBe(first.token);
  const next = await clinic.expectStatus(200, refresh(clinic, body.refreshToken));
  const bearer = { authorization: `Bearer ${next.token}` };
  await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, bearer));
});

it('keeps an invitation’s session bound to its visit', async () => {
  const clinic = await startTestServer();
  const { patient, appointment, roomId } = await clinic.arrangeVisit();
  const refreshed = await clinic.expectStatus(200, refresh(clinic, patient.refreshToken));
  expect(refreshed).toMatchObject({ roomId, appointmentId: appointment.id });
});

it('gives the same successor to every repetition within 30 s, so that a lost answer signs nobody out', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { refreshToken } = await clinic.setUp();

  const parallel = await Promise.all(Array.from({ length: 8 }, () => refresh(clinic, refreshToken)));
  clock.advance(29_000);
  const late = await refresh(clinic, refreshToken);

  const answers = [...parallel, late];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  await clinic.expectStatus(200, refresh(clinic, late.body.refreshToken));
});

it('ends the whole family when a token is used again later, with its sockets', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const stolen = await clinic.setUp();
  const other = await clinic.login('ada@clinic.example');
  const current = await clinic.expectStatus(200, refresh(clinic, stolen.refreshToken));
  const socket = await clinic.connect(current);
  const otherSocket = await clinic.connect(other);
  clock.advance(31_000);

  const reuse = await refresh(clinic, stolen.refreshToken);

  expect(reuse).toMatchObject({ status: 401, body: { success: false, code: 'session_ended' } });
  expect(await socket.next('session-ended')).toEqual({ code: 'session_ended', reason: 'reuse' });
  await socket.disconnected();
  expect(await refresh(clinic, current.refreshToken)).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  const bearer = { authorization: `Bearer ${current.token}` };
  await clinic.expectStatus(401, clinic.request('GET', '/api/patients', undefined, bearer));
  await otherSocket.settled();
  await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, other.bearer));
  expect(readAudit(clinic.dataDir).at(-1)).toMatchObject({
    action: 'session.refresh-reused',
    actorId: stolen.user.id,
  });
});

it('ends the family as well when a token is used again that has a used successor', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const first = await clinic.setUp();
  const second = await clinic.expectStatus(200, refresh(clinic, first.refreshToken));
  const third = await clinic.expectStatus(200, refresh(clinic, second.refreshToken));
  clock.advance(60_000);

  expect((await refresh(clinic, first.refreshToken)).status).toBe(401);
  expect((await refresh(clinic, third.refreshToken)).body.code).toBe('session_ended');
});

it('refuses a token that was not used for 30 days, and not one day sooner', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { refreshToken } = await clinic.setUp();
  clock.advance(29 * DAY_MS);
  const next = await clinic.expectStatus(200, refresh(clinic, refreshToken));
  clock.advance(30 * DAY_MS);
  expect(await refresh(clinic, next.refreshToken)).toMatchObject({
    status: 401,
    body: { success: false, code: 'token_expired', message: expect.any(String) },
  });
});

it('refuses unknown tokens, access tokens and empty ones', async () => {
  const clinic = await startTestServer();
  const { token } = await clinic.setUp();
  expect(await refresh(clinic, 'unknown')).toMatchObject({
    status: 401,
    body: { success: false, code: 'unauthenticated', message: expect.any(String) },
  });
  expect((await refresh(clinic, token)).status).not.toBe(200);
  expect((await refresh(clinic, '')).status).toBe(400);
});

it('still rotates after a restart', async () => {
  const first = await startTestServer();
  const { refreshToken } = await first.setUp();
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  await second.expectStatus(200, refresh(second, refreshToken));
});
