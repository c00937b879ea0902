import { expect, it } from 'vitest';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';
import { readAudit } from '../support/database.ts';
import { createSettableClock } from '../support/server.ts';

const DAY_MS = 24 * 3_600_000;

const openingsIn = (dataDir: string) =>
  readAudit(dataDir)
    .filter(({ action }) => action.startsWith('conversation.'))
    .map(({ actorId, action, subjectId, detail }) => [
      actorId,
      action,
      subjectId,
      JSON.parse(detail) as unknown,
    ]);

it('[S1-L01] puts who opened a conversation on record, once for a session and not for each page', async () => {
  const clock = createSettableClock();
  const { server, doctor, patient, conversationId, doctorSocket, patientSocket } = await arrangeChat(clock);
  for (const content of ['first', 'second', 'third']) {
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
  }
  const openings = () => openingsIn(server.dataDir);
  expect(openings()).toEqual([]);

  // Pages that are asked for together are one opening.
  await Promise.all(
    [4, 3, 2].map((before) => doctorSocket.request('get_messages', { conversationId, before, limit: 1 })),
  );
  await doctorSocket.request('sync', { conversationId, afterSeq: 0 });
  const byDoctor = [doctor.user.id, 'conversation.opened', conversationId, {}];
  expect(openings()).toEqual([byDoctor]);

  // Another session of the same person is another opening, whichever way it reads.
  const again = await server.login('ada@clinic.example');
  await server.expectStatus(
    200,
    server.request('GET', `/chat/conversations/${patient.user.id}`, undefined, again.bearer),
  );
  expect(openings()).toEqual([byDoctor, byDoctor]);
  await server.expectStatus(
    200,
    server.request('GET', `/users/conversations/${doctor.user.id}`, undefined, patient.bearer),
  );
  const byPatient = [patient.user.id, 'conversation.opened', conversationId, {}];
  expect(openings()).toEqual([byDoctor, byDoctor, byPatient]);

  // What a search shows of it is on record as that, and opening what was found is an opening already.
  for (const query of ['first', 'second', 'nothing'])
    await doctorSocket.request('search_messages', { query });
  await doctorSocket.request('get_messages', { conversationId, before: 3, limit: 2 });
  const bySearch = [doctor.user.id, 'conversation.searched', conversationId, {}];
  expect(openings()).toEqual([byDoctor, byDoctor, byPatient, bySearch]);

  // Who may not read it has not opened it.
  const stranger = await addAnotherPatient(server, doctor);
  const strangerSocket = await server.connect(stranger);
  await strangerSocket.refusal('get_messages', { conversationId, before: 3 });
  expect(openings()).toHaveLength(4);

  // The same session on another day; what is old is forgotten.
  clock.pass(DAY_MS);
  await server.server.tick();
  const nextDay = await server.login('ada@clinic.example');
  const nextSocket = await server.connect(nextDay);
  await nextSocket.request('get_messages', { conversationId, before: 4 });
  expect(openings()).toHaveLength(5);
  clock.pass(DAY_MS);
  const refreshed = await server.request<{ token: string }>('POST', '/auth/refresh', {
    refreshToken: nextDay.refreshToken,
  });
  await server.expectStatus(
    200,
    server.request('GET', `/chat/conversations/${patient.user.id}`, undefined, {
      authorization: `Bearer ${refreshed.body.token}`,
    }),
  );
  expect(openings()).toEqual([byDoctor, byDoctor, byPatient, bySearch, byDoctor, byDoctor]);
});

it('names the visit that is all that an invitation shows of a conversation', async () => {
  const { server, doctor, patient, patientUser, conversationId } = await arrangeChat();
  const { appointment, invite } = await server.addAppointment(doctor, patientUser.id);
  const visitor = await server.openInvite(invite.invite);
  const socket = await server.connect(visitor);
  await socket.request('get_messages', { conversationId, before: 10 });
  await socket.request('get_messages', { conversationId, before: 5 });
  expect(openingsIn(server.dataDir)).toEqual([
    [patient.user.id, 'conversation.opened', conversationId, { visit: appointment.roomId }],
  ]);
});
