import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog, openLogDestination } from '../../server/log.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { freePort } from '../support/free-port.ts';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.ts';

const OFFER = { type: 'offer', sdp: 'v=0' } as const;
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };

const lines = (clinic: TestServer, event: string) =>
  clinic.logEvents().filter((line) => line['event'] === event);

describe('the log', () => {
  it('is one JSON object a line, with a level, a time and the name of an event', async () => {
    const clinic = await startTestServer();
    await clinic.arrangeCall();
    for (const line of clinic.logLines) expect(line).toMatch(/^\{.*\}\n$/);
    for (const line of clinic.logEvents()) {
      expect(line).toMatchObject({
        level: expect.stringMatching(/^(trace|debug|info|warn|error)$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        event: expect.stringMatching(/^[a-z-]+$/),
      });
    }
  });

  it('[S0-L01, S2-L01] tells who connects and who disconnects', async () => {
    const clinic = await startTestServer();
    const doctor = await clinic.setUp();
    const socket = await clinic.connect(doctor);
    const socketId = socket.id;
    const userId = doctor.user.id;
    expect(lines(clinic, 'user-connected')).toMatchObject([
      { level: 'info', socketId, userId, role: 'doctor' },
    ]);
    socket.close();
    await expect
      .poll(() => lines(clinic, 'user-disconnected'))
      .toMatchObject([{ level: 'info', socketId, userId, reason: expect.any(String) }]);
  });

  it('[S0-L02] tells who joins and who leaves a waiting room', async () => {
    const clinic = await startTestServer();
    const { doctor, doctorSocket, patientSocket, patientUser, roomId } = await clinic.arrangeWaiting();
    await patientSocket.request('leave-waiting-room', { roomId });
    await doctorSocket.request('leave-waiting-room', { roomId });
    const asDoctor = { userId: doctor.user.id, role: 'doctor', roomId, socketId: doctorSocket.id };
    const asPatient = { userId: patientUser.id, role: 'patient', roomId, socketId: patientSocket.id };
    expect(lines(clinic, 'waiting-room-joined')).toMatchObject([asDoctor, asPatient]);
    expect(lines(clinic, 'waiting-room-left')).toMatchObject([asPatient, asDoctor]);
  });

  it('[S0-L03] tells that there was a message, not what it says', async () => {
    const clinic = await startTestServer();
    const { patientSocket, patientUser, roomId } = await clinic.arrangeWaiting();
    await patientSocket.request('waiting-room-message', { roomId, message: 'c4nary' });
    expect(lines(clinic, 'message-stored')).toEqual([
      { level: 'debug', time: expect.any(String), event: 'message-stored', userId: patientUser.id, roomId },
    ]);
    expect(clinic.logLines.join('')).not.toContain('c4nary');
  });

  it('[S0-L04, S2-H08] tells each refusal with its code, of events, routes and connections', async () => {
    const clinic = await startTestServer();
    const doctor = await clinic.setUp();
    const socket = await clinic.connect(doctor);
    await socket.refusal('join-waiting-room', { roomId: 'unknown' });
    await socket.refusal('patient-ready', { roomId: 7 });
    await socket.refusal('no such event', {});
    expect(lines(clinic, 'event-refused')).toMatchObject([
      { name: 'join-waiting-room', code: 'not_found', socketId: socket.id },
      { name: 'patient-ready', code: 'bad_request' },
      { name: 'unknown', code: 'unknown_event' },
    ]);
    await expect(clinic.connect({ token: 'wrong' })).rejects.toThrow();
    expect(lines(clinic, 'connection-refused')).toMatchObject([{ code: 'unauthenticated' }]);
    await clinic.request('GET', '/api/patients');
    await expect
      .poll(() => lines(clinic, 'request'))
      .toContainEqual(expect.objectContaining({ route: 'listPatients', method: 'GET', status: 401 }));
  });

  it('[S2-L02, S2-L03] tells who joins a call room, and how many are in it', async () => {
    const clinic = await startTestServer();
    const { doctor, patientUser, roomId } = await clinic.arrangeCall();
    expect(lines(clinic, 'call-room-joined')).toMatchObject([
      { userId: doctor.user.id, role: 'doctor', roomId },
      { userId: patientUser.id, role: 'patient', roomId },
    ]);
    expect(lines(clinic, 'call-room-size')).toMatchObject([
      { roomId, participants: 1 },
      { roomId, participants: 2 },
    ]);
  });

  it('[S2-L04, S2-L05, S2-L06] tells signals by their two ends, and the start of a call', async () => {
    const clinic = await startTestServer();
    const { doctor, doctorSocket, patientSocket, roomId } = await clinic.arrangeCall();
    const [from, to] = [doctorSocket.id, patientSocket.id];
    await doctorSocket.request('offer', { to, offer: OFFER });
    await doctorSocket.request('ice-candidate', { to, candidate: CANDIDATE });
    await doctorSocket.request('start-call', { roomId });
    expect(lines(clinic, 'signal-relayed')).toMatchObject([
      { level: 'debug', kind: 'offer', from, to },
      { level: 'debug', kind: 'ice-candidate', from, to },
    ]);
    expect(lines(clinic, 'call-started')).toMatchObject([{ level: 'info', userId: doctor.user.id, roomId }]);
  });

  it('has no line per message or signal at the level that clinics run with', async () => {
    const clinic = await startTestServer({ logLevel: 'info' });
    const { doctorSocket, patientSocket, roomId } = await clinic.arrangeCall();
    const before = clinic.logLines.length;
    await doctorSocket.request('offer', { to: patientSocket.id, offer: OFFER });
    await patientSocket.request('waiting-room-message', { roomId, message: 'Hello' });
    expect(clinic.logLines.length).toBe(before);
  });
});

it('[S0-L04, S0-X09] an unexpected failure is logged by class and place, and answered without details', async () => {
  const clinic = await startTestServer({
    openStore: async (options) => ({
      ...(await openSqliteStore(options)),
      listAppointments: () => Promise.reject(new TypeError('c4nary in an error')),
      findAppointmentByRoom: () => Promise.reject(new TypeError('c4nary in an error')),
    }),
  });
  const doctor = await clinic.setUp();
  const socket = await clinic.connect(doctor);

  const http = await clinic.request('GET', '/api/appointments', undefined, doctor.bearer);
  const ack = await socket.refusal('join-waiting-room', { roomId: 'any' });

  const refusal = { code: 'internal', message: 'Internal error' };
  expect(http).toMatchObject({ status: 500, body: { success: false, ...refusal } });
  expect(ack).toEqual({ ok: false, ...refusal });
  expect(lines(clinic, 'handler-failed')).toMatchObject([
    {
      level: 'error',
      name: 'listAppointments',
      errorName: 'TypeError',
      stack: expect.stringContaining('at '),
    },
    { level: 'error', name: 'join-waiting-room', errorName: 'TypeError' },
  ]);
  expect(clinic.logLines.join('') + JSON.stringify([http.body, ack])).not.toContain('c4nary');
});

it('no name, email, password, text, reason, secret or signal is ever in the log, whatever goes right or wrong', async () => {
  const canaries: string[] = [];
  const canary = (what: string): string => {
    const text = `c4nary-${what}`;
    canaries.push(text);
    return text;
  };
  const clinic = await startTestServer({ logLevel: 'trace' });
  const email = `${canary('email')}@clinic.example`;
  const password = canary('password');
  const doctor = await clinic.setUp(email);
  const patientUser = await clinic.addPatient(doctor, canary('name'), {
    email: `${canary('patient')}@clinic.example`,
    password,
  });
  const { body } = await clinic.request<{
    data: { appointment: { id: string; roomId: string }; invite: { invite: string } };
  }>(
    'POST',
    '/api/appointments',
    { patientId: patientUser.id, startsAt: new Date().toISOString(), reason: canary('reason') },
    doctor.bearer,
  );
  const { roomId } = body.data.appointment;
  const patient = await clinic.openInvite(body.data.invite.invite);
  for (const person of [doctor, patient]) canaries.push(person.token, person.refreshToken);
  canaries.push(body.data.invite.invite);

  // A whole visit.
  const doctorSocket = await clinic.connect(doctor, { auth: { userType: 'doctor' } });
  const patientSocket = await clinic.connect(patient, { auth: { userType: 'patient' } });
  await doctorSocket.request('join-waiting-room', { roomId });
  await patientSocket.request('join-waiting-room', { roomId });
  await patientSocket.request('waiting-room-message', { roomId, message: canary('message') });
  await patientSocket.request('device-test-results', { roomId, results: { camera: canary('camera') } });
  await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
  for (const socket of [doctorSocket, patientSocket]) {
    await socket.request('join-room', {
      roomId,
      userName: canary('claimed-name'),
      userId: canary('claimed-id'),
    });
  }
  await doctorSocket.request('offer', {
    to: patientSocket.id,
    offer: { type: 'offer', sdp: canary('sdp') },
  });

  const summary = `/api/appointments/${body.data.appointment.id}/summary`;
  const write = (notes: string, version: number) =>
    clinic.request('PUT', summary, { notes, version }, doctor.bearer);
  expect((await write(canary('notes'), 0)).status).toBe(200);
  expect((await clinic.request('GET', summary, undefined, doctor.bearer)).status).toBe(200);

  // And all that can go wrong.
  expect((await write(canary('stale-notes'), 0)).status).toBe(409);
  expect((await write(canary('long-notes').repeat(1000), 1)).status).toBe(400);
  expect(
    (await clinic.request('PUT', summary, { notes: canary('their-notes') }, patient.bearer)).status,
  ).toBe(403);
  await patientSocket.refusal(canary('event'), { text: canary('payload') });
  await patientSocket.refusal('waiting-room-message', {
    roomId: `${canary('room')} `,
    message: canary('long'),
  });
  await patientSocket.refusal('join-waiting-room', { roomId: canary('unknown-room') });
  await patientSocket.refusal('offer', {
    to: canary('addressee'),
    offer: { type: 'offer', sdp: canary('lost-sdp') },
  });
  await expect(clinic.connect({ token: canary('bad-token') })).rejects.toThrow();
  const userType = canary('type');
  await expect(clinic.connect(doctor, { auth: { userType } })).rejects.toThrow();
  await clinic.request('POST', '/auth/login', { email, password });
  await clinic.request('POST', '/auth/login', { email: canary('stranger'), password: canary('guess') });
  await clinic.request('POST', '/auth/login', `{"email": "${canary('syntax')}`);
  await clinic.request('POST', '/auth/refresh', { refreshToken: canary('refresh') });
  await clinic.request('POST', '/auth/invite', { invite: canary('invite') });
  await clinic.request('POST', '/api/patients', { fullname: { name: canary('shape') } }, doctor.bearer);
  await clinic.request(
    'GET',
    `/api/rooms/${canary('path')}?token=${canary('query')}`,
    undefined,
    doctor.bearer,
  );
  await clinic.request('GET', `/${canary('address')}`, undefined, {
    referer: `https://x/${canary('referer')}`,
  });
  await clinic.request('GET', '/health', undefined, { origin: `https://${canary('origin')}.example` });
  await clinic.request('POST', '/auth/logout', undefined, doctor.bearer);
  await doctorSocket.disconnected();
  await clinic.server.stop();

  const all = clinic.logLines.join('');
  expect(clinic.logLines.length).toBeGreaterThan(20);
  expect(canaries.filter((text) => all.includes(text))).toEqual([]);
  expect(all).not.toContain('Ada One');
});

it('a field that is not on the list never gets into a line, whatever a caller passes', () => {
  const written: string[] = [];
  const log = createLog('trace', { write: (line) => void written.push(line) });
  const fields = { userId: 'u1', fullname: 'c4nary', err: new Error('c4nary'), token: 'c4nary' };
  for (const level of ['error', 'warn', 'info', 'debug'] as const) log[level]('event', fields);
  expect(written).toHaveLength(4);
  for (const line of written) {
    expect(line).toContain('"userId":"u1"');
    expect(line).not.toContain('c4nary');
  }
});

it('a text with a line break makes no second line', () => {
  const written: string[] = [];
  const log = createLog('info', { write: (line) => void written.push(line) });
  log.info('event', { reason: 'first\n{"level":"error","event":"forged"}' });
  expect(written).toHaveLength(1);
  expect(written[0]?.trimEnd()).not.toContain('\n');
});

it('writes the lines of one turn together and in order, and what is urgent at once', async () => {
  const file = join(await temporaryFolder(), 'log');
  const fd = openSync(file, 'a');
  onTestFinished(() => closeSync(fd));
  const log = createLog('info', openLogDestination(fd));
  const events = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { event: string }).event);
  log.info('first');
  log.info('second');
  expect(events()).toEqual([]);
  log.warn('urgent');
  expect(events()).toEqual(['first', 'second', 'urgent']);
  log.info('third');
  await setImmediate();
  expect(events()).toEqual(['first', 'second', 'urgent', 'third']);
});

it('ends nobody’s visit when it cannot be written: its own disk may be the full one', async () => {
  const file = join(await temporaryFolder(), 'log');
  writeFileSync(file, '');
  // Opened for reading, so that each write fails, as on a full disk.
  const unwritable = openSync(file, 'r');
  onTestFinished(() => closeSync(unwritable));
  const log = createLog('info', openLogDestination(unwritable));
  for (const name of ['first', 'second']) log.error('store-read-only', { reason: name });

  const port = await freePort();
  const child = spawn(process.execPath, [join(process.cwd(), 'server/main.ts')], {
    env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: await temporaryFolder() },
    stdio: ['ignore', unwritable, 'inherit'],
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const health = () => fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status);
  await expect.poll(() => health().catch(() => null), { timeout: 20_000 }).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
