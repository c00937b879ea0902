import { expect, it } from 'vitest';
import { readAudit } from '../support/database.ts';
import { startTestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

it('tells and closes every socket of the session within 5 s, and leaves other sessions alone', async () => {
  const clinic = await startTestServer();
  const here = await clinic.setUp();
  const elsewhere = await clinic.login('ada@clinic.example');
  const sockets = [
    await clinic.connect(here),
    await clinic.connect(here, { auth: { userType: 'doctor' } }),
    await clinic.connect(here, { transports: ['polling'] }),
  ];
  const other = await clinic.connect(elsewhere);
  const started = performance.now();

  const answer = await clinic.request('POST', '/auth/logout', undefined, here.bearer);

  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  for (const socket of sockets) {
    expect(await socket.next('session-ended')).toEqual({ code: 'session_ended', reason: 'logout' });
    await socket.disconnected();
  }
  expect(performance.now() - started).toBeLessThan(5_000);
  await other.settled();
  expect(other.socket.connected).toBe(true);
  await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, elsewhere.bearer));
});

it('carries out nothing more of what the session’s sockets had sent', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patientSocket, roomId } = await clinic.arrangeWaiting();
  const sent = 3_000;
  for (let number = 0; number < sent; number += 1) {
    doctorSocket.send('waiting-room-message', { roomId, message: `message ${number}` });
  }
  await patientSocket.next('waiting-room-message');

  await clinic.expectStatus(200, clinic.request('POST', '/auth/logout', undefined, doctor.bearer));

  // At most the one that the store had at that moment comes after.
  const count = async () =>
    (await patientSocket.request('join-waiting-room', { roomId })).room.messages.length;
  const after = await count();
  expect(after).toBeLessThan(sent);
  expect(await count()).toBeLessThanOrEqual(after + 1);
});

it('makes both tokens of the session worthless at once', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  await clinic.expectStatus(200, clinic.request('POST', '/auth/logout', undefined, doctor.bearer));

  for (const [method, path] of [
    ['GET', '/api/appointments'],
    ['GET', '/ice-servers'],
    ['POST', '/auth/logout'],
  ] as const) {
    expect(await clinic.request(method, path, undefined, doctor.bearer)).toMatchObject({
      status: 401,
      body: { success: false, code: 'session_ended', message: expect.any(String) },
    });
  }
  const { refreshToken } = doctor;
  expect(await clinic.request('POST', '/auth/refresh', { refreshToken })).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  await expect(clinic.connect(doctor)).rejects.toMatchObject({ code: 'session_ended' });
  await expect(clinic.connect(doctor, { auth: { userType: 'doctor' } })).rejects.toThrow(
    new ConnectRefused('Authentication error: Invalid token', 'session_ended'),
  );
});

it('is written to the audit log', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  await clinic.expectStatus(200, clinic.request('POST', '/auth/logout', undefined, doctor.bearer));
  expect(readAudit(clinic.dataDir).at(-1)).toMatchObject({
    action: 'session.logout',
    actorId: doctor.user.id,
  });
});

it('stays in force after a restart', async () => {
  const first = await startTestServer();
  const doctor = await first.setUp();
  await first.expectStatus(200, first.request('POST', '/auth/logout', undefined, doctor.bearer));
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  const answer = await second.request('GET', '/api/patients', undefined, doctor.bearer);
  expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
});

it('needs a session to end', async () => {
  const clinic = await startTestServer();
  expect(await clinic.request('POST', '/auth/logout')).toMatchObject({
    status: 401,
    body: { success: false, code: 'unauthenticated' },
  });
});
