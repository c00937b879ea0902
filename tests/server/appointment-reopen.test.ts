import { expect, it } from 'vitest';
import type { Appointment } from '../../server/protocol/index.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

/** A visit that was closed by mistake is opened again, and nothing is lost. */

const post = (clinic: TestServer, doctor: Person, id: string, path: string, body: object = {}) =>
  clinic.request<{ code?: string; data: { appointment: Appointment } }>(
    'POST',
    `/api/appointments/${id}/${path}`,
    body,
    doctor.bearer,
  );

it.each(['missed', 'cancelled'] as const)(
  '[S0-U25, S0-N04] a visit that was %s by mistake has its place, results and readiness again',
  async (outcome) => {
    const clinic = await startTestServer();
    const visit = await clinic.arrangeWaiting();
    const { doctor, appointment, roomId, doctorSocket, patientSocket } = visit;
    await patientSocket.request('device-test-results', { roomId, results: { allTestsPassed: true } });
    const before = await patientSocket.request('join-waiting-room', { roomId });
    // Somebody who came later must not have the place meanwhile.
    const sam = await clinic.addPatient(doctor, 'Sam Beta');
    const second = await clinic.addAppointment(doctor, sam.id);
    const samSocket = await clinic.connect(await clinic.openInvite(second.invite.invite));
    await samSocket.request('join-waiting-room', { roomId: second.appointment.roomId });

    await post(clinic, doctor, appointment.id, 'close', { outcome, message: 'A mistake' });
    expect((await samSocket.next('queue-position', ({ position }) => position === 1)).position).toBe(1);
    expect((await patientSocket.refusal('join-waiting-room', { roomId })).code).toBe('visit_over');
    const { room: closed } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(closed.patients).toEqual([]);

    const answer = await post(clinic, doctor, appointment.id, 'reopen');
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { appointment: { status: 'waiting', endedAt: null, closingMessage: null } } },
    });
    for (const socket of [doctorSocket, patientSocket]) {
      await socket.next('appointment-updated', (event) => event.appointment.status === outcome);
      await socket.next('appointment-updated', (event) => event.appointment.status === 'waiting');
    }
    expect((await samSocket.next('queue-position', ({ position }) => position === 2)).position).toBe(2);

    const { room } = await patientSocket.request('join-waiting-room', { roomId });
    expect(room.position).toBe(1);
    expect(room.patients).toMatchObject([
      {
        joinedAt: before.room.patients[0]?.joinedAt,
        ready: true,
        deviceTestCompleted: true,
        deviceTestResults: { allTestsPassed: true },
        connected: true,
        awaySince: null,
      },
    ]);
  },
);

it('a visit whose patient had not come is expected again, and its invitation opens', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const patient = await clinic.addPatient(doctor);
  const { appointment, invite } = await clinic.addAppointment(doctor, patient.id);
  await post(clinic, doctor, appointment.id, 'close', { outcome: 'missed' });
  const refused = await clinic.request('POST', '/auth/invite', { invite: invite.invite });
  expect(refused).toMatchObject({ status: 401, body: { code: 'visit_over' } });
  const answer = await post(clinic, doctor, appointment.id, 'reopen');
  expect(answer.body.data.appointment.status).toBe('scheduled');
  expect((await clinic.openInvite(invite.invite)).user.fullname).toBe('Pat Alpha');
  // The same again, as after a lost answer.
  const again = await post(clinic, doctor, appointment.id, 'reopen');
  expect(again).toMatchObject({ status: 200, body: { data: { appointment: { status: 'scheduled' } } } });
});

it('a place that is given back is kept from then on, however long the patient was away before', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { appointment, roomId, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
  patientSocket.close();
  await doctorSocket.next('patient-left-waiting-room');
  clock.advance(20 * 60_000);
  await post(clinic, await clinic.login('ada@clinic.example'), appointment.id, 'close', {
    outcome: 'missed',
  });
  clock.advance(20 * 60_000);
  const reopenedAt = clock.now();
  await post(clinic, await clinic.login('ada@clinic.example'), appointment.id, 'reopen');
  const { room } = await doctorSocket.request('join-waiting-room', { roomId });
  expect(Date.parse(room.patients[0]?.awaySince ?? '')).toBeGreaterThanOrEqual(reopenedAt);
});

it('a visit that ended, one that runs, and one of two days ago stay as they are', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const { doctor, appointment } = await clinic.arrangeCall();
  expect(await post(clinic, doctor, appointment.id, 'reopen')).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  });
  await post(clinic, doctor, appointment.id, 'close', { outcome: 'ended' });
  const over = { status: 409, body: { code: 'visit_over' } };
  expect(await post(clinic, doctor, appointment.id, 'reopen')).toMatchObject(over);

  const other = await clinic.addAppointment(doctor, appointment.patientId);
  await post(clinic, doctor, other.appointment.id, 'close', { outcome: 'cancelled' });
  clock.advance(25 * 3_600_000);
  const later = await clinic.login('ada@clinic.example');
  expect(await post(clinic, later, other.appointment.id, 'reopen')).toMatchObject(over);
});
