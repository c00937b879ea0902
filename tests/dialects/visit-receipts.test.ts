import { expect, it } from 'vitest';
import { arrangeForeign, connectPhase4 } from '../support/foreign.ts';

it('[S4-E13, S4-X02] who came by an invitation is told of no message beside the visit that it was read', async () => {
  const { server, doctor, patient, patientSocket, doctorSocket, pair } = await arrangeForeign();
  const { message: before } = await patientSocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'before the visit',
  });
  const { invite } = await server.addAppointment(doctor, patient.user.id);
  const visit = await connectPhase4(server, await server.openInvite(invite.invite), pair);
  await visit.emitForAck('message:send', {
    id: 'temp-1',
    receiverId: doctor.user.id,
    content: 'in the visit',
  });
  await doctorSocket.request('mark_read', { senderId: patient.user.id });
  expect(await visit.hears('message:read:confirmed')).toMatchObject({ messageId: 'temp-1' });
  await visit.settled();
  expect(visit.heard('message:read:confirmed')).not.toContainEqual(
    expect.objectContaining({ messageId: before.id }),
  );
  expect(visit.heard('message:read:confirmed')).toEqual([]);
});
