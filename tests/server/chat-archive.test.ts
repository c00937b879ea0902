import { expect, it } from 'vitest';
import { arrangeChat } from '../support/chat.ts';

it('[S1-Z08] a conversation is put away for oneself alone, on all own devices, and is brought back', async () => {
  const { server, doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
  const second = await server.connect(doctor);
  const isArchived = async (socket: typeof second) =>
    (await socket.request('list_conversations', {})).conversations.map(({ archived }) => archived);
  const archive = (archived: boolean, upTo?: number) =>
    doctorSocket.request('archive_conversation', {
      conversationId,
      archived,
      ...(upTo !== undefined && { upTo }),
    });
  await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'the tablets help' });
  patientSocket.forget();
  expect(await archive(true, 1)).toMatchObject({ archived: true });
  expect(await second.next('conversation_archived')).toEqual({ conversationId, archived: true });
  expect([await isArchived(second), await isArchived(patientSocket)]).toEqual([[true], [false]]);
  // Said again, it is told to nobody again.
  await archive(true);
  await second.settled();
  expect(second.countOf('conversation_archived')).toBe(0);
  expect(await archive(false)).toMatchObject({ archived: false });
  expect(await second.next('conversation_archived')).toEqual({ conversationId, archived: false });
  expect(await isArchived(second)).toEqual([false]);
  await patientSocket.settled();
  expect(patientSocket.countOf('conversation_archived')).toBe(0);
  // Found all the same.
  await archive(true);
  const found = await doctorSocket.request('search_messages', { query: 'tablets' });
  expect(found.messages).toHaveLength(1);

  // A message of either brings it back; deleting it does not put it away again.
  const { message } = await patientSocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'one more question',
  });
  expect(await isArchived(second)).toEqual([false]);
  await patientSocket.request('delete_message', { messageId: message.id });
  expect(await isArchived(second)).toEqual([false]);
  await archive(true);
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'and an answer' });
  expect(await isArchived(second)).toEqual([false]);

  // One that has more than was seen stays.
  expect(await archive(true, 2)).toMatchObject({ archived: false });
  expect(await isArchived(second)).toEqual([false]);
  await archive(true, 3);

  await server.server.stop();
  const { startTestServer } = await import('../support/server.ts');
  const again = await startTestServer({ dataDir: server.dataDir });
  const socket = await again.connect(await again.login('ada@clinic.example'));
  expect(await isArchived(socket)).toEqual([true]);
});

it('[S1-Z08] nobody puts away what is not the own conversation', async () => {
  const { server, doctor, patient, conversationId, patientUser } = await arrangeChat();
  const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
  const socket = await server.connect(stranger);
  const archive = (id: string) =>
    socket.refusal('archive_conversation', { conversationId: id, archived: true });
  expect(await archive(conversationId)).toMatchObject({ code: 'not_found' });
  expect(await archive(`${patient.user.id}_${stranger.user.id}`)).toMatchObject({ code: 'forbidden' });
  const { invite } = await server.addAppointment(doctor, patientUser.id);
  const visitor = await server.connect(await server.openInvite(invite.invite));
  const asked = { conversationId, archived: true };
  expect(await visitor.refusal('archive_conversation', asked)).toMatchObject({ code: 'forbidden' });
});
