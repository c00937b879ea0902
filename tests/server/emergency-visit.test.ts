import { expect, it } from 'vitest';
import { arrangeEmergency } from '../support/emergency.ts';

it('[S4-F08] who came by an invitation asks for help in the visit, and sees what belongs to it alone', async () => {
  const {
    server,
    doctor,
    patient,
    patientUser,
    stranger,
    doctorSocket,
    strangerSocket,
    patientSocket,
    ...rest
  } = await arrangeEmergency();
  const { moveTo, at } = rest;
  const { appointment, invite } = await server.addAppointment(doctor, patientUser.id, new Date(at(600)));
  const { roomId } = appointment;
  const visit = await server.connect(await server.openInvite(invite.invite));
  await visit.request('join-waiting-room', { roomId });

  expect(
    await visit.refusal('raise_emergency', { content: 'Help', receiverId: stranger.user.id }),
  ).toMatchObject({ code: 'forbidden' });
  const { emergency, message } = await visit.request('raise_emergency', { content: 'I feel faint' });
  expect(message).toMatchObject({ roomId, seq: 1, messageType: 'emergency' });
  expect(message.receiver._id).toBe(doctor.user.id);
  // Whoever looks at the visit's chat alone sees that it is one, too.
  expect(await visit.next('waiting-room-message')).toMatchObject({
    message: 'I feel faint',
    isEmergency: true,
  });
  expect(await strangerSocket.next('emergency:alert')).toMatchObject({ patientId: patient.user.id });
  expect((await patientSocket.request('own_emergency', {})).emergency?.id).toBe(emergency.id);
  moveTo(60);
  await visit.next('emergency:unseen');
  await patientSocket.next('emergency:unseen');
  await strangerSocket.request('acknowledge_emergency', { emergencyId: emergency.id });
  expect(await visit.next('emergency:acknowledged')).toMatchObject({
    acknowledgedBy: { fullname: 'Bob Two' },
  });
  await strangerSocket.request('resolve_emergency', { emergencyId: emergency.id });
  await visit.next('emergency:resolved');
  expect((await visit.request('own_emergency', {})).emergency).toBeNull();

  // The visit is over; what the patient's account says now is none of its business.
  await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
  await doctorSocket.request('join-room', { roomId });
  await visit.request('join-room', { roomId });
  await doctorSocket.request('end-call', { roomId });
  expect(await visit.refusal('raise_emergency', { content: 'Help' })).toMatchObject({ code: 'visit_over' });
  const { emergency: other } = await patientSocket.request('raise_emergency', { content: 'Between visits' });
  expect((await visit.request('own_emergency', {})).emergency).toBeNull();
  visit.forget();
  await strangerSocket.request('acknowledge_emergency', { emergencyId: other.id });
  await patientSocket.next('emergency:acknowledged', ({ emergencyId }) => emergencyId === other.id);
  await visit.settled();
  expect(visit.pending()).toEqual([]);
});
