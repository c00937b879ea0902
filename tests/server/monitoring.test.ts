import { describe, expect, it } from 'vitest';
import { monitoringSchema, type Monitoring } from '../../server/protocol/index.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

const ask = async (clinic: TestServer, { bearer }: Person, span = 'hour'): Promise<Monitoring> => {
  const { data } = await clinic.expectStatus(
    200,
    clinic.request<{ data: unknown }>('GET', `/api/monitoring?span=${span}`, undefined, bearer),
  );
  return monitoringSchema.parse(data);
};

describe('what an administrator sees of the server', () => {
  it('[S0-L05, S1-L01] is who is connected now, by role, as they come and go', async () => {
    const clinic = await startTestServer();
    const { doctor, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
    // A second window of the same person is no second person.
    await clinic.connect(doctor);
    expect((await ask(clinic, doctor)).now).toMatchObject({ doctors: 1, patients: 1, connections: 3 });
    patientSocket.close();
    await doctorSocket.next('patient-left-waiting-room');
    expect((await ask(clinic, doctor)).now).toMatchObject({ doctors: 1, patients: 0, connections: 2 });
  });

  it('[S0-L06] is how many wait, how many of them are ready or away, and the rooms and calls in use', async () => {
    const clinic = await startTestServer();
    const { doctor, doctorSocket, patientSocket, roomId, patientUser } = await clinic.arrangeWaiting();
    const waiting = async () => (await ask(clinic, doctor)).now.waiting;
    expect(await waiting()).toEqual({ ready: 0, preparing: 1, away: 0 });
    await patientSocket.request('patient-ready', { roomId, ready: true });
    expect(await waiting()).toEqual({ ready: 1, preparing: 0, away: 0 });
    expect((await ask(clinic, doctor)).now).toMatchObject({ rooms: 1, calls: { rooms: 0, people: 0 } });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    expect((await ask(clinic, doctor)).now).toMatchObject({ calls: { rooms: 1, people: 1 } });
    expect(await waiting()).toEqual({ ready: 0, preparing: 0, away: 0 });
  });

  it('[S0-L06] needs a look when patients wait and no doctor is there', async () => {
    const clinic = await startTestServer();
    const { doctor, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
    expect((await ask(clinic, doctor)).checks.waiting).toBe('good');
    doctorSocket.close();
    await patientSocket.next('doctor-left-waiting-room');
    expect((await ask(clinic, doctor)).checks.waiting).toBe('look');
  });

  it('[S0-L07] is how many messages were stored in the last minute, each once', async () => {
    const clinic = await startTestServer();
    const { doctor, patientSocket, roomId } = await clinic.arrangeWaiting();
    const send = (message: string, clientId: string) =>
      patientSocket.request('waiting-room-message', { roomId, message, clientId });
    await send('Hello', 'one');
    await send('Hello', 'one');
    await send('Again', 'two');
    expect((await ask(clinic, doctor)).now.messages).toBe(2);
  });

  it('[S0-L08, S2-X06] is what was refused, by code and by kind, and nobody’s name or address', async () => {
    const clinic = await startTestServer();
    const { doctor, patientSocket } = await clinic.arrangeWaiting();
    await clinic.request('POST', '/auth/login', { email: 'ada@clinic.example', password: 'a wrong guess' });
    await patientSocket.refusal('join-waiting-room', { roomId: 'of-somebody-else' });
    await expect(clinic.connect(null)).rejects.toThrow(ConnectRefused);
    await clinic.request('GET', '/api/clinic', undefined, { origin: 'https://evil.example' });
    const report = await ask(clinic, doctor);
    expect(report.now).toMatchObject({ refusals: 4, errors: 0 });
    expect(Object.fromEntries(report.abuse.map(({ kind, count }) => [kind, count]))).toMatchObject({
      signIns: 1,
      connections: 1,
      foreignPages: 1,
      trespassing: 1,
      malformed: 0,
    });
    expect(report.refusals.map(({ code }) => code).toSorted()).toEqual([
      'not_found',
      'origin_refused',
      'unauthenticated',
      'wrong_credentials',
    ]);
    expect(JSON.stringify(report)).not.toMatch(/ada|alpha|evil|127\.0\.0\.1/i);
  });

  it('[S2-X06] needs a look when somebody guesses passwords', async () => {
    const clinic = await startTestServer({ rateLimits: 'off' });
    const admin = await clinic.setUp();
    const signIns = async () => (await ask(clinic, admin)).abuse.find(({ kind }) => kind === 'signIns');
    const guess = (password: string) =>
      clinic.request('POST', '/auth/login', { email: 'ada@clinic.example', password });
    await Promise.all(Array.from({ length: 19 }, (_, index) => guess(`guess number ${index}`)));
    expect(await signIns()).toMatchObject({ count: 19, attention: 'good' });
    await guess('one more');
    expect(await signIns()).toMatchObject({ count: 20, attention: 'look' });
  });

  it('[S0-L08, S2-X08] counts errors of the server itself, which need a look', async () => {
    const clinic = await startTestServer({
      openStore: async (options) => ({
        ...(await openSqliteStore(options)),
        listDoctors: () => Promise.reject(new Error('broken on purpose')),
      }),
    });
    const admin = await clinic.setUp();
    expect((await clinic.request('GET', '/api/doctors', undefined, admin.bearer)).status).toBe(500);
    expect(await ask(clinic, admin)).toMatchObject({ now: { errors: 1 }, checks: { errors: 'look' } });
    expect(clinic.logEvents()).toContainEqual(expect.objectContaining({ event: 'handler-failed' }));
  });

  it('[S1-L03] is how fast the store answers, how long the longest pause was, and the memory', async () => {
    const clinic = await startTestServer();
    const { doctor } = await clinic.arrangeVisit();
    const { now, checks } = await ask(clinic, doctor);
    expect(now.storeWrite).toBeGreaterThan(0);
    expect(now.storeRead).toBeGreaterThan(0);
    expect(now.lag).toBeGreaterThanOrEqual(0);
    expect(now.memory).toBeGreaterThan(1_000_000);
    expect(now).toMatchObject({ writable: true, backupAt: null });
    expect(checks).toMatchObject({ disk: 'good', backup: 'good' });
  });

  it('has no history yet when the server has just started', async () => {
    const clinic = await startTestServer();
    const { history } = await ask(clinic, await clinic.setUp(), 'day');
    expect(history).toMatchObject({ every: 60, at: [] });
  });
});

it('is for administrators: a span that does not exist is refused, and so are other doctors', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const doctor = await clinic.addDoctor(admin, 'bob@clinic.example');
  const asked = (span: string, { bearer }: Person) =>
    clinic.request('GET', `/api/monitoring?span=${span}`, undefined, bearer);
  expect(await asked('year', admin)).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  expect(await asked('hour', doctor)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});
