import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationIdOf } from '../../server/protocol/index.ts';
import { FAST } from '../support/cluster-times.ts';
import { connectThrough } from '../support/nodes.ts';
import { postgresMissing, startPostgres, usePostgres } from '../support/postgres.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';
import { PASSWORD, startTestServer, temporaryFolder, type TestConfig } from '../support/server.ts';
import { spawnServer, urlOf } from '../support/stand-alone.ts';

const isThere = hasRedis() && postgresMissing === null;
if (!isThere) {
  console.info(`Not tested here: two servers with PostgreSQL and Redis: ${postgresMissing ?? NO_REDIS}`);
}

const JWT_SECRET = 'a secret of the tests, long enough';
const MESSAGES = 40;

describe.skipIf(!isThere)('two servers with PostgreSQL and Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const startTwo = async (databaseUrl: string, dataDir: string) => {
    const config: TestConfig = { databaseUrl, dataDir, redisUrl: redis.url, jwtSecret: JWT_SECRET };
    const one = await startTestServer({ ...config, clusterTimes: FAST });
    return { one, config };
  };

  it('[S3-V03, S3-V05] are one clinic: a letter that each of them gets has one number, and both know it', async () => {
    const databaseUrl = await (await usePostgres()).createDatabase();
    const { one, config } = await startTwo(databaseUrl, await temporaryFolder());
    const two = await startTestServer({ ...config, clusterTimes: FAST });
    const doctor = await one.setUp();
    await one.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
    const patient = await two.login('pat@clinic.example');
    const [doctorSocket, first, second] = [
      await one.connect(doctor),
      await one.connect(patient),
      await two.connect(patient),
    ];
    const receiverId = doctor.user.id;
    // The same outbox at both, as after a connection that moved.
    await Promise.all(
      Array.from({ length: MESSAGES }, (_, index) =>
        [first, second].map((socket) =>
          socket.request('send_message', {
            receiverId,
            content: `Letter ${index}`,
            clientId: `letter-${index}`,
          }),
        ),
      ).flat(),
    );
    const conversationId = conversationIdOf(doctor.user.id, patient.user.id);
    const read = async (socket: typeof first) =>
      (await socket.request('sync', { conversationId, afterSeq: 0 })).messages.map(({ seq }) => seq);
    const numbers = Array.from({ length: MESSAGES }, (_, index) => index + 1);
    expect(await read(first)).toEqual(numbers);
    expect(await read(second)).toEqual(numbers);
    // Whoever gets one again tells it again, in case the other could not; nothing is told that is not there.
    const heard = () => doctorSocket.heard('new_message') as { message: { id: string } }[];
    await expect.poll(() => new Set(heard().map(({ message }) => message.id)).size).toBe(MESSAGES);
  });

  it(
    'lose nothing when one of them is killed: its people go on at the other',
    { timeout: 40_000 },
    async () => {
      const databaseUrl = await (await usePostgres()).createDatabase();
      const dataDir = await temporaryFolder();
      const { one } = await startTwo(databaseUrl, dataDir);
      const killed = spawnServer({
        DATABASE_URL: databaseUrl,
        REDIS_URL: redis.url,
        DATA_DIR: dataDir,
        JWT_SECRET,
      });
      const { patient, doctor, roomId } = await one.arrangeVisit();
      const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
      await doctorSocket.request('join-waiting-room', { roomId });
      const patientSocket = await connectThrough([await urlOf(killed), one.url], patient);
      await patientSocket.request('join-waiting-room', { roomId });
      const written = Array.from({ length: MESSAGES }, (_, index) => `Message ${index}`);
      const send = (message: string) => patientSocket.request('waiting-room-message', { roomId, message });
      await Promise.all(written.map(send));
      await killed.stop('SIGKILL');
      await patientSocket.disconnected();
      await new Promise((resolve) => patientSocket.socket.once('connect', () => resolve(null)));
      const again = await patientSocket.request('join-waiting-room', { roomId });
      expect(again.room.messages.map(({ message }) => message).toSorted()).toEqual(written.toSorted());
      await send('After it');
      expect(
        await doctorSocket.next('waiting-room-message', ({ message }) => message === 'After it'),
      ).toBeTruthy();
    },
  );

  it('say that nothing can be saved while PostgreSQL is away, and save again by themselves', async () => {
    const postgres = await startPostgres();
    try {
      const { one } = await startTwo(await postgres.createDatabase(), await temporaryFolder());
      const { doctorSocket, patientSocket, roomId } = await one.arrangeWaiting();
      const send = (message: string) =>
        patientSocket.emitForAck('waiting-room-message', { roomId, message }) as Promise<{ ok: boolean }>;
      await postgres.crash();
      const refused = send('lost');
      expect(await doctorSocket.next('storage-state', ({ writable }) => !writable)).toBeTruthy();
      expect((await one.request('GET', '/health')).status).toBe(200);
      await postgres.startAgain();
      await refused.catch(() => undefined);
      expect(await doctorSocket.next('storage-state', ({ writable }) => writable)).toBeTruthy();
      await expect.poll(async () => (await send('stored')).ok, { timeout: 10_000 }).toBe(true);
    } finally {
      postgres.stop();
    }
  });
});
