import { describe, expect, it } from 'vitest';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { readAudit } from '../support/database.ts';
import { createFullableStore } from '../support/fullable-store.ts';
import { createTestClock, PASSWORD, startTestServer } from '../support/server.ts';

const start = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const store = createFullableStore();
  const clinic = await startTestServer({ ...options, openStore: store.open });
  const refresh = (refreshToken: string) =>
    clinic.request<SessionAnswer & { code?: string }>('POST', '/auth/refresh', { refreshToken });
  return { store, clinic, refresh };
};

const OFFER = { type: 'offer', sdp: 'v=0' } as const;
const names = (dataDir: string) => readAudit(dataDir).map(({ action }) => action);

describe('while the disk is full', () => {
  it('everybody is told, newcomers too, and told again when there is room', async () => {
    const { store, clinic } = await start();
    const { doctor, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
    store.fill();
    expect(await doctorSocket.next('storage-state')).toEqual({ writable: false });
    expect(await patientSocket.next('storage-state')).toEqual({ writable: false });
    const late = await clinic.connect(doctor);
    expect(await late.next('storage-state')).toEqual({ writable: false });
    expect((await clinic.request('GET', '/health')).body).toMatchObject({ status: 'OK' });
    expect((await clinic.request<string>('GET', '/metrics')).body).toContain('anteroom_store_writable 0');
    store.empty();
    for (const socket of [doctorSocket, patientSocket, late]) {
      expect(await socket.next('storage-state')).toEqual({ writable: true });
    }
    expect((await clinic.request<string>('GET', '/metrics')).body).toContain('anteroom_store_writable 1');
    const logged = clinic.logEvents().map(({ event }) => event);
    expect(logged).toEqual(expect.arrayContaining(['store-read-only', 'store-writable']));
    expect((await clinic.connect(doctor)).pending()).not.toContain('storage-state');
  });

  it('what would have to be stored is refused with a code, and what is stored can be read', async () => {
    const { store, clinic } = await start();
    const { doctor, patientUser, roomId, appointment, doctorSocket, patientSocket } =
      await clinic.arrangeWaiting();
    await patientSocket.request('waiting-room-message', { roomId, message: 'before' });
    store.fill();
    const full = { ok: false, code: 'storage_full' };
    const message = await patientSocket.refusal('waiting-room-message', { roomId, message: 'hello' });
    expect(message).toMatchObject(full);
    expect(await patientSocket.refusal('patient-ready', { roomId, ready: true })).toMatchObject(full);
    const admitting = { roomId, patientId: patientUser.id };
    expect(await doctorSocket.refusal('start-consultation', admitting)).toMatchObject(full);
    expect(await doctorSocket.refusal('acknowledge-patient', { roomId })).toMatchObject(full);
    expect(await patientSocket.refusal('leave-waiting-room', { roomId })).toMatchObject(full);
    const close = { outcome: 'missed' };
    const path = `/api/appointments/${appointment.id}/close`;
    expect(await clinic.request('POST', path, close, doctor.bearer)).toMatchObject({
      status: 507,
      body: { success: false, code: 'storage_full' },
    });
    const login = { email: 'ada@clinic.example', password: PASSWORD };
    expect((await clinic.request('POST', '/auth/login', login)).status).toBe(507);
    // Alike, so that a full disk tells nobody whether a password is right.
    expect((await clinic.request('POST', '/auth/login', { ...login, password: 'wrong' })).status).toBe(507);

    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.messages.map((stored) => stored.message)).toEqual(['before']);
    expect(room.patients).toHaveLength(1);
    const list = await clinic.request('GET', '/api/appointments', undefined, doctor.bearer);
    expect(list.status).toBe(200);
  });

  it('a running call goes on, who reconnects gets in again, and both can hang up', async () => {
    const { store, clinic } = await start();
    const { doctor, patient, doctorSocket, patientSocket, roomId, patientUser } = await clinic.arrangeCall();
    store.fill();
    await doctorSocket.request('offer', { to: patientSocket.id, offer: OFFER });
    expect((await patientSocket.next('offer')).offer).toEqual(OFFER);

    patientSocket.close();
    expect((await doctorSocket.next('user-left')).user.userId).toBe(patientUser.id);
    const back = await clinic.connect(patient);
    const { room } = await back.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([{ userId: patientUser.id, connected: true }]);
    const { participants } = await back.request('join-room', { roomId });
    expect(participants).toMatchObject([{ userId: doctor.user.id }]);
    await back.request('offer', { to: doctorSocket.id, offer: OFFER });
    expect((await doctorSocket.next('offer')).from).toBe(back.id);

    expect(await doctorSocket.request('end-call', { roomId })).toMatchObject({ ok: true, stored: false });
    expect((await back.next('call-ended')).roomId).toBe(roomId);
    doctorSocket.forget();
    store.empty();
    const ended = await doctorSocket.next('appointment-updated');
    expect(ended.appointment.status).toBe('ended');
    expect(names(clinic.dataDir)).toContain('consultation.ended');
    const audits = clinic.logEvents().filter(({ event }) => event === 'audit-missed');
    expect(audits).toContainEqual(expect.objectContaining({ name: 'consultation.ended' }));
  });

  it('a call can begin between two who were let in before, and is on record afterwards', async () => {
    const { store, clinic } = await start();
    const { doctorSocket, patientSocket, roomId, patientUser } = await clinic.arrangeWaiting();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    store.fill();
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    doctorSocket.forget();
    store.empty();
    expect((await doctorSocket.next('appointment-updated')).appointment.status).toBe('inCall');
  });

  it('a patient who hangs up may return, and a call that goes on is not ended afterwards', async () => {
    const { store, clinic } = await start();
    const { doctor, doctorSocket, patientSocket, roomId, appointment } = await clinic.arrangeCall();
    store.fill();
    expect(await doctorSocket.request('end-call', { roomId })).toMatchObject({ stored: false });
    await doctorSocket.request('leave-room', { roomId });
    await patientSocket.request('leave-room', { roomId });
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    store.empty();
    await doctorSocket.next('storage-state', ({ writable }) => writable);
    const list = await clinic.request<{ data: { appointments: { id: string; status: string }[] } }>(
      'GET',
      '/api/appointments',
      undefined,
      doctor.bearer,
    );
    expect(list.body.data.appointments).toMatchObject([{ id: appointment.id, status: 'inCall' }]);
  });

  it('two related people get into the call that they open by themselves', async () => {
    const { store, clinic } = await start();
    const doctor = await clinic.setUp();
    await clinic.addPatient(doctor, 'Pat Alpha', { email: 'pat@x.example', password: PASSWORD });
    const patient = await clinic.login('pat@x.example');
    const [doctorSocket, patientSocket] = [await clinic.connect(doctor), await clinic.connect(patient)];
    store.fill();
    await doctorSocket.request('join-room', { roomId: 'our-room' });
    await patientSocket.request('join-room', { roomId: 'our-room' });
    await doctorSocket.request('offer', { to: patientSocket.id, offer: OFFER });
    expect((await patientSocket.next('offer')).from).toBe(doctorSocket.id);
    store.empty();
    await doctorSocket.next('storage-state', ({ writable }) => writable);
    expect(names(clinic.dataDir)).toContain('call-room.opened');
  });

  it('tokens are renewed without being exchanged, and exchanged again afterwards', async () => {
    const clock = createTestClock();
    const { store, clinic, refresh } = await start({ now: clock.now });
    const { patient, roomId } = await clinic.arrangeVisit();
    store.fill();
    clock.advance(11 * 60_000);
    for (let count = 0; count < 3; count += 1) {
      const { status, body } = await refresh(patient.refreshToken);
      expect(status).toBe(200);
      expect(body).toMatchObject({ refreshToken: patient.refreshToken, roomId });
      await clinic.connect({ token: body.token });
      clock.advance(60_000);
    }
    store.empty();
    const { body } = await refresh(patient.refreshToken);
    expect(body.refreshToken).not.toBe(patient.refreshToken);
    clock.advance(60_000);
    expect((await refresh(patient.refreshToken)).body.code).toBe('session_ended');
  });

  it('a token that was exchanged before is repeated for a moment, and otherwise judged later', async () => {
    const clock = createTestClock();
    const { store, clinic, refresh } = await start({ now: clock.now });
    const { patient } = await clinic.arrangeVisit();
    const first = await refresh(patient.refreshToken);
    store.fill();
    expect((await refresh(patient.refreshToken)).body.refreshToken).toBe(first.body.refreshToken);
    clock.advance(60_000);
    expect(await refresh(patient.refreshToken)).toMatchObject({
      status: 507,
      body: { code: 'storage_full' },
    });
    expect((await refresh('nonsense')).status).toBe(401);
    clock.advance(40 * 24 * 3_600_000);
    expect((await refresh(first.body.refreshToken)).body.code).toBe('token_expired');
    store.empty();
    expect((await refresh(patient.refreshToken)).body.code).toBe('session_ended');
  });

  it('a place is neither given to newcomers nor taken from those who are here', async () => {
    const clock = createTestClock();
    const { store, clinic, refresh } = await start({ now: clock.now });
    const { doctor, doctorSocket, patient, patientSocket, patientUser, roomId } =
      await clinic.arrangeWaiting();
    const other = await clinic.addPatient(doctor, 'Pat Beta');
    const { appointment, invite } = await clinic.addAppointment(doctor, other.id);
    const newcomer = await clinic.connect(await clinic.openInvite(invite.invite));
    patientSocket.close();
    await doctorSocket.next('patient-left-waiting-room');
    store.fill();
    expect(await newcomer.refusal('join-waiting-room', { roomId: appointment.roomId })).toMatchObject({
      code: 'storage_full',
    });
    clock.advance(29 * 60_000);
    const back = await clinic.connect((await refresh(patient.refreshToken)).body);
    await back.request('join-waiting-room', { roomId });
    clock.advance(2 * 60_000);
    await clinic.server.tick();
    store.empty();
    await back.next('storage-state', ({ writable }) => writable);
    await clinic.server.tick();
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([{ userId: patientUser.id, connected: true }]);
  });

  it('a server that starts with it lets people read and call, and writes down later who was away', async () => {
    const first = await startTestServer();
    const { doctor, patient, roomId } = await first.arrangeCall();
    await first.server.stop();
    const store = createFullableStore({ isFull: true });
    const clinic = await startTestServer({ dataDir: first.dataDir, openStore: store.open });
    const doctorSocket = await clinic.connect(doctor);
    expect(await doctorSocket.next('storage-state')).toEqual({ writable: false });
    const patientSocket = await clinic.connect(patient);
    await patientSocket.request('join-waiting-room', { roomId });
    await doctorSocket.request('join-room', { roomId });
    expect((await patientSocket.request('join-room', { roomId })).participants).toHaveLength(1);
    store.empty();
    await patientSocket.next('storage-state', ({ writable }) => writable);
    expect(store.refused).toEqual(expect.arrayContaining(['markAllAway', 'arrive']));
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([{ connected: true, awaySince: null }]);
  });

  it('what could not be written before the server stopped is counted in the log', async () => {
    const { store, clinic } = await start();
    const { doctorSocket, roomId } = await clinic.arrangeCall();
    store.fill();
    await doctorSocket.request('end-call', { roomId });
    await clinic.server.stop();
    expect(clinic.logEvents()).toContainEqual(expect.objectContaining({ event: 'audit-lost', count: 1 }));
  });
});
