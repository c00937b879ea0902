import { expect, it } from 'vitest';
import { StoreUnavailableError } from '../../server/domain/errors.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { changeDatabase, readAudit } from '../support/database.ts';
import {
  changeDoctor,
  disableDoctor,
  enableDoctor,
  listDoctors,
  makePasswordLink,
} from '../support/people.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

const refused = (code: string) => ({ status: 409, body: { success: false, code } });

it('shows the admin every doctor, and the others the names of those who are not disabled', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const carol = await clinic.addDoctor(admin, 'carol@clinic.example', 'Carol Three');
  await disableDoctor(clinic, admin, carol.user.id);

  expect(await listDoctors(clinic, admin)).toMatchObject([
    { fullname: 'Ada One', email: 'ada@clinic.example', isAdmin: true, hasAccount: true, disabledAt: null },
    { fullname: 'Bob Two', isAdmin: false, openVisits: { now: 0, later: 0 }, passwordLink: null },
    { fullname: 'Carol Three', disabledAt: expect.any(String) },
  ]);
  expect(await listDoctors(clinic, bob)).toEqual([
    { id: admin.user.id, fullname: 'Ada One' },
    { id: bob.user.id, fullname: 'Bob Two' },
  ]);
});

it('adds a doctor without a password, who chooses one by a link', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const body = { fullname: 'Bob Two', email: 'bob@clinic.example' };
  const created = await clinic.request<{ data: { user: { id: string } } }>(
    'POST',
    '/api/doctors',
    body,
    admin.bearer,
  );
  expect(created.status).toBe(201);
  const { id } = created.body.data.user;
  expect(await clinic.request('POST', '/auth/login', { email: body.email, password: '' })).toMatchObject({
    status: 401,
  });
  const { link } = await makePasswordLink(clinic, admin, id);
  expect(await listDoctors(clinic, admin)).toMatchObject([
    {},
    { hasAccount: false, passwordLink: { expiresAt: expect.any(String) } },
  ]);
  await clinic.expectStatus(200, clinic.request('POST', '/auth/password', { link, password: PASSWORD }));
  expect((await clinic.login(body.email)).user).toMatchObject({ id, role: 'doctor' });
});

it('ends the sessions of a doctor who is disabled, on the socket too, until the doctor is enabled', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const socket = await clinic.connect(bob);
  const id = bob.user.id;

  const started = Date.now();
  const answer = await disableDoctor(clinic, admin, id);
  expect(answer).toMatchObject({ status: 200, body: { data: { closedVisits: 0, doctor: { id } } } });
  expect(await socket.next('session-ended')).toEqual({ code: 'session_ended', reason: 'revoked' });
  expect(Date.now() - started).toBeLessThan(5_000);
  expect((await clinic.request('GET', '/api/patients', undefined, bob.bearer)).status).toBe(401);
  const refresh = { refreshToken: bob.refreshToken };
  expect((await clinic.request('POST', '/auth/refresh', refresh)).status).toBe(401);
  const credentials = { email: 'bob@clinic.example', password: PASSWORD };
  expect(await clinic.request('POST', '/auth/login', credentials)).toMatchObject({
    status: 401,
    body: { code: 'wrong_credentials' },
  });
  expect((await disableDoctor(clinic, admin, id)).status).toBe(200);

  expect(await enableDoctor(clinic, admin, id)).toMatchObject({
    status: 200,
    body: { data: { doctor: { disabledAt: null } } },
  });
  expect((await clinic.login('bob@clinic.example')).user.id).toBe(id);
  // The sessions of before stay ended.
  expect((await clinic.request('POST', '/auth/refresh', refresh)).status).toBe(401);
  expect(
    readAudit(clinic.dataDir)
      .filter(({ action }) => action.startsWith('account.doctor-'))
      .map(({ action, actorId, subjectId }) => [action, actorId, subjectId]),
  ).toEqual([
    ['account.doctor-created', admin.user.id, id],
    ['account.doctor-disabled', admin.user.id, id],
    ['account.doctor-enabled', admin.user.id, id],
  ]);
});

it('leaves nobody waiting for a doctor who is disabled', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const waiting = await clinic.addPatient(bob, 'Pat Alpha');
  const calling = await clinic.addPatient(bob, 'Quinn Beta');
  const later = await clinic.addPatient(bob, 'Remy Gamma');
  const visit = await clinic.addAppointment(bob, waiting.id);
  const call = await clinic.addAppointment(bob, calling.id);
  const scheduled = await clinic.addAppointment(bob, later.id);
  const doctorSocket = await clinic.connect(bob);
  const patient = await clinic.openInvite(visit.invite.invite);
  const patientSocket = await clinic.connect(patient);
  await patientSocket.request('join-waiting-room', { roomId: visit.appointment.roomId });
  const caller = await clinic.connect(await clinic.openInvite(call.invite.invite));
  const { roomId } = call.appointment;
  await caller.request('join-waiting-room', { roomId });
  await doctorSocket.request('start-consultation', { roomId, patientId: calling.id });
  await doctorSocket.request('join-room', { roomId });
  await caller.request('join-room', { roomId });

  expect(await disableDoctor(clinic, admin, bob.user.id)).toMatchObject(refused('visits_open'));
  expect((await listDoctors(clinic, admin))[1]).toMatchObject({
    disabledAt: null,
    openVisits: { now: 2, later: 1 },
  });
  expect((await clinic.request('GET', '/api/patients', undefined, bob.bearer)).status).toBe(200);

  patientSocket.forget();
  caller.forget();
  const answer = await disableDoctor(clinic, admin, bob.user.id, { closeVisits: true });
  expect(answer).toMatchObject({
    status: 200,
    body: { data: { closedVisits: 3, doctor: { openVisits: { now: 0, later: 0 } } } },
  });
  expect(await patientSocket.next('appointment-updated')).toMatchObject({
    appointment: { id: visit.appointment.id, status: 'cancelled' },
  });
  expect(await caller.next('appointment-updated')).toMatchObject({
    appointment: { id: call.appointment.id, status: 'ended' },
  });
  expect(await caller.next('call-ended')).toMatchObject({
    roomId,
    fromUser: { userName: 'Bob Two' },
  });
  expect(await clinic.request('POST', '/auth/invite', { invite: scheduled.invite.invite })).toMatchObject({
    status: 401,
    body: { code: 'visit_over' },
  });
});

it('keeps one admin who can sign in, and nobody disables the own account', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  expect(await disableDoctor(clinic, admin, admin.user.id)).toMatchObject(refused('own_account'));
  const demote = (actor: typeof admin) => changeDoctor(clinic, actor, admin.user.id, { isAdmin: false });
  expect(await demote(admin)).toMatchObject(refused('last_admin'));

  expect(await changeDoctor(clinic, admin, bob.user.id, { isAdmin: true })).toMatchObject({
    status: 200,
    body: { data: { doctor: { isAdmin: true } } },
  });
  // A changed right counts at once, without signing in again.
  expect(await demote(bob)).toMatchObject({ status: 200 });
  expect(await demote(admin)).toMatchObject({ status: 403 });
  expect(await changeDoctor(clinic, bob, bob.user.id, { isAdmin: false })).toMatchObject(
    refused('last_admin'),
  );
});

it('changes name and email of a doctor; the new name reaches who waits', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const patient = await clinic.addPatient(bob);
  const { invite, appointment } = await clinic.addAppointment(bob, patient.id);
  const socket = await clinic.connect(await clinic.openInvite(invite.invite));
  await socket.request('join-waiting-room', { roomId: appointment.roomId });
  await socket.settled();
  socket.forget();

  const changes = { fullname: 'Dr Bob Two', email: 'Robert@clinic.example' };
  expect(await changeDoctor(clinic, admin, bob.user.id, changes)).toMatchObject({
    status: 200,
    body: { data: { doctor: { fullname: 'Dr Bob Two', email: 'robert@clinic.example' } } },
  });
  expect(await socket.next('appointment-updated')).toMatchObject({
    appointment: { doctorName: 'Dr Bob Two' },
  });
  expect((await clinic.login('robert@clinic.example')).user.fullname).toBe('Dr Bob Two');
  expect(await changeDoctor(clinic, admin, bob.user.id, { email: 'ada@clinic.example' })).toMatchObject(
    refused('email_taken'),
  );
  expect(await changeDoctor(clinic, admin, patient.id, { fullname: 'X' })).toMatchObject({ status: 404 });
  expect(await enableDoctor(clinic, admin, patient.id)).toMatchObject({ status: 404 });
  expect(await disableDoctor(clinic, admin, patient.id)).toMatchObject({ status: 404 });
  const row = readAudit(clinic.dataDir).find(({ action }) => action === 'account.doctor-changed');
  expect(row?.detail).toBe(JSON.stringify({ fields: 'email,fullname' }));
});

it('closes the connections of a disabled doctor also if the visits cannot be closed now', async () => {
  const clinic = await startTestServer({
    openStore: async (options) => ({
      ...(await openSqliteStore(options)),
      transitionAppointment: () => Promise.reject(new StoreUnavailableError('for the test')),
    }),
  });
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const patient = await clinic.addPatient(bob);
  await clinic.addAppointment(bob, patient.id);
  const socket = await clinic.connect(bob);

  expect(await disableDoctor(clinic, admin, bob.user.id, { closeVisits: true })).toMatchObject({
    status: 503,
  });
  expect(await socket.next('session-ended')).toMatchObject({ reason: 'revoked' });
});

it('has no identity any more once it is disabled, even where a session was left open', async () => {
  const first = await startTestServer();
  const admin = await first.setUp();
  const bob = await first.addDoctor(admin, 'bob@clinic.example');
  await first.server.stop();
  // As if the ending of the sessions had been forgotten.
  changeDatabase(first.dataDir, 'UPDATE accounts SET disabled_at = ? WHERE id = ?', Date.now(), bob.user.id);

  const second = await startTestServer({ dataDir: first.dataDir });
  expect(await second.request('GET', '/api/profile', undefined, bob.bearer)).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
  await expect(second.connect(bob)).rejects.toThrow(ConnectRefused);
});
