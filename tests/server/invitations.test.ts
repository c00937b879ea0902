import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sessionAnswerSchema, type InviteLink, type SessionAnswer } from '../../server/protocol/index.ts';
import { queryDatabase, readAudit } from '../support/database.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

const HOUR_MS = 3_600_000;

const open = (clinic: TestServer, invite: string) =>
  clinic.request<SessionAnswer & { code?: string }>('POST', '/auth/invite', { invite });

const renew = async (clinic: TestServer, doctor: Person, appointmentId: string): Promise<InviteLink> => {
  const path = `/api/appointments/${appointmentId}/invite`;
  const pending = clinic.request<{ data: { invite: InviteLink } }>('POST', path, {}, doctor.bearer);
  return (await clinic.expectStatus(201, pending)).data.invite;
};

const refusal = (code: string) => ({
  status: 401,
  body: { success: false, code, message: expect.any(String) },
});

it('carries its secret in the fragment of the link and nowhere else', async () => {
  const clinic = await startTestServer();
  const { invite } = await clinic.arrangeVisit();
  const url = new URL(invite.url);

  expect(url.origin).toBe(clinic.url);
  expect(url.pathname).toBe('/visit');
  expect(url.search).toBe('');
  expect(url.hash).toBe(`#invite=${invite.invite}`);
  expect(invite.invite).toMatch(/^[\w-]{43}$/);
});

it('leads to BACKEND_URL where that is set', async () => {
  const clinic = await startTestServer({ publicUrl: 'https://clinic.example' });
  const { invite } = await clinic.arrangeVisit();
  expect(invite.url).toBe(`https://clinic.example/visit#invite=${invite.invite}`);
});

it('leaves only its hash in the data folder', async () => {
  const clinic = await startTestServer();
  const { invite, appointment } = await clinic.arrangeVisit();
  const hash = createHash('sha256').update(invite.invite).digest('base64url');

  expect(
    queryDatabase(
      clinic.dataDir,
      'SELECT secret_hash AS hash FROM invitations WHERE appointment_id = ?',
      appointment.id,
    ),
  ).toEqual([{ hash }]);
  for (const file of readdirSync(clinic.dataDir)) {
    expect(readFileSync(join(clinic.dataDir, file)).includes(invite.invite), file).toBe(false);
  }
});

it('opens a session of the patient, with the visit it is for', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const user = await clinic.addPatient(doctor);
  const { appointment, invite } = await clinic.addAppointment(doctor, user.id);

  const { status, body } = await open(clinic, invite.invite);

  expect(status).toBe(200);
  sessionAnswerSchema.parse(body);
  expect(body).toMatchObject({
    success: true,
    user: { id: user.id, _id: user.id, role: 'patient', isAdmin: false, fullname: 'Pat Alpha', email: null },
    roomId: appointment.roomId,
    appointmentId: appointment.id,
  });
});

it('opens five times and not a sixth', async () => {
  const clinic = await startTestServer();
  const { invite } = await clinic.arrangeVisit();
  for (let opening = 2; opening <= 5; opening += 1) {
    await clinic.expectStatus(200, open(clinic, invite.invite));
  }
  expect(await open(clinic, invite.invite)).toMatchObject(refusal('invitation_used_up'));
});

it('is not used up by reloads: they refresh the session instead', async () => {
  const clinic = await startTestServer();
  const { doctor, patient } = await clinic.arrangeVisit();
  let { refreshToken } = patient;
  for (let reload = 0; reload < 6; reload += 1) {
    const pending = clinic.request<SessionAnswer>('POST', '/auth/refresh', { refreshToken });
    ({ refreshToken } = await clinic.expectStatus(200, pending));
  }
  const { body } = await clinic.request('GET', '/api/appointments', undefined, doctor.bearer);
  expect(body).toMatchObject({ data: { appointments: [{ invitation: { openings: 1, maxOpenings: 5 } }] } });
});

it('expires a day after the start of the visit', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { invite, appointment } = await clinic.arrangeVisit();
  expect(Date.parse(invite.expiresAt) - Date.parse(appointment.startsAt)).toBe(24 * HOUR_MS);

  clock.advance(24 * HOUR_MS);
  await clinic.expectStatus(200, open(clinic, invite.invite));
  clock.advance(HOUR_MS);
  expect(await open(clinic, invite.invite)).toMatchObject(refusal('invitation_expired'));
});

it('is refused when it is unknown', async () => {
  const clinic = await startTestServer();
  await clinic.arrangeVisit();
  expect(await open(clinic, 'x'.repeat(43))).toMatchObject(refusal('invitation_invalid'));
  expect(await open(clinic, '')).toMatchObject({ status: 400 });
});

it('moves the visit to the device that opens it: the one before is told and closed, the place stays', async () => {
  const clinic = await startTestServer();
  const { doctorSocket, patientSocket, patient, invite, roomId } = await clinic.arrangeWaiting();
  await patientSocket.request('device-test-results', { roomId, results: { allTestsPassed: true } });
  await patientSocket.request('patient-ready', { roomId, ready: true });

  const there = await clinic.openInvite(invite.invite);

  expect(await patientSocket.next('session-ended')).toEqual({
    code: 'session_ended',
    reason: 'opened_elsewhere',
  });
  await patientSocket.disconnected();
  expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ reason: 'disconnected' });
  const before = await clinic.request('GET', '/api/appointments', undefined, patient.bearer);
  expect(before).toMatchObject(refusal('opened_elsewhere'));

  const thereSocket = await clinic.connect(there, { auth: { userType: 'patient' } });
  const { room } = await thereSocket.request('join-waiting-room', { roomId });
  expect(room).toMatchObject({ position: 1, patients: [{ ready: true, connected: true }] });
  // The other device's camera says nothing of this one's.
  expect(room.patients).toMatchObject([{ deviceTestCompleted: false, deviceTestResults: null }]);
});

it('stops working when the doctor makes a new link; the session it opened goes on', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, appointment, invite } = await clinic.arrangeVisit();

  const renewed = await renew(clinic, doctor, appointment.id);

  expect(renewed.invite).not.toBe(invite.invite);
  expect(await open(clinic, invite.invite)).toMatchObject(refusal('invitation_invalid'));
  await clinic.expectStatus(200, clinic.request('GET', '/api/appointments', undefined, patient.bearer));
  await clinic.expectStatus(200, open(clinic, renewed.invite));
});

it('is refused after the visit, however that ended, and cannot be renewed', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor);
  for (const outcome of ['ended', 'cancelled', 'missed']) {
    const { appointment, invite } = await clinic.addAppointment(doctor, id);
    const path = `/api/appointments/${appointment.id}`;
    await clinic.expectStatus(200, clinic.request('POST', `${path}/close`, { outcome }, doctor.bearer));

    expect(await open(clinic, invite.invite)).toMatchObject(refusal('visit_over'));
    expect(await clinic.request('POST', `${path}/invite`, {}, doctor.bearer)).toMatchObject({
      status: 409,
      body: { code: 'visit_over' },
    });
  }
});

it('shows each opening to the doctor at once and writes it to the audit log', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment, invite } = await clinic.arrangeVisit();
  const doctorSocket = await clinic.connect(doctor);

  await clinic.openInvite(invite.invite);

  const pushed = await doctorSocket.next('appointment-updated');
  expect(pushed.appointment).toMatchObject({
    id: appointment.id,
    invitation: { openings: 2, maxOpenings: 5, lastOpenedAt: expect.any(String) },
  });
  const openings = readAudit(clinic.dataDir).filter(({ action }) => action === 'invitation.opened');
  expect(openings).toHaveLength(2);
  expect(openings[1]).toMatchObject({ actorId: appointment.patientId, subjectId: appointment.id });
});

it('never shows its state to the patient', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, appointment } = await clinic.arrangeVisit();
  const patientSocket = await clinic.connect(patient);
  await renew(clinic, doctor, appointment.id);
  expect((await patientSocket.next('appointment-updated')).appointment).not.toHaveProperty('invitation');
});

it('opened a hundred times at once gives five sessions, of which one lives', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor);
  const { appointment, invite } = await clinic.addAppointment(doctor, id);

  const answers = await Promise.all(Array.from({ length: 100 }, () => open(clinic, invite.invite)));

  const opened = answers.filter(({ status }) => status === 200);
  expect(opened).toHaveLength(5);
  expect(answers.filter(({ body }) => body.code === 'invitation_used_up')).toHaveLength(95);
  const uses = await Promise.all(
    opened.map(({ body }) =>
      clinic.request('GET', '/api/appointments', undefined, { authorization: `Bearer ${body.token}` }),
    ),
  );
  expect(uses.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  const sql = 'SELECT count(*) AS live FROM sessions WHERE appointment_id = ? AND ended_at IS NULL';
  expect(queryDatabase(clinic.dataDir, sql, appointment.id)).toEqual([{ live: 1 }]);
});

it('[S0-X05] opens its own visit and nothing else of the same patient', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, patientUser, appointment, roomId } = await clinic.arrangeVisit();
  const later = await clinic.addAppointment(doctor, patientUser.id, new Date(Date.now() + HOUR_MS));
  const others = { appointmentId: later.appointment.id, doctorId: doctor.user.id, patientId: patientUser.id };

  const listed = await clinic.request('GET', '/api/appointments', undefined, patient.bearer);
  expect(listed).toMatchObject({ status: 200, body: { data: { appointments: [{ id: appointment.id }] } } });
  expect(listed.body).toHaveProperty('data.appointments.length', 1);

  const socket = await clinic.connect(patient);
  for (const event of ['join-waiting-room', 'join-room']) {
    for (const other of [later.appointment.roomId, later.appointment.id]) {
      expect((await socket.refusal(event, { roomId: other })).code).toMatch(/^(forbidden|not_found)$/);
    }
  }
  expect(await clinic.request('POST', '/api/rooms/create', others, patient.bearer)).toMatchObject({
    status: 403,
  });
  const room = await clinic.request(
    'GET',
    `/api/rooms/${later.appointment.roomId}`,
    undefined,
    patient.bearer,
  );
  expect(room.status).toBe(404);
  await socket.request('join-waiting-room', { roomId });
});

it('does not hear of other visits of the same patient', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, patientUser, appointment } = await clinic.arrangeVisit();
  const socket = await clinic.connect(patient);
  const later = await clinic.addAppointment(doctor, patientUser.id);
  await renew(clinic, doctor, later.appointment.id);
  await renew(clinic, doctor, appointment.id);
  expect((await socket.next('appointment-updated')).appointment.id).toBe(appointment.id);
});
