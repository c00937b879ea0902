import { expect, it } from 'vitest';
import { appointmentSchema, inviteLinkSchema, type Appointment } from '../../server/protocol/index.ts';
import { PASSWORD, startTestServer, type Person, type TestServer } from '../support/server.ts';

const HOUR_MS = 3_600_000;
const MIDDAY = Date.parse('2030-05-01T12:00:00Z');

const list = async (clinic: TestServer, person: Person, query = ''): Promise<Appointment[]> => {
  const { body } = await clinic.request<{ data: { appointments: Appointment[] } }>(
    'GET',
    `/api/appointments${query}`,
    undefined,
    person.bearer,
  );
  return body.data.appointments;
};

it('is made by the doctor with a room and an invitation', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const patient = await clinic.addPatient(doctor);

  const { status, body } = await clinic.request<{
    success: boolean;
    data: { appointment: Appointment; invite: unknown };
  }>(
    'POST',
    '/api/appointments',
    { patientId: patient.id, startsAt: '2030-05-01T14:00:00+02:00', reason: ' Follow-up ' },
    doctor.bearer,
  );

  expect(status).toBe(201);
  expect(body.success).toBe(true);
  expect(appointmentSchema.parse(body.data.appointment)).toMatchObject({
    id: expect.any(String),
    roomId: expect.stringMatching(/^[\w-]{22}$/),
    patientId: patient.id,
    patientName: 'Pat Alpha',
    doctorId: doctor.user.id,
    doctorName: 'Ada One',
    startsAt: '2030-05-01T12:00:00.000Z',
    reason: 'Follow-up',
    status: 'scheduled',
    durationMinutes: 20,
    followUpOf: null,
    startedAt: null,
    endedAt: null,
    invitation: { openings: 0, maxOpenings: 5, lastOpenedAt: null },
  });
  expect(inviteLinkSchema.parse(body.data.invite).expiresAt).toBe('2030-05-02T12:00:00.000Z');
});

it('is pushed to the doctor’s other windows', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const patient = await clinic.addPatient(doctor);
  const socket = await clinic.connect(doctor);
  const { appointment } = await clinic.addAppointment(doctor, patient.id);
  expect((await socket.next('appointment-updated')).appointment).toEqual(appointment);
});

it('needs a relation: a doctor cannot invite the patient of another', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const patient = await clinic.addPatient(bob);
  const startsAt = new Date().toISOString();
  for (const patientId of [patient.id, 'unknown', bob.user.id, admin.user.id]) {
    const answer = await clinic.request('POST', '/api/appointments', { patientId, startsAt }, admin.bearer);
    expect(answer).toMatchObject({ status: 403, body: { success: false, code: 'forbidden' } });
  }
});

it('is listed by start, within the half-open range that is asked for', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const patient = await clinic.addPatient(doctor);
  for (const hours of [2, 0, 1]) {
    await clinic.addAppointment(doctor, patient.id, new Date(MIDDAY + hours * HOUR_MS));
  }
  const at = (hours: number): string => new Date(MIDDAY + hours * HOUR_MS).toISOString();
  const starts = async (query: string) => (await list(clinic, doctor, query)).map(({ startsAt }) => startsAt);

  expect(await starts('')).toEqual([at(0), at(1), at(2)]);
  expect(await starts(`?from=${at(1)}`)).toEqual([at(1), at(2)]);
  expect(await starts(`?to=${at(1)}`)).toEqual([at(0)]);
  expect(await starts(`?from=${at(1)}&to=${at(2)}`)).toEqual([at(1)]);
  expect(await starts('?from=2030-05-01T15:00:00%2B02:00')).toEqual([at(1), at(2)]);
});

it('is seen by its doctor and its patient, and by no one else', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const account = { email: 'pat@clinic.example', password: PASSWORD };
  const patientUser = await clinic.addPatient(bob, 'Pat Alpha', account);
  await clinic.addPatient(bob, 'Quinn Beta', { ...account, email: 'quinn@clinic.example' });
  const { appointment } = await clinic.addAppointment(bob, patientUser.id);
  const patient = await clinic.login('pat@clinic.example');
  const other = await clinic.login('quinn@clinic.example');

  expect(await list(clinic, bob)).toEqual([appointment]);
  const { invitation, ...withoutInvitation } = appointment;
  expect(invitation).toBeDefined();
  expect(await list(clinic, patient)).toEqual([withoutInvitation]);
  expect(await list(clinic, admin)).toEqual([]);
  expect(await list(clinic, other)).toEqual([]);
});

it('is closed by its doctor once, with the outcome that was given', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patientSocket, appointment, roomId } = await clinic.arrangeWaiting();
  const path = `/api/appointments/${appointment.id}/close`;

  const closed = await clinic.request('POST', path, { outcome: 'missed' }, doctor.bearer);

  expect(closed).toMatchObject({
    status: 200,
    body: { success: true, data: { appointment: { status: 'missed', endedAt: expect.any(String) } } },
  });
  const isMissed = ({ appointment: { status } }: { appointment: Appointment }) => status === 'missed';
  await patientSocket.next('appointment-updated', isMissed);
  await doctorSocket.next('appointment-updated', isMissed);
  expect((await doctorSocket.next('patient-left-waiting-room')).roomId).toBe(roomId);
  expect(await patientSocket.refusal('join-waiting-room', { roomId })).toMatchObject({ code: 'visit_over' });
  expect(await clinic.request('POST', path, { outcome: 'ended' }, doctor.bearer)).toMatchObject({
    status: 409,
    body: { code: 'visit_over' },
  });
});

it('cannot be cancelled while its call runs, but can be ended', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeCall();
  const close = (outcome: string) =>
    clinic.request('POST', `/api/appointments/${appointment.id}/close`, { outcome }, doctor.bearer);
  expect(await close('cancelled')).toMatchObject({ status: 409, body: { code: 'conflict' } });
  expect(await close('ended')).toMatchObject({ status: 200 });
});

it('is changed by no other doctor, the admin included', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const patient = await clinic.addPatient(bob);
  const { appointment } = await clinic.addAppointment(bob, patient.id);
  for (const action of ['close', 'invite']) {
    const path = `/api/appointments/${appointment.id}/${action}`;
    const answer = await clinic.request('POST', path, { outcome: 'ended' }, admin.bearer);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const unknown = `/api/appointments/unknown/${action}`;
    expect(await clinic.request('POST', unknown, { outcome: 'ended' }, bob.bearer)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  }
});

it('is not made from a wrong body, and the field is named', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const startsAt = '2030-05-01T12:00:00Z';
  for (const [body, field] of [
    [{ startsAt }, 'patientId'],
    [{ patientId: 'p', startsAt: 'tomorrow' }, 'startsAt'],
    [{ patientId: 'p', startsAt: '2030-05-01T12:00:00' }, 'startsAt'],
    [{ patientId: 'p', startsAt: '9999-12-31T23:59:59Z' }, 'startsAt'],
    [{ patientId: 'p', startsAt, reason: 'x'.repeat(201) }, 'reason'],
  ] as const) {
    const answer = await clinic.request('POST', '/api/appointments', body, doctor.bearer);
    expect(answer).toMatchObject({ status: 400, body: { success: false, issues: [{ path: field }] } });
  }
});

it('is not listed for a range that is none', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const from = 'from=2030-05-01T12:00:00Z';
  for (const query of ['from=yesterday', 'to=2030', `${from}&${from}`]) {
    const answer = await clinic.request('GET', `/api/appointments?${query}`, undefined, doctor.bearer);
    expect(answer).toMatchObject({ status: 400, body: { success: false, code: 'bad_request' } });
  }
});
