import { decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import type { AccountSession } from '../../server/protocol/index.ts';
import { queryDatabase, readAudit } from '../support/database.ts';
import {
  createTestClock,
  PASSWORD,
  startTestServer,
  type Person,
  type TestServer,
} from '../support/server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const idOf = ({ token }: Person): string => decodeJwt<{ sid: string }>(token).sid;

const list = async (clinic: TestServer, { bearer }: Person): Promise<AccountSession[]> => {
  const { data } = await clinic.expectStatus(
    200,
    clinic.request<{ data: { sessions: AccountSession[] } }>(
      'GET',
      '/api/profile/sessions',
      undefined,
      bearer,
    ),
  );
  return data.sessions;
};

const AGENTS = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
    'chrome',
    'windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
    'edge',
    'windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    'safari',
    'macos',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1',
    'chrome',
    'ios',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'samsung',
    'android',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'firefox', 'linux'],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/115.0',
    'opera',
    'chromeos',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) anteroom/0.1.0 Chrome/140.0.0.0 Electron/45.3.4 Safari/537.36',
    'app',
    'macos',
  ],
  ['curl/8.5.0', null, null],
] as const;

it('describes a device by the families of browser and system, and keeps nothing else of the header', async () => {
  const clinic = await startTestServer();
  const ada = await clinic.setUp();
  for (const [agent] of AGENTS) {
    const credentials = { email: 'ada@clinic.example', password: PASSWORD };
    await clinic.expectStatus(
      200,
      clinic.request('POST', '/auth/login', credentials, { 'user-agent': agent }),
    );
  }

  const sessions = await list(clinic, ada);

  const described = sessions.map(({ browser, system }) => `${String(browser)} ${String(system)}`);
  for (const [, browser, system] of AGENTS)
    expect(described).toContain(`${String(browser)} ${String(system)}`);
  expect(sessions.filter(({ current }) => current).map(({ id }) => id)).toEqual([idOf(ada)]);
  expect(JSON.stringify(queryDatabase(clinic.dataDir, 'SELECT * FROM sessions'))).not.toContain('Mozilla');
});

it('lists the last used first, and notes the use at each refresh', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const first = await clinic.setUp();
  clock.advance(MINUTE);
  const second = await clinic.login('ada@clinic.example');
  expect((await list(clinic, second)).map(({ id }) => id)).toEqual([idOf(second), idOf(first)]);

  clock.advance(MINUTE);
  await clinic.expectStatus(
    200,
    clinic.request('POST', '/auth/refresh', { refreshToken: first.refreshToken }),
  );

  const sessions = await list(clinic, second);
  expect(sessions.map(({ id }) => id)).toEqual([idOf(first), idOf(second)]);
  const [used] = sessions;
  expect(Date.parse(used?.lastSeenAt ?? '') - Date.parse(used?.createdAt ?? '')).toBeGreaterThanOrEqual(
    2 * MINUTE,
  );
});

it('leaves out what has ended, and what nobody can refresh any more', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  await clinic.setUp();
  const gone = await clinic.login('ada@clinic.example');
  await clinic.request('POST', '/auth/logout', undefined, gone.bearer);
  clock.advance(31 * DAY);
  const now = await clinic.login('ada@clinic.example');
  expect((await list(clinic, now)).map(({ id }) => id)).toEqual([idOf(now)]);
});

it('ends one session with its sockets', async () => {
  const clinic = await startTestServer();
  const here = await clinic.setUp();
  const there = await clinic.login('ada@clinic.example');
  const socket = await clinic.connect(there);
  const path = `/api/profile/sessions/${idOf(there)}`;

  expect((await clinic.request('DELETE', path, undefined, here.bearer)).status).toBe(200);

  expect(await socket.next('session-ended')).toEqual({ code: 'session_ended', reason: 'revoked' });
  await socket.disconnected();
  expect((await list(clinic, here)).map(({ id }) => id)).toEqual([idOf(here)]);
  expect(await clinic.request('DELETE', path, undefined, here.bearer)).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
  expect(readAudit(clinic.dataDir).at(-1)).toMatchObject({
    action: 'session.revoked',
    actorId: here.user.id,
    subjectId: idOf(there),
  });
});

it('ends nobody else’s session, not even for an admin', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const path = `/api/profile/sessions/${idOf(bob)}`;
  expect((await clinic.request('DELETE', path, undefined, admin.bearer)).status).toBe(404);
  expect((await list(clinic, bob)).map(({ id }) => id)).toEqual([idOf(bob)]);
});

it('ends all others, those of invitations too, and says how many', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const pat = await clinic.addPatient(doctor, 'Pat Alpha', {
    email: 'pat@clinic.example',
    password: PASSWORD,
  });
  const { invite } = await clinic.addAppointment(doctor, pat.id);
  const visitor = await clinic.openInvite(invite.invite);
  const elsewhere = await clinic.login('pat@clinic.example');
  const here = await clinic.login('pat@clinic.example');
  const sockets = [await clinic.connect(visitor), await clinic.connect(elsewhere)];
  expect((await list(clinic, here)).filter(({ byInvitation }) => byInvitation).map(({ id }) => id)).toEqual([
    idOf(visitor),
  ]);

  const endOthers = () => clinic.request('POST', '/api/profile/sessions/end-others', {}, here.bearer);
  expect(await endOthers()).toMatchObject({ status: 200, body: { data: { ended: 2 } } });

  for (const socket of sockets) await socket.disconnected();
  expect((await list(clinic, here)).map(({ id }) => id)).toEqual([idOf(here)]);
  expect(await endOthers()).toMatchObject({ body: { data: { ended: 0 } } });
});

it('gives the session of an invitation no account to look after', async () => {
  const clinic = await startTestServer();
  const { patient } = await clinic.arrangeVisit();
  for (const [method, path] of [
    ['GET', '/api/profile'],
    ['GET', '/api/profile/sessions'],
    ['POST', '/api/profile/sessions/end-others'],
  ] as const) {
    expect(
      await clinic.request(method, path, method === 'GET' ? undefined : {}, patient.bearer),
    ).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  }
});
