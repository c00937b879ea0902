import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

it('who asks to be called back is known to the doctor, also after a reload, and may change the mind', async () => {
  const server = await startTestServer();
  const { roomId, patient, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
  await patientSocket.request('request-call-back', { roomId, wanted: true });
  expect(await doctorSocket.next('call-back-changed')).toEqual({
    roomId,
    patientId: patientUser.id,
    wanted: true,
  });
  patientSocket.close();
  await doctorSocket.next('patient-left-waiting-room');
  const back = await server.connect(patient);
  const { room } = await back.request('join-waiting-room', { roomId });
  expect(room.patients).toMatchObject([{ callBack: true }]);
  await back.request('request-call-back', { roomId, wanted: false });
  expect(await doctorSocket.next('call-back-changed')).toMatchObject({ wanted: false });
});

it('nobody asks for another room, and nobody without a place', async () => {
  const server = await startTestServer();
  const { roomId, patient } = await server.arrangeVisit();
  const socket = await server.connect(patient);
  expect(await socket.refusal('request-call-back', { roomId, wanted: true })).toMatchObject({
    code: 'not_in_room',
  });
});
