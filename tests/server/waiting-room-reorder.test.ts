import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

const arrangeThree = async () => {
  const server = await startTestServer();
  const waiting = await server.arrangeWaiting();
  const add = async (name: string) => {
    const { appointment, invite } = await server.addAppointment(
      waiting.doctor,
      (await server.addPatient(waiting.doctor, name)).id,
    );
    const socket = await server.connect(await server.openInvite(invite.invite));
    await socket.request('join-waiting-room', { roomId: appointment.roomId });
    await waiting.doctorSocket.request('join-waiting-room', { roomId: appointment.roomId });
    return { roomId: appointment.roomId, socket };
  };
  const sam = await add('Sam Beta');
  const kim = await add('Kim Gamma');
  for (const socket of [waiting.patientSocket, sam.socket, kim.socket, waiting.doctorSocket]) {
    await socket.settled();
    socket.forget();
  }
  return { server, ...waiting, sam, kim };
};

it('[S0-U25] a changed order is told to whose place changed, with the reason and without a name', async () => {
  const { roomId, doctorSocket, patientSocket, sam, kim } = await arrangeThree();
  await doctorSocket.request('reorder-queue', { roomId: sam.roomId, before: roomId, reason: 'urgent' });
  expect(await sam.socket.next('queue-position')).toEqual({
    roomId: sam.roomId,
    position: 1,
    expectedWait: { fromMinutes: 0, toMinutes: 5 },
    reason: 'urgent',
  });
  expect(await patientSocket.next('queue-position')).toMatchObject({
    roomId,
    position: 2,
    reason: 'urgent',
  });
  await kim.socket.settled();
  expect(kim.socket.pending()).toEqual([]);
  const orders = await Promise.all(
    [sam.roomId, roomId, kim.roomId].map((own) =>
      doctorSocket.next('queue-order', (payload) => payload.roomId === own),
    ),
  );
  const numbers = orders.map(({ queueOrder }) => queueOrder);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room).toMatchObject({ position: 2, patients: [{ reorderReason: 'urgent' }] });
});

it('to the end, and refused for one who does not wait or waits for another doctor', async () => {
  const { server, doctor, roomId, doctorSocket, patientSocket, sam } = await arrangeThree();
  await doctorSocket.request('reorder-queue', { roomId, before: null, reason: 'notReady' });
  expect(await patientSocket.next('queue-position')).toMatchObject({ position: 3 });
  const bob = await server.addDoctor(doctor, 'bob@clinic.example');
  const socket = await server.connect(bob);
  const payload = { roomId: sam.roomId, before: null, reason: 'other' };
  expect(await socket.refusal('reorder-queue', payload)).toMatchObject({ code: 'forbidden' });
  await patientSocket.request('leave-waiting-room', { roomId });
  expect(await doctorSocket.refusal('reorder-queue', { ...payload, before: roomId })).toMatchObject({
    code: 'patient_not_waiting',
  });
  expect(await doctorSocket.refusal('reorder-queue', { ...payload, reason: 'because' })).toMatchObject({
    code: 'bad_request',
  });
});
