import { expect, it } from 'vitest';
import type { Appointment } from '../../server/protocol/index.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

/** Appointments that change while someone may be waiting for them. */

const HOUR = 3_600_000;

const update = (clinic: TestServer, doctor: Person, id: string, body: object) =>
  clinic.request<{ code?: string; data: { appointment: Appointment } }>(
    'PATCH',
    `/api/appointments/${id}`,
    body,
    doctor.bearer,
  );

const close = (clinic: TestServer, doctor: Person, id: string, body: object) =>
  clinic.request<{ data: { appointment: Appointment } }>(
    'POST',
    `/api/appointments/${id}/close`,
    body,
    doctor.bearer,
  );

const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

it('[S0-U25, S0-N04] a moved visit tells whoever waits, and the place stays', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment, roomId, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
  await patientSocket.request('patient-ready', { roomId, ready: true });
  const startsAt = inHours(3);
  const answer = await update(clinic, doctor, appointment.id, { startsAt, durationMinutes: 40 });
  expect(answer).toMatchObject({ status: 200 });
  const moved = { startsAt, durationMinutes: 40, movedFrom: appointment.startsAt, status: 'waiting' };
  expect(answer.body.data.appointment).toMatchObject(moved);
  for (const socket of [doctorSocket, patientSocket]) {
    const told = await socket.next('appointment-updated', (event) => event.appointment.movedFrom !== null);
    expect(told.appointment).toMatchObject(moved);
  }
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room).toMatchObject({ position: 1, patients: [{ ready: true }], appointment: moved });
});

it('moves the end of the invitation, and keeps the link', async () => {
  const clock = createTestClock();
  const clinic = await startTestServer({ now: clock.now });
  const doctor = await clinic.setUp();
  const patient = await clinic.addPatient(doctor);
  const { appointment, invite } = await clinic.addAppointment(doctor, patient.id);
  const startsAt = inHours(72);
  const answer = await update(clinic, doctor, appointment.id, { startsAt });
  expect(answer.body.data.appointment.invitation?.expiresAt).toBe(
    new Date(Date.parse(startsAt) + 24 * HOUR).toISOString(),
  );
  // Before it was moved, the link would have ended a day after the first start.
  clock.advance(60 * HOUR);
  expect((await clinic.openInvite(invite.invite)).user.fullname).toBe('Pat Alpha');
});

it('changes only what is given, and a start that is the same is no move', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  const { startsAt } = appointment;
  const reason = 'Blood pressure';
  const first = await update(clinic, doctor, appointment.id, { startsAt, reason });
  expect(first.body.data.appointment).toMatchObject({ startsAt, reason, movedFrom: null });
  const second = await update(clinic, doctor, appointment.id, { durationMinutes: 45 });
  expect(second.body.data.appointment).toMatchObject({ startsAt, reason, durationMinutes: 45 });
  const third = await update(clinic, doctor, appointment.id, { reason: ' ' });
  expect(third.body.data.appointment.reason).toBeNull();
});

it('does not move a visit that has begun, and changes none that is over', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeCall();
  const startsAt = inHours(5);
  expect(await update(clinic, doctor, appointment.id, { startsAt })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  });
  expect(await update(clinic, doctor, appointment.id, { reason: 'Follow-up' })).toMatchObject({
    status: 200,
  });
  await close(clinic, doctor, appointment.id, { outcome: 'ended' });
  expect(await update(clinic, doctor, appointment.id, { reason: 'Later' })).toMatchObject({
    status: 409,
    body: { code: 'visit_over' },
  });
});

it('refuses what is no time, no length and no reason', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment } = await clinic.arrangeVisit();
  for (const [body, field] of [
    [{ startsAt: 'tomorrow' }, 'startsAt'],
    [{ startsAt: '9999-12-31T23:59:59Z' }, 'startsAt'],
    [{ durationMinutes: 0 }, 'durationMinutes'],
    [{ reason: 'x'.repeat(201) }, 'reason'],
  ] as const) {
    expect(await update(clinic, doctor, appointment.id, body)).toMatchObject({
      status: 400,
      body: { issues: [{ path: field }] },
    });
  }
  expect(await update(clinic, doctor, 'unknown', {})).toMatchObject({ status: 404 });
});

it('[S0-U25, S0-N04] a cancelled visit tells whoever waits, with what the clinic writes', async () => {
  const clinic = await startTestServer();
  const { doctor, appointment, patientSocket } = await clinic.arrangeWaiting();
  const message = 'I am ill today. We call you tomorrow.';
  const answer = await close(clinic, doctor, appointment.id, { outcome: 'cancelled', message });
  expect(answer.body.data.appointment).toMatchObject({ status: 'cancelled', closingMessage: message });
  const told = await patientSocket.next(
    'appointment-updated',
    (event) => event.appointment.status === 'cancelled',
  );
  expect(told.appointment.closingMessage).toBe(message);
});
