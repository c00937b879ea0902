import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

it('[S0-N02] an arrival that the doctor takes notice of is told to the patient, once, and is remembered', async () => {
  const server = await startTestServer();
  const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
  const second = await server.connect(doctor);
  const before = await second.request('join-waiting-room', { roomId });
  expect(before.room.patients[0]?.acknowledgedAt).toBeNull();

  await doctorSocket.request('acknowledge-patient', { roomId });
  const told = await patientSocket.next('patient-acknowledged');
  expect(told).toMatchObject({ roomId, patientId: patientUser.id });
  // The doctor's other windows fall silent, too.
  expect(await second.next('patient-acknowledged')).toEqual(told);

  await second.request('acknowledge-patient', { roomId });
  await patientSocket.settled();
  expect(patientSocket.countOf('patient-acknowledged')).toBe(0);
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room.patients[0]?.acknowledgedAt).toBe(told.acknowledgedAt);
});

it('who gives the place up and comes again is a new arrival', async () => {
  const server = await startTestServer();
  const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
  await doctorSocket.request('acknowledge-patient', { roomId });
  await patientSocket.request('leave-waiting-room', { roomId });
  expect(await doctorSocket.refusal('acknowledge-patient', { roomId })).toMatchObject({
    code: 'patient_not_waiting',
  });
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room.patients[0]?.acknowledgedAt).toBeNull();
});

it('who only lost the connection was noticed before, also by a server that started again', async () => {
  const first = await startTestServer();
  const { roomId, doctor, patient, doctorSocket } = await first.arrangeWaiting();
  await doctorSocket.request('acknowledge-patient', { roomId });
  await first.server.stop();
  const again = await startTestServer({ dataDir: first.dataDir });
  const back = await again.connect(patient);
  await back.request('join-waiting-room', { roomId });
  const doctorAgain = await again.connect(doctor);
  const { room } = await doctorAgain.request('join-waiting-room', { roomId });
  expect(room.patients[0]?.acknowledgedAt).toEqual(expect.any(String));
});
