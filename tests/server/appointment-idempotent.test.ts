import { expect, it } from 'vitest';
import type { Appointment, InviteLink } from '../../server/protocol/index.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

/** A request that is repeated because its answer was lost makes one appointment. */

const create = (clinic: TestServer, doctor: Person, body: object) =>
  clinic.request<{ code?: string; data: { appointment: Appointment; invite: InviteLink } }>(
    'POST',
    '/api/appointments',
    body,
    doctor.bearer,
  );

const listed = async (clinic: TestServer, doctor: Person): Promise<Appointment[]> => {
  const answer = await clinic.request<{ data: { appointments: Appointment[] } }>(
    'GET',
    '/api/appointments',
    undefined,
    doctor.bearer,
  );
  return answer.body.data.appointments;
};

const startsAt = '2030-05-01T12:00:00.000Z';

it('a repeat finds the appointment and gets a link that works, in place of the lost one', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id: patientId } = await clinic.addPatient(doctor);
  const body = { patientId, startsAt, clientId: 'form-1' };
  const first = await create(clinic, doctor, body);
  const second = await create(clinic, doctor, body);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body.data.appointment.id).toBe(first.body.data.appointment.id);
  expect(await listed(clinic, doctor)).toHaveLength(1);
  const lost = await clinic.request('POST', '/auth/invite', { invite: first.body.data.invite.invite });
  expect(lost.status).toBe(401);
  expect((await clinic.openInvite(second.body.data.invite.invite)).user.fullname).toBe('Pat Alpha');
});

it('many at the same time make one', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id: patientId } = await clinic.addPatient(doctor);
  const body = { patientId, startsAt, clientId: 'form-1' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(clinic, doctor, body)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(7).fill(200), 201]);
  expect(await listed(clinic, doctor)).toHaveLength(1);
});

it('the same id for another patient or another time is a conflict, for another doctor it is a new one', async () => {
  const clinic = await startTestServer();
  const ada = await clinic.setUp();
  const bob = await clinic.addDoctor(ada, 'bob@clinic.example');
  const { id: patientId } = await clinic.addPatient(ada);
  const { id: otherId } = await clinic.addPatient(ada, 'Sam Beta');
  const { id: bobsId } = await clinic.addPatient(bob, 'Quinn Gamma');
  const body = { patientId, startsAt, clientId: 'form-1' };
  await create(clinic, ada, body);
  for (const changes of [{ patientId: otherId }, { startsAt: '2030-05-01T13:00:00Z' }]) {
    const refused = await create(clinic, ada, { ...body, ...changes });
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
  }
  expect((await create(clinic, bob, { ...body, patientId: bobsId })).status).toBe(201);
});

it('without an id, each request makes an appointment; one that is closed by now is not made again', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id: patientId } = await clinic.addPatient(doctor);
  await create(clinic, doctor, { patientId, startsAt });
  await create(clinic, doctor, { patientId, startsAt });
  expect(await listed(clinic, doctor)).toHaveLength(2);
  const body = { patientId, startsAt, clientId: 'form-1' };
  const { id } = (await create(clinic, doctor, body)).body.data.appointment;
  await clinic.request('POST', `/api/appointments/${id}/close`, { outcome: 'cancelled' }, doctor.bearer);
  expect(await create(clinic, doctor, body)).toMatchObject({ status: 409, body: { code: 'visit_over' } });
});
