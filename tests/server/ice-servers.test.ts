import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { RouteAnswer } from '../../server/protocol/index.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

const SECRET = 'shared with coturn';
const TURN = {
  urls: ['turn:turn.example:3478', 'stun:stun.example:3478', 'turns:turn.example:5349'],
  secret: SECRET,
};
const HOUR_MS = 3_600_000;

const read = async (clinic: TestServer, person: Person): Promise<RouteAnswer<'iceServers'>> =>
  clinic.expectStatus(200, clinic.request('GET', '/ice-servers', undefined, person.bearer));

it('gives TURN credentials by coturn’s shared-secret scheme, and STUN without any', async () => {
  const clinic = await startTestServer({ turn: TURN });
  const { patient } = await clinic.arrangeVisit();

  const { success, iceServers, expiresAt } = await read(clinic, patient);

  expect(success).toBe(true);
  expect(iceServers).toEqual([
    { urls: ['stun:stun.example:3478'] },
    {
      urls: ['turn:turn.example:3478', 'turns:turn.example:5349'],
      username: expect.stringMatching(/^\d+:[\w-]+$/),
      credential: expect.any(String),
    },
  ]);
  const { username = '', credential } = iceServers[1] ?? {};
  expect(credential).toBe(createHmac('sha1', SECRET).update(username).digest('base64'));
  const expiry = Number(username.split(':')[0]) * 1000;
  expect(new Date(expiry).toISOString()).toBe(expiresAt);
  expect(expiry - Date.now()).toBeGreaterThan(5 * HOUR_MS);
  expect(expiry - Date.now()).toBeLessThanOrEqual(6 * HOUR_MS);
});

it('gives new credentials every time, which tell the TURN server nothing about the person', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ turn: TURN, now: clock.now });
  const { patient } = await clinic.arrangeVisit();
  const first = await read(clinic, patient);
  clock.advance(60_000);
  const second = await read(clinic, patient);
  const names = [first, second].map(({ iceServers }) => iceServers[1]?.username ?? '');
  expect(names[0]).not.toBe(names[1]);
  for (const name of names) {
    expect(name).not.toContain(patient.user.id);
    expect(name).not.toContain(patient.user.fullname);
  }
  const lifetime = Date.parse(second.expiresAt ?? '') - Date.parse(first.expiresAt ?? '');
  expect(Math.abs(lifetime - 60_000)).toBeLessThanOrEqual(2_000);
});

it('names STUN servers alone where there is no TURN server', async () => {
  const clinic = await startTestServer({ turn: { urls: ['stun:stun.example'], secret: null } });
  const doctor = await clinic.setUp();
  expect(await read(clinic, doctor)).toEqual({
    success: true,
    iceServers: [{ urls: ['stun:stun.example'] }],
    expiresAt: null,
  });
});

it('names none where none is configured', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  expect(await read(clinic, doctor)).toEqual({ success: true, iceServers: [], expiresAt: null });
});

it('is for people with a session only', async () => {
  const clinic = await startTestServer({ turn: TURN });
  const { status, body } = await clinic.request('GET', '/ice-servers');
  expect(status).toBe(401);
  expect(JSON.stringify(body)).not.toContain('turn.example');
});
