import { expect, it } from 'vitest';
import { NOTES_MAX_LENGTH, routes, type RouteAnswer } from '../../server/protocol/index.ts';
import { readAudit } from '../support/database.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

type Summary = RouteAnswer<'getVisitSummary'>['data'];

const pathOf = (appointmentId: string) => `/api/appointments/${appointmentId}/summary`;

const read = async (clinic: TestServer, person: Person, appointmentId: string): Promise<Summary> => {
  const body = await clinic.expectStatus(
    200,
    clinic.request('GET', pathOf(appointmentId), undefined, person.bearer),
  );
  return routes.getVisitSummary.answer.parse(body).data;
};

const write = (clinic: TestServer, person: Person, appointmentId: string, notes: string, version: number) =>
  clinic.request('PUT', pathOf(appointmentId), { notes, version }, person.bearer);

it('is empty at first, and keeps what the doctor writes over a restart of the server', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  expect(await read(clinic, doctor, appointment.id)).toMatchObject({
    appointment: { id: appointment.id, patientName: 'Pat Alpha' },
    summary: { notes: '', version: 0, updatedAt: null },
    followUps: [],
  });
  const notes = '  Sleeps badly.\n\nनींद कम आती है 😴\n';
  expect(await write(clinic, doctor, appointment.id, notes, 0)).toMatchObject({
    status: 200,
    body: { success: true, data: { summary: { notes, version: 1, updatedAt: expect.any(String) } } },
  });
  await clinic.server.stop();
  const again = await startTestServer({ dataDir: clinic.dataDir });
  expect((await read(again, doctor, appointment.id)).summary).toMatchObject({ notes, version: 1 });
});

it('is written before, during and after the visit', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeCall();
  expect((await write(clinic, doctor, appointment.id, 'in the call', 0)).status).toBe(200);
  const close = `/api/appointments/${appointment.id}/close`;
  await clinic.expectStatus(200, clinic.request('POST', close, { outcome: 'ended' }, doctor.bearer));
  expect((await write(clinic, doctor, appointment.id, 'in the call and after', 1)).status).toBe(200);
  expect(await read(clinic, doctor, appointment.id)).toMatchObject({
    appointment: { status: 'ended' },
    summary: { notes: 'in the call and after', version: 2 },
  });
});

it('refuses to overwrite what was written in another window, and loses nothing', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  await write(clinic, doctor, appointment.id, 'from one window', 0);
  expect(await write(clinic, doctor, appointment.id, 'from another', 0)).toMatchObject({
    status: 409,
    body: { success: false, code: 'conflict' },
  });
  expect((await read(clinic, doctor, appointment.id)).summary.notes).toBe('from one window');
  // The answer to the first was lost, and it is sent again.
  expect(await write(clinic, doctor, appointment.id, 'from one window', 0)).toMatchObject({
    status: 200,
    body: { data: { summary: { version: 1 } } },
  });
});

it('is the visit’s own doctor’s: no other doctor, admin or patient reads or writes it', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const doctor = await clinic.addDoctor(admin, 'bob@clinic.example');
  const other = await clinic.addDoctor(admin, 'carol@clinic.example', 'Carol Three');
  const { id } = await clinic.addPatient(doctor);
  const { appointment, invite } = await clinic.addAppointment(doctor, id);
  const patient = await clinic.openInvite(invite.invite);
  await write(clinic, doctor, appointment.id, 'c4nary', 0);
  for (const person of [admin, other, patient]) {
    const path = pathOf(appointment.id);
    for (const answer of [
      await clinic.request('GET', path, undefined, person.bearer),
      await write(clinic, person, appointment.id, 'mine', 1),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(JSON.stringify(answer.body)).not.toContain('c4nary');
    }
  }
  expect((await read(clinic, doctor, appointment.id)).summary.notes).toBe('c4nary');
  expect(await clinic.request('GET', pathOf('unknown'), undefined, doctor.bearer)).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});

it('reaches the patient in nothing that the server sends', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patient, patientSocket, appointment, roomId } = await clinic.arrangeCall();
  const received: string[] = [];
  patientSocket.socket.onAny((...parts: unknown[]) => received.push(JSON.stringify(parts)));
  await write(clinic, doctor, appointment.id, 'c4nary', 0);
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  const { body } = await clinic.request('GET', '/api/appointments', undefined, patient.bearer);
  await doctorSocket.request('end-call', { roomId });
  await patientSocket.next('call-ended');
  expect(JSON.stringify([room, body, received])).not.toContain('c4nary');
});

it('lists the appointments that follow the visit up, and only those', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment, patientUser } = await clinic.arrangeVisit();
  const startsAt = new Date(Date.now() + 14 * 86_400_000).toISOString();
  const make = (followUpOf?: string) =>
    clinic.request(
      'POST',
      '/api/appointments',
      { patientId: patientUser.id, startsAt, followUpOf, durationMinutes: 45 },
      doctor.bearer,
    );
  await make();
  await make(appointment.id);
  expect((await read(clinic, doctor, appointment.id)).followUps).toMatchObject([
    { startsAt, durationMinutes: 45, followUpOf: appointment.id, status: 'scheduled' },
  ]);
});

it('takes as much as its limit says and no more, and names the field', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  const longest = 'अ'.repeat(NOTES_MAX_LENGTH);
  expect((await write(clinic, doctor, appointment.id, longest, 0)).status).toBe(200);
  expect(await write(clinic, doctor, appointment.id, `${longest}अ`, 1)).toMatchObject({
    status: 400,
    body: { code: 'bad_request', issues: [{ path: 'notes' }] },
  });
  expect((await write(clinic, doctor, appointment.id, 'text', -1)).status).toBe(400);
  expect((await read(clinic, doctor, appointment.id)).summary.version).toBe(1);
});

it('leaves an audit entry for each change, without a word of the text', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  await write(clinic, doctor, appointment.id, 'c4nary', 0);
  await clinic.server.stop();
  const rows = readAudit(clinic.dataDir);
  expect(rows.filter(({ action }) => action === 'visit-summary.saved')).toMatchObject([
    { actorId: doctor.user.id, subjectId: appointment.id },
  ]);
  expect(JSON.stringify(rows)).not.toContain('c4nary');
});
