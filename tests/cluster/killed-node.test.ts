import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectThrough } from '../support/nodes.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { connectClient } from '../support/socket-client.ts';
import { spawnServer, urlOf } from '../support/stand-alone.ts';

const missing = postgresMissing ?? (hasRedis() ? null : NO_REDIS);
if (missing !== null) console.info(`Not tested here: a server that is killed beside another: ${missing}`);

const MESSAGES = 40;
/** The other one is as it is delivered, and says once a second that it is there. */
const TIMES = { beatMs: 250, goneMs: 4_000 };

describe.skipIf(missing !== null)('a stand-alone server that is killed', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('[S3-V05, S3-D09] loses nothing: its people go on at the other, and who does not come back is gone', async () => {
    const jwtSecret = 'a secret of two servers, long enough';
    const databaseUrl = await (await usePostgres()).createDatabase();
    const one = await startTestServer({ databaseUrl, redisUrl: redis.url, jwtSecret, clusterTimes: TIMES });
    const two = spawnServer({
      DATA_DIR: one.dataDir,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      JWT_SECRET: jwtSecret,
    });
    const url = await urlOf(two);
    const { doctor, patient, roomId, patientUser } = await one.arrangeVisit();
    await one.addPatient(doctor, 'Quinn Beta', { email: 'quinn@clinic.example', password: PASSWORD });
    const quinn = await one.login('quinn@clinic.example');
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await connectThrough([url, one.url], patient);
    await patientSocket.request('join-waiting-room', { roomId });
    await connectClient(url, { token: quinn.token });
    await doctorSocket.next('user_status_change', ({ userId }) => userId === quinn.user.id);
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.request('join-room', { roomId });
    await doctorSocket.request('join-room', { roomId });
    doctorSocket.forget();

    // The last of these is acknowledged, and the server is no more.
    const written = Array.from({ length: MESSAGES }, (_, index) => `Message ${index}`);
    const send = (message: string) => patientSocket.request('waiting-room-message', { roomId, message });
    await Promise.all(written.map(send));
    two.child.kill('SIGKILL');
    await two.ended();
    await expect
      .poll(() => doctorSocket.heard('waiting-room-message').map((told) => told as { message: string }))
      .toHaveLength(MESSAGES);
    const lostAt = performance.now();
    await patientSocket.disconnected();
    await new Promise((resolve) => patientSocket.socket.once('connect', () => resolve(null)));
    expect(performance.now() - lostAt).toBeLessThan(TIMES.goneMs);
    const again = await patientSocket.request('join-waiting-room', { roomId });
    expect(again.room.messages.map(({ message }) => message).toSorted()).toEqual(written.toSorted());
    await patientSocket.request('join-room', { roomId });
    expect(await doctorSocket.next('user-joined')).toMatchObject({ socketId: patientSocket.id });
    // Who had been at the lost server and is back was never away; who is not is, after a while.
    expect(
      await doctorSocket.next('user_status_change', ({ userId }) => userId === quinn.user.id),
    ).toMatchObject({ status: 'offline' });
    expect(doctorSocket.countOf('user_status_change')).toBe(0);
    expect(doctorSocket.countOf('patient-left-waiting-room')).toBe(0);
    patientSocket.close();
    await doctorSocket.next('patient-left-waiting-room');
  });
});
