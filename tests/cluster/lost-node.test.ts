import type { Store } from '../../server/storage/store.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectThrough, openSharedStore, startNode, startTwoNodes } from '../support/nodes.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';
import { startFailoverProxy } from '../support/failover-proxy.ts';
import { PASSWORD } from '../support/server.ts';

const isThere = hasRedis();
if (!isThere) console.info(`Not tested here: a server that is lost: ${NO_REDIS}`);

describe.skipIf(!isThere)('a server', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('is cut off from Redis: the others treat it as gone, and its people load again when it is back', async () => {
    const store = await openSharedStore();
    const one = await startNode(store, redis.url);
    const link = await startFailoverProxy([redis.url]);
    const two = await startNode(store, `redis://127.0.0.1:${link.port}`);
    const { doctor, patient, roomId, patientUser } = await one.arrangeVisit();
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await connectThrough([two.url], patient);
    await patientSocket.request('join-waiting-room', { roomId });
    await doctorSocket.next('patient-joined-waiting-room');
    doctorSocket.forget();
    link.cut();
    await patientSocket.next('servers-state', ({ together }) => !together);
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ patientId: patientUser.id });
    // The one that is cut off judges nobody.
    expect(two.logEvents().map(({ event }) => event)).not.toContain('node-gone');
    link.mend();
    await patientSocket.next('resync');
    await new Promise((resolve) => patientSocket.socket.once('connect', () => resolve(null)));
    const again = await patientSocket.request('join-waiting-room', { roomId });
    expect(again).toMatchObject({ room: { doctorOnline: true } });
    await doctorSocket.next('patient-joined-waiting-room');
  });

  it('finds Redis again after a line on which nothing comes any more, and after a Redis that began anew', async () => {
    const store = await openSharedStore();
    const one = await startNode(store, redis.url);
    const link = await startFailoverProxy([redis.url]);
    const two = await startNode(store, `redis://127.0.0.1:${link.port}`);
    const { doctor, patient, roomId } = await one.arrangeVisit();
    const doctorSocket = await connectThrough([one.url], doctor);
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await connectThrough([two.url], patient);
    const say = async (message: string): Promise<void> => {
      await patientSocket.request('join-waiting-room', { roomId });
      await patientSocket.request('waiting-room-message', { roomId, message });
      await doctorSocket.next('waiting-room-message', (told) => told.message === message);
    };
    await say('Before');
    link.freeze();
    await patientSocket.next('servers-state', ({ together }) => !together);
    await patientSocket.next('servers-state', ({ together }) => together);
    await say('After the line');
    const stream = `anteroom:${(await store.getClinic()).id}:frames`;
    // Its clock was ahead, and is not any more.
    await redis.ask('XADD', stream, `${Date.now() + 600_000}-0`, 'f', 'nobody');
    await expect.poll(() => one.logEvents().map(({ event }) => event)).toContain('foreign-frame');
    await say('Ahead');
    await redis.ask('DEL', stream);
    // What was not read before is missing: whoever may have missed it loads again.
    const isHeard = async (): Promise<boolean> => {
      const joins = [doctorSocket, patientSocket].map((socket) =>
        socket.request('join-waiting-room', { roomId }),
      );
      await Promise.allSettled(joins);
      await patientSocket.request('waiting-room-message', { roomId, message: 'Anew' }).catch(() => undefined);
      const told = doctorSocket.heard('waiting-room-message') as { message: string }[];
      return told.some(({ message }) => message === 'Anew');
    };
    await expect.poll(isHeard, { timeout: 10_000, interval: 300 }).toBe(true);
  });

  it('is one of several that start together: one begins, and the others wait for it', async () => {
    const store = await openSharedStore();
    let begun = 0;
    const counted: Store = {
      ...store,
      markAllAway: (at) => {
        begun += 1;
        return store.markAllAway(at);
      },
    };
    const nodes = await Promise.all([1, 2, 3].map(() => startNode(counted, redis.url)));
    expect(begun).toBe(1);
    await Promise.all(nodes.map(({ server }) => server.stop()));
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
    // Everybody is told, who comes meanwhile too.
    await doctorSocket.next('servers-state', ({ together }) => !together);
    const other = await two.connect(patient, { auth: { userType: 'patient' } });
    await other.next('servers-state', ({ together }) => !together);
    await other.request('join-waiting-room', { roomId });
    const again = await startRedis({ port: redis.port });
    try {
      for (const node of [one, two]) {
        await expect
          .poll(() => node.logEvents().map(({ event }) => event), { timeout: 5_000 })
          .toContain('redis-back');
      }
      for (const socket of [doctorSocket, other]) {
        await socket.next('servers-state', ({ together }) => together);
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

  it('hangs: nobody waits for long, and all goes on when it does', async () => {
    const redis = await startRedis();
    const { one, two } = await startTwoNodes(redis.url);
    const { doctor, patientSocket, doctorSocket, roomId } = await one.arrangeWaiting();
    const other = await two.connect(doctor, { auth: { userType: 'doctor' } });
    await other.request('join-waiting-room', { roomId });
    redis.hang();
    try {
      let isAcknowledged = false;
      const acknowledged = patientSocket
        .request('waiting-room-message', { roomId, message: 'Hello' })
        .then(() => (isAcknowledged = true));
      expect(await doctorSocket.next('waiting-room-message')).toMatchObject({ message: 'Hello' });
      await patientSocket.settled();
      // The other server could not know of it, if this one ended now.
      expect(isAcknowledged).toBe(false);
      await acknowledged;
      await doctorSocket.next('servers-state', ({ together }) => !together);
      await patientSocket.request('waiting-room-message', { roomId, message: 'Again' });
      expect(other.countOf('waiting-room-message')).toBe(0);
    } finally {
      redis.goOn();
    }
    // In its order, and once.
    for (const message of ['Hello', 'Again']) {
      expect(await other.next('waiting-room-message')).toMatchObject({ message });
    }
    await doctorSocket.next('servers-state', ({ together }) => together);
    await other.settled();
    expect(other.countOf('waiting-room-message')).toBe(0);
    await one.server.stop();
    await two.server.stop();
    await redis.stop();
  });

  it('is away: an emergency reaches the doctors at the other server all the same', async () => {
    const redis = await startRedis();
    const { one, two } = await startTwoNodes(redis.url);
    const doctor = await one.setUp();
    await one.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
    const patient = await two.login('pat@clinic.example');
    const doctorSocket = await one.connect(doctor);
    const patientSocket = await two.connect(patient);
    await redis.stop();
    const { emergency } = await patientSocket.request('raise_emergency', {
      content: 'I cannot breathe',
      receiverId: doctor.user.id,
    });
    expect(await doctorSocket.next('emergency:alert')).toMatchObject({ message: 'I cannot breathe' });
    await doctorSocket.request('acknowledge_emergency', { emergencyId: emergency.id });
    await patientSocket.next('emergency:acknowledged');
    await doctorSocket.request('resolve_emergency', { emergencyId: emergency.id, note: null });
    await patientSocket.next('emergency:resolved');
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
