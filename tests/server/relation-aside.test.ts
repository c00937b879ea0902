import { expect, it } from 'vitest';
import { NOTES_MAX_LENGTH, routes } from '../../server/protocol/index.ts';
import { arrangeChat } from '../support/chat.ts';
import { readAudit } from '../support/database.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

const pathOf = (patientId: string) => `/api/patients/${patientId}/relation`;

const read = async (clinic: TestServer, person: Person, patientId: string) =>
  routes.getRelation.answer.parse(
    await clinic.expectStatus(200, clinic.request('GET', pathOf(patientId), undefined, person.bearer)),
  ).data;

const write = (clinic: TestServer, person: Person, patientId: string, notes: string, version: number) =>
  clinic.request('PUT', `${pathOf(patientId)}/notes`, { notes, version }, person.bearer);

it('[S4-F20] a doctor has notes of a patient beyond visits, which two windows do not overwrite', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor);
  expect(await read(clinic, doctor, id)).toEqual({
    notes: { notes: '', version: 0, updatedAt: null },
    deviceReport: null,
    emergencies: [],
  });
  const notes = 'Afraid of needles.\nसुबह आना पसंद है';
  expect(await write(clinic, doctor, id, notes, 0)).toMatchObject({
    status: 200,
    body: { data: { notes: { notes, version: 1 } } },
  });
  expect(await write(clinic, doctor, id, 'from another window', 0)).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  });
  // The answer to the first was lost, and it is sent again.
  expect(await write(clinic, doctor, id, notes, 0)).toMatchObject({ status: 200 });
  expect((await write(clinic, doctor, id, 'x'.repeat(NOTES_MAX_LENGTH + 1), 1)).status).toBe(400);
  await clinic.server.stop();
  const again = await startTestServer({ dataDir: clinic.dataDir });
  expect((await read(again, doctor, id)).notes).toMatchObject({ notes, version: 1 });
  await again.server.stop();
  const rows = readAudit(clinic.dataDir).filter(({ action }) => action === 'relation-notes.saved');
  expect(rows).toMatchObject([{ actorId: doctor.user.id, subjectId: id }]);
  expect(JSON.stringify(rows)).not.toContain('needles');
});

it('[S4-F20] each doctor of a patient has own notes, and nobody else reads or writes them', async () => {
  const clinic = await startTestServer();
  const {
    doctor: admin,
    patient,
    patientSocket,
    patientUser,
    roomId,
    doctorSocket,
  } = await clinic.arrangeWaiting();
  const other = await clinic.addDoctor(admin, 'bob@clinic.example');
  const heard: string[] = [];
  patientSocket.socket.onAny((...parts: unknown[]) => heard.push(JSON.stringify(parts)));
  await write(clinic, admin, patientUser.id, 'c4nary', 0);
  for (const person of [other, patient]) {
    for (const answer of [
      await clinic.request('GET', pathOf(patientUser.id), undefined, person.bearer),
      await write(clinic, person, patientUser.id, 'mine', 1),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(JSON.stringify(answer.body)).not.toContain('c4nary');
    }
  }
  await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
  await patientSocket.next('consultation-starting');
  const { conversations } = await patientSocket.request('list_conversations', {});
  expect(JSON.stringify([heard, conversations])).not.toContain('c4nary');
  expect((await read(clinic, admin, patientUser.id)).notes.notes).toBe('c4nary');
});

it('[S4-F20] the last test of the patient’s devices is kept beyond the visit', async () => {
  const clinic = await startTestServer();
  const { doctor, patientSocket, patientUser, roomId, appointment } = await clinic.arrangeWaiting();
  for (const camera of ['failed', 'passed']) {
    await patientSocket.request('device-test-results', { roomId, results: { camera } });
  }
  const close = `/api/appointments/${appointment.id}/close`;
  await clinic.expectStatus(200, clinic.request('POST', close, { outcome: 'ended' }, doctor.bearer));
  expect((await read(clinic, doctor, patientUser.id)).deviceReport).toEqual({
    roomId,
    results: { camera: 'passed' },
    testedAt: expect.any(String),
  });
});

it('[S4-F20] when the patient needed help at once is listed, without a word of it', async () => {
  const { server, doctor, patient, patientSocket, doctorSocket } = await arrangeChat();
  await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'Good morning' });
  const { emergency } = await patientSocket.request('raise_emergency', { content: 'c4nary' });
  expect((await read(server, doctor, patient.user.id)).emergencies).toEqual([
    {
      id: emergency.id,
      raisedAt: emergency.raisedAt,
      count: 1,
      acknowledgedBy: null,
      resolvedAt: null,
      resolvedBy: null,
      seq: 2,
    },
  ]);
  await doctorSocket.request('resolve_emergency', { emergencyId: emergency.id });
  const { emergencies } = await read(server, doctor, patient.user.id);
  expect(emergencies).toMatchObject([
    { acknowledgedBy: 'Ada One', resolvedAt: expect.any(String), resolvedBy: 'Ada One' },
  ]);
  expect(JSON.stringify(emergencies)).not.toContain('c4nary');
});
