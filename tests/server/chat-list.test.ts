import { expect, it } from 'vitest';
import type { ClientPayloadInput } from '../../server/protocol/index.ts';
import { arrangeChat } from '../support/chat.ts';
import { PASSWORD } from '../support/server.ts';

it('a doctor’s conversations come whole or in pages, are found by name, and are nobody else’s', async () => {
  const { server, doctor, patientUser, doctorSocket, patientSocket } = await arrangeChat();
  const send = (receiverId: string, content: string) =>
    doctorSocket.request('send_message', { receiverId, content });
  await send(patientUser.id, 'to Pat');
  for (const name of ['Quinn Beta', 'Rosa Núñez']) {
    const email = `${name.slice(0, 4).toLowerCase()}@clinic.example`;
    const { id } = await server.addPatient(doctor, name, { email, password: PASSWORD });
    await send(id, `to ${name}`);
  }
  await server.addPatient(doctor, 'Silent Nuno', {});
  await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'from Pat' });
  const list = async (asked: ClientPayloadInput<'list_conversations'>) => {
    const { conversations, next, unreadCount } = await doctorSocket.request('list_conversations', asked);
    return { names: conversations.map(({ otherUser }) => otherUser.fullname), next, unreadCount };
  };

  // Whoever asks for no number, as existing front ends do, gets all.
  const all = { names: ['Pat Alpha', 'Rosa Núñez', 'Quinn Beta'], next: null, unreadCount: 1 };
  expect(await list({})).toEqual(all);
  const first = await list({ limit: 2 });
  expect(first).toMatchObject({ names: all.names.slice(0, 2), unreadCount: 1 });
  expect(await list({ limit: 2, before: first.next })).toEqual({ ...all, names: ['Quinn Beta'] });
  expect(await doctorSocket.refusal('list_conversations', { limit: 0 })).toMatchObject({
    code: 'bad_request',
  });

  // By parts of names, also those with whom nothing was written.
  expect((await list({ search: 'nun' })).names).toEqual(['Rosa Núñez', 'Silent Nuno']);
  expect((await list({ search: 'nun  ros' })).names).toEqual(['Rosa Núñez']);
  expect((await list({ search: 'ada' })).names).toEqual([]);

  expect((await list({ otherUserId: patientUser.id })).names).toEqual(['Pat Alpha']);
  const ask = (otherUserId: string) => patientSocket.request('list_conversations', { otherUserId });
  expect((await ask(doctor.user.id)).conversations).toHaveLength(1);
  expect(await ask(patientUser.id)).toMatchObject({ conversations: [], next: null, unreadCount: 1 });
});
