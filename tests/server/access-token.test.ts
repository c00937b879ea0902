import { decodeJwt, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { createTestClock, startTestServer, testConfig, type TestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

const SECRET = testConfig('').jwtSecret ?? '';
const MINUTE_MS = 60_000;

const sign = (claims: JWTPayload, options: { secret?: string; alg?: string } = {}): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: options.alg ?? 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(options.secret ?? SECRET));

const without = (claims: JWTPayload, name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

/** The codes that HTTP and a socket refuse the token with. */
const refusalOf = async (clinic: TestServer, token: string): Promise<unknown[]> => {
  const { status, body } = await clinic.request('GET', '/api/appointments', undefined, {
    authorization: `Bearer ${token}`,
  });
  const connection = await clinic.connect({ token }).then(
    () => 'accepted',
    (error: unknown) => (error instanceof ConnectRefused ? error.code : error),
  );
  return [status, body['code'], connection];
};

it('[S0-H04] is refused by HTTP and by sockets when it is not exactly what this clinic signed', async () => {
  const clinic = await startTestServer();
  const { token, user } = await clinic.setUp();
  const claims = decodeJwt(token);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const tampered = Buffer.from(JSON.stringify({ ...claims, email: 'eve@clinic.example' })).toString(
    'base64url',
  );

  // The key is right: only what is changed below makes the difference.
  expect(await refusalOf(clinic, await sign(claims))).toEqual([200, undefined, 'accepted']);
  const forgeries: Record<string, string> = {
    'another secret': await sign(claims, { secret: 'another secret, just as long as it' }),
    'algorithm none': new UnsecuredJWT(claims).encode(),
    'another algorithm': await sign(claims, { alg: 'HS512' }),
    'another issuer': await sign({ ...claims, iss: 'elsewhere' }),
    'another clinic': await sign({ ...claims, aud: 'another clinic' }),
    'no audience': await sign(without(claims, 'aud')),
    'no expiry': await sign(without(claims, 'exp')),
    'no jti': await sign(without(claims, 'jti')),
    'no session': await sign(without(claims, 'sid')),
    'an unknown session': await sign({ ...claims, sid: 'unknown' }),
    'a session of someone else': await sign({ ...claims, sub: 'someone else' }),
    'not valid yet': await sign({ ...claims, nbf: Math.floor(Date.now() / 1000) + 3600 }),
    'tampered payload': [header, tampered, signature].join('.'),
    'no signature': [header, payload, ''].join('.'),
    'not a token': 'abc.def',
    'the user id': user.id,
  };
  for (const [what, forgery] of Object.entries(forgeries)) {
    expect([what, ...(await refusalOf(clinic, forgery))]).toEqual([
      what,
      401,
      'unauthenticated',
      'unauthenticated',
    ]);
  }
});

it('[S0-X01, S0-X06] is valid for 10 minutes, and a minute more for clocks that differ', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { token } = await clinic.setUp();
  clock.advance(10.5 * MINUTE_MS);
  expect(await refusalOf(clinic, token)).toEqual([200, undefined, 'accepted']);
  clock.advance(MINUTE_MS);
  expect(await refusalOf(clinic, token)).toEqual([401, 'token_expired', 'token_expired']);
});

it('works with and without the word Bearer', async () => {
  const clinic = await startTestServer();
  const { token } = await clinic.setUp();
  for (const authorization of [token, `Bearer ${token}`, `bearer  ${token}`]) {
    await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, { authorization }));
  }
});

it('is never read from the query or from a cookie', async () => {
  const clinic = await startTestServer();
  const { token } = await clinic.setUp();
  const inQuery = await clinic.request('GET', `/api/patients?token=${token}&access_token=${token}`);
  const inCookie = await clinic.request('GET', '/api/patients', undefined, {
    cookie: `token=${token}; jwt_token=${token}`,
  });
  expect([inQuery.status, inCookie.status]).toEqual([401, 401]);
});

it('only names the account: role and rights are read from the store at every use', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, admin.bearer));
  const change = (sql: string): void => {
    const db = new Database(databaseFileIn(clinic.dataDir));
    db.prepare(sql).run(admin.user.id);
    db.close();
  };

  change("UPDATE accounts SET role = 'patient', is_admin = 0 WHERE id = ?");
  expect((await clinic.request('GET', '/api/patients', undefined, admin.bearer)).status).toBe(403);
  expect((await clinic.request('POST', '/api/doctors', {}, admin.bearer)).status).toBe(403);

  change('UPDATE accounts SET disabled_at = 1 WHERE id = ?');
  expect(await refusalOf(clinic, admin.token)).toEqual([401, 'unauthenticated', 'unauthenticated']);
  const refreshed = await clinic.request('POST', '/auth/refresh', { refreshToken: admin.refreshToken });
  expect(refreshed.status).toBe(401);
});
