import { expect, it } from 'vitest';
import { routes } from '../../server/protocol/index.ts';
import { rawRequest } from '../support/raw-request.ts';
import { startTestServer } from '../support/server.ts';

it('[S2-R01, S2-M03, S2-T01, S2-F10, D01] says OK, with counts and the time, to anyone', async () => {
  const clinic = await startTestServer();

  const { status, body, headers } = await clinic.request('GET', '/health');

  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(body).toEqual({ status: 'OK', activeRooms: 0, activeUsers: 0, timestamp: expect.any(String) });
  const { timestamp } = routes.health.answer.parse(body);
  expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(5_000);
});

it('[S2-M04, S2-F11, S2-F12] counts call rooms and the people in them, not sockets', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, roomId } = await clinic.arrangeCall();
  await clinic.connect(doctor);
  const counts = async () => {
    const { activeRooms, activeUsers } = (await clinic.request('GET', '/health')).body;
    return { activeRooms, activeUsers };
  };

  expect(await counts()).toEqual({ activeRooms: 1, activeUsers: 2 });
  await doctorSocket.request('join-room', { roomId: 'another-room' });
  expect(await counts()).toEqual({ activeRooms: 2, activeUsers: 2 });
  await doctorSocket.request('leave-room', { roomId: 'another-room' });
  await doctorSocket.request('leave-room', { roomId });
  expect(await counts()).toEqual({ activeRooms: 1, activeUsers: 1 });
});

it('[K08, S3-R04, S3-M04] spells its status as HEALTH_STATUS says, and for one front end in lower case', async () => {
  const clinic = await startTestServer({ healthStatus: 'healthy' });
  expect((await clinic.request('GET', '/health')).body).toMatchObject({ status: 'healthy' });
  expect((await clinic.request('GET', '/health?format=quickclinic')).body).toMatchObject({ status: 'ok' });
  expect((await clinic.request('GET', '/health?format=other')).body).toMatchObject({ status: 'healthy' });
});

it('[S2-H09] answers HEAD, which probes use', async () => {
  const clinic = await startTestServer();
  const { status, body } = await rawRequest(clinic.url, { method: 'HEAD', path: '/health' });
  expect({ status, body }).toEqual({ status: 200, body: '' });
});
