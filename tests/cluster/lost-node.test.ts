import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedStore, startNode, startNodeProcess, startTwoNodes } from '../support/nodes.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';
import { PASSWORD } from '../support/server.ts';

const isThere = hasRedis();
if (!isThere) console.info(`Not tested here: a server that is lost: ${NO_REDIS}`);

describe.skipIf(!isThere)('a server that is killed', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('loses nothing: its people go on at the other, and who does not come back is gone', async () => {
    const store = await openSharedStore();
    const one = await startNode(store, redis.url);
    const two = await startNodeProcess(store, redis.url);
    const { doctor, patient, roomId, patientUser } = await one.arrangeVisit();
    await one.addPatient(doctor, 'Quinn Beta', { email: 'quinn@clinic.example', password: PASSWORD });
    const quinn = await one.login('quinn@clinic.example');
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await two.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    await two.connect(quinn);
    await doctorSocket.next('user_status_change', ({ userId }) => userId === quinn.user.id);
    const sent = await patientSocket.request('waiting-room-message', { roomId, message: 'Before' });
    expect(sent).toBeDefined();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.request('join-room', { roomId });
    await doctorSocket.request('join-room', { roomId });
    doctorSocket.forget();

    await two.kill();
    await patientSocket.next('disconnect' as never);
    const back = await one.connect(patient, { auth: { userType: 'patient' } });
    const again = await back.request('join-waiting-room', { roomId });
    expect(again.room.messages).toMatchObject([{ message: 'Before' }]);
    await back.request('join-room', { roomId });
    expect(await doctorSocket.next('user-joined')).toMatchObject({ socketId: back.id });
    // Who had been at the lost server and is back was never away; who is not is, after a while.
    expect(
      await doctorSocket.next('user_status_change', ({ userId }) => userId === quinn.user.id),
    ).toMatchObject({ status: 'offline' });
    expect(doctorSocket.countOf('user_status_change')).toBe(0);
    expect(doctorSocket.countOf('patient-left-waiting-room')).toBe(0);
    back.close();
    await doctorSocket.next('patient-left-waiting-room');
  });

  it('comes back to what the others know', async () => {
    const store = await openSharedStore();
    const one = await startNode(store, redis.url);
    const { doctor, patient, roomId } = await one.arrangeWaiting();
    expect(doctor).toBeDefined();
    const late = await startNode(store, redis.url);
    const second = await late.connect(patient, { auth: { userType: 'patient' } });
    expect(await second.request('join-waiting-room', { roomId })).toMatchObject({
      room: { doctorOnline: true },
    });
  });
});

describe.skipIf(!isThere)('Redis', () => {
  it('goes and comes back: each server serves its own people, and then all of them again', async () => {
    const redis = await startRedis();
    const { one, two } = await startTwoNodes(redis.url);
    const { doctor, patient, roomId, patientSocket, doctorSocket } = await one.arrangeWaiting();
    await redis.stop();
    await patientSocket.request('waiting-room-message', { roomId, message: 'Without' });
    expect(await doctorSocket.next('waiting-room-message')).toMatchObject({ message: 'Without' });
    await expect
      .poll(() => one.logEvents().map(({ event }) => event), { timeout: 5_000 })
      .toContain('redis-away');
    const other = await two.connect(patient, { auth: { userType: 'patient' } });
    await other.request('join-waiting-room', { roomId });
    const again = await startRedis({ port: redis.port });
    try {
      for (const node of [one, two]) {
        await expect
          .poll(() => node.logEvents().map(({ event }) => event), { timeout: 5_000 })
          .toContain('redis-back');
      }
      await other.request('waiting-room-message', { roomId, message: 'Together again' });
      expect(
        await doctorSocket.next('waiting-room-message', ({ message }) => message === 'Together again'),
      ).toMatchObject({ roomId });
      expect(doctor).toBeDefined();
    } finally {
      await one.server.stop();
      await two.server.stop();
      await again.stop();
    }
  });

  it.each([
    [
      'nobody is there',
      async () => ({ url: 'redis://127.0.0.1:9', stop: () => Promise.resolve() }),
      'ECONNREFUSED',
    ],
    ['a password is missing', () => startRedis({ password: 'c4nary' }), 'refuses'],
  ] as const)('is told by name if %s at the start', async (_name, start, reason) => {
    const redis = await start();
    const store = await openSharedStore();
    await expect(startNode(store, redis.url)).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(new RegExp(`^REDIS_URL: .*${reason}`)) }),
    );
    await redis.stop();
  });
});
