import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/server.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';
import { saveSettings } from '../support/emergency.ts';
import { startTwoNodes } from '../support/nodes.ts';

const isThere = hasRedis();
if (!isThere) console.info(`Not tested here: two servers of one clinic: ${NO_REDIS}`);

const offer = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n' } as const;

describe.skipIf(!isThere)('two servers of one clinic', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('[S3-D09] show a doctor at one the patient who waits at the other, and carry their messages', async () => {
    const { one, two } = await startTwoNodes(redis.url);
    const { doctor, patient, roomId, patientUser } = await one.arrangeVisit();
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await two.connect(patient, { auth: { userType: 'patient' } });
    const joined = await patientSocket.request('join-waiting-room', { roomId });
    expect(joined).toMatchObject({ room: { doctorOnline: true } });
    expect(await doctorSocket.next('patient-joined-waiting-room')).toMatchObject({ roomId });
    await patientSocket.request('waiting-room-message', { roomId, message: 'Good morning' });
    expect(await doctorSocket.next('waiting-room-message')).toMatchObject({ message: 'Good morning' });
    patientSocket.close();
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ patientId: patientUser.id });
  });

  it('seal what they tell each other, and take nothing that another has made', async () => {
    const { store, one, two } = await startTwoNodes(redis.url);
    const { doctor, patient, roomId } = await one.arrangeVisit();
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await two.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    await patientSocket.request('waiting-room-message', { roomId, message: 'c4nary' });
    await doctorSocket.next('waiting-room-message');
    const stream = `anteroom:${(await store.getClinic()).id}:frames`;
    const frames = await redis.ask('--no-raw', 'XRANGE', stream, '-', '+');
    expect(frames.length).toBeGreaterThan(1_000);
    for (const secret of ['c4nary', roomId, patient.user.id, 'waiting-room']) {
      expect(frames).not.toContain(secret);
    }
    const forged = JSON.stringify({ from: 'me', number: 1, messages: [{ kind: 'hello' }] });
    await redis.ask('XADD', stream, '*', 'f', forged);
    await expect.poll(() => one.logEvents().map(({ event }) => event)).toContain('foreign-frame');
    expect(one.logEvents().filter(({ event }) => event === 'node-joined')).toHaveLength(1);
  });

  it('carry who is there, who types and letters between visits', async () => {
    const { one, two } = await startTwoNodes(redis.url);
    const doctor = await one.setUp();
    await one.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
    const patient = await two.login('pat@clinic.example');
    const doctorSocket = await one.connect(doctor);
    await doctorSocket.settled();
    const patientSocket = await two.connect(patient);
    expect(await doctorSocket.next('user_status_change')).toMatchObject({
      userId: patient.user.id,
      status: 'online',
    });
    doctorSocket.send('typing_start', { receiverId: patient.user.id });
    expect(await patientSocket.next('typing_start')).toMatchObject({ userId: doctor.user.id });
    patientSocket.send('set_status', { status: 'busy' });
    expect(await doctorSocket.next('user_status_change')).toMatchObject({ status: 'busy' });
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'A letter' });
    expect(await doctorSocket.next('new_message')).toMatchObject({
      message: { content: 'A letter' },
    });
    patientSocket.close();
    expect(await doctorSocket.next('user_status_change')).toMatchObject({ status: 'offline' });
  });

  it('[S3-D09] [K06] introduce the two of a call to each other, and relay their signals', async () => {
    const { one, two } = await startTwoNodes(redis.url);
    const { doctor, patient, roomId, patientUser } = await one.arrangeVisit();
    const doctorSocket = await one.connect(doctor, { auth: { userType: 'doctor' } });
    const patientSocket = await two.connect(patient, { auth: { userType: 'patient' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    await patientSocket.request('join-waiting-room', { roomId });
    await doctorSocket.next('patient-joined-waiting-room');
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.next('consultation-starting');
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    expect(await doctorSocket.next('user-joined')).toMatchObject({ socketId: patientSocket.id });
    await doctorSocket.request('offer', { offer, to: patientSocket.id });
    expect(await patientSocket.next('offer')).toMatchObject({ offer, from: doctorSocket.id });
    // The form that names the room takes the same way (K06).
    const shared = { roomId, candidate: { candidate: '' }, userType: 'patient' } as const;
    await patientSocket.request('ice-candidate', shared);
    expect(await doctorSocket.next('ice-candidate')).toEqual(shared);
    // Somebody who is in no call with the two is refused by either.
    const other = await two.connect(await two.addDoctor(doctor, 'bob@clinic.example'));
    expect(await other.refusal('offer', { offer, to: doctorSocket.id })).toMatchObject({
      code: 'not_in_room',
    });
    expect(await other.refusal('ice-candidate', shared)).toMatchObject({ code: 'not_in_room' });
  });

  it('tell every doctor of an emergency, and its patient who has seen it', async () => {
    const { one, two } = await startTwoNodes(redis.url);
    const doctor = await one.setUp();
    await one.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
    const patient = await two.login('pat@clinic.example');
    const doctorSocket = await one.connect(doctor);
    const colleague = await two.connect(await two.addDoctor(doctor, 'bob@clinic.example'));
    const patientSocket = await two.connect(patient);
    await doctorSocket.next('user_status_change');
    const { emergency } = await patientSocket.request('raise_emergency', {
      content: 'I cannot breathe',
      receiverId: doctor.user.id,
    });
    expect(await doctorSocket.next('emergency:alert')).toMatchObject({ message: 'I cannot breathe' });
    await colleague.next('emergency:alert');
    await doctorSocket.request('acknowledge_emergency', { emergencyId: emergency.id });
    await patientSocket.next('emergency:acknowledged');
    await colleague.next('emergency:acknowledged');
    await colleague.request('resolve_emergency', { emergencyId: emergency.id, note: null });
    await doctorSocket.next('emergency:resolved');
    await patientSocket.next('emergency:resolved');
    expect(await patientSocket.request('own_emergency', {})).toMatchObject({ emergency: null });
  });

  it('end a session that is signed out at the other, and know settings that were saved there', async () => {
    const { one, two } = await startTwoNodes(redis.url);
    const doctor = await one.setUp();
    const doctorSocket = await one.connect(doctor);
    await saveSettings(two, doctor, { emergencyNumber: '112' });
    await expect
      .poll(async () => (await one.request('GET', '/api/clinic')).body)
      .toMatchObject({ data: { emergencyNumber: '112' } });
    await two.expectStatus(200, two.request('POST', '/auth/logout', {}, doctor.bearer));
    expect(await doctorSocket.next('session-ended')).toMatchObject({ reason: 'logout' });
    await doctorSocket.next('disconnect' as never);
  });

  it('count requests together', async () => {
    const rateLimits = { 'login-account': { points: 2, seconds: 60 } };
    const { one, two } = await startTwoNodes(redis.url, { rateLimits });
    await one.setUp();
    const tries = [];
    for (const node of [one, two, one]) {
      const body = { email: 'ada@clinic.example', password: 'wrong' };
      tries.push((await node.request('POST', '/auth/login', body)).status);
    }
    expect(tries).toEqual([401, 401, 429]);
    // Nobody reads there who has tried.
    expect(await redis.keys()).not.toMatch(/@|127\.0\.0\.1/);
  });

  it('count what sockets do together, once it is much', async () => {
    const rateLimits = { 'message-person': { points: 10, seconds: 600 } };
    const { one, two } = await startTwoNodes(redis.url, { rateLimits });
    const { patient, roomId } = await one.arrangeVisit();
    const sockets = await Promise.all([one, two].map((node) => node.connect(patient)));
    for (const socket of sockets) await socket.request('join-waiting-room', { roomId });
    const [first, second] = sockets;
    const write = (socket = first) =>
      socket?.emitForAck('waiting-room-message', { roomId, message: 'Hello' }) as Promise<{ ok: boolean }>;
    for (let turn = 0; turn < 9; turn += 1) expect(await write()).toMatchObject({ ok: true });
    // The other one knows soon: it gives one, and no ten.
    await expect.poll(async () => (await write(second)).ok, { interval: 150, timeout: 3_000 }).toBe(false);
    const told = second?.heard('waiting-room-message') ?? [];
    expect(told.length).toBeLessThan(9 + 5);
  });
});
