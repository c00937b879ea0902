import { describe, expect, it } from 'vitest';
import type { ChatMessage, Conversation } from '../../server/protocol/index.ts';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';

type Data<T> = { success: true; data: T };

/** Five messages by turns, the first by the patient. */
const arrangeHistory = async () => {
  const chat = await arrangeChat();
  const { doctor, patient, doctorSocket, patientSocket } = chat;
  for (let number = 1; number <= 5; number += 1) {
    const isPatient = number % 2 === 1;
    await (isPatient ? patientSocket : doctorSocket).request('send_message', {
      receiverId: (isPatient ? doctor : patient).user.id,
      content: `message ${number}`,
    });
  }
  return chat;
};

const contents = (messages: readonly ChatMessage[]) => messages.map(({ content }) => content);

describe.each([
  ['/chat/conversations', 'patient'],
  ['/chat/conversations', 'doctor'],
  ['/users/conversations', 'patient'],
] as const)('%s, for a %s', (base, role) => {
  it('[S1-R01, S1-R08, S1-M03, S1-M04, S1-F13] lists conversations with the newest message and what is unread', async () => {
    const { server, conversationId, ...people } = await arrangeHistory();
    const [self, other] =
      role === 'patient' ? [people.patient, people.doctor] : [people.doctor, people.patient];
    const body = await server.expectStatus(
      200,
      server.request<Data<Conversation[]>>('GET', base, undefined, self.bearer),
    );
    const { id, fullname, email } = other.user;
    expect(body).toEqual({
      success: true,
      data: [
        {
          conversationId,
          otherUser: { _id: id, fullname, email, role: other.user.role },
          lastMessage: {
            content: 'message 5',
            messageType: 'text',
            createdAt: expect.any(String) as string,
            sender: people.patient.user.id,
            deletedAt: null,
            status: 'sent',
          },
          unreadCount: role === 'patient' ? 2 : 3,
          lastSeq: 5,
        },
      ],
    });
  });

  it('[S1-R02, S1-R09, S1-F12, S1-F15, S1-F16] pages through a conversation, the newest window first, in the order of time', async () => {
    const { server, ...people } = await arrangeHistory();
    const [self, other] =
      role === 'patient' ? [people.patient, people.doctor] : [people.doctor, people.patient];
    const page = async (query: string) =>
      (
        await server.expectStatus(
          200,
          server.request<Data<ChatMessage[]>>(
            'GET',
            `${base}/${other.user.id}${query}`,
            undefined,
            self.bearer,
          ),
        )
      ).data;
    const all = await page('');
    expect(contents(all)).toEqual([1, 2, 3, 4, 5].map((number) => `message ${number}`));
    expect(all[1]).toMatchObject({
      sender: { _id: people.doctor.user.id, role: 'doctor' },
      receiver: { _id: people.patient.user.id, role: 'patient' },
    });
    expect(contents(await page('?limit=2'))).toEqual(['message 4', 'message 5']);
    expect(contents(await page('?limit=2&skip=2'))).toEqual(['message 2', 'message 3']);
    expect(contents(await page('?limit=2&skip=4'))).toEqual(['message 1']);
    expect(contents(await page('?limit=2&skip=9'))).toEqual([]);
    for (const query of ['?limit=0', '?limit=1000', '?skip=-1', '?limit=x']) {
      expect(
        (await server.request('GET', `${base}/${other.user.id}${query}`, undefined, self.bearer)).status,
      ).toBe(400);
    }
  });

  it('[S1-R03, S1-R04, S1-R10, S1-R11, S1-E11] counts what is unread until it is read, which the sender hears', async () => {
    const { server, ...people } = await arrangeHistory();
    const [self, other, otherSocket] =
      role === 'patient'
        ? [people.patient, people.doctor, people.doctorSocket]
        : [people.doctor, people.patient, people.patientSocket];
    const count = async () =>
      (
        await server.expectStatus(
          200,
          server.request<Data<{ unreadCount: number }>>(
            'GET',
            `${base.slice(0, base.lastIndexOf('/'))}/unread-count`,
            undefined,
            self.bearer,
          ),
        )
      ).data.unreadCount;
    expect(await count()).toBe(role === 'patient' ? 2 : 3);
    expect(
      await server.expectStatus(
        200,
        server.request('PUT', `${base}/${other.user.id}/read`, undefined, self.bearer),
      ),
    ).toEqual({ success: true, message: 'Messages marked as read' });
    expect(await otherSocket.next('messages_read')).toMatchObject({ userId: self.user.id });
    expect(await count()).toBe(0);
  });
});

describe('conversations by HTTP', () => {
  it('[S1-R06, S1-F14, S1-H07] finds conversations by name, email and newest message', async () => {
    const { server, doctor, patient, doctorSocket } = await arrangeHistory();
    const other = await addAnotherPatient(server, doctor);
    await doctorSocket.request('send_message', { receiverId: other.user.id, content: 'Come on Friday' });
    const search = async (query: string) =>
      (
        await server.expectStatus(
          200,
          server.request<Data<Conversation[]>>(
            'GET',
            `/chat/search?query=${encodeURIComponent(query)}`,
            undefined,
            doctor.bearer,
          ),
        )
      ).data.map(({ otherUser }) => otherUser._id);
    expect(await search('pat@')).toEqual([patient.user.id]);
    expect(await search('QUINN')).toEqual([other.user.id]);
    expect(await search('friday')).toEqual([other.user.id]);
    expect(await search('message 5')).toEqual([patient.user.id]);
    expect(await search('clinic.example')).toEqual([other.user.id, patient.user.id]);
    expect(await search('nobody')).toEqual([]);
    for (const query of ['', '?query=', '?query=%20']) {
      expect(await server.request('GET', `/chat/search${query}`, undefined, doctor.bearer)).toMatchObject({
        status: 400,
        body: { success: false, message: 'Search query is required' },
      });
    }
  });

  it('[S1-R07] a patient sends a message, which the doctor receives', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const send = (body: unknown, bearer = patient.bearer) =>
      server.request('POST', '/users/send-message', body, bearer);
    const answer = await send({ doctorId: doctor.user.id, content: 'By HTTP', messageType: 'text' });
    expect(answer).toMatchObject({
      status: 201,
      body: { success: true, message: 'Message sent successfully', data: { content: 'By HTTP', seq: 1 } },
    });
    expect((await doctorSocket.next('new_message')).message.content).toBe('By HTTP');
    expect((await patientSocket.next('message_sent')).message.content).toBe('By HTTP');
    expect(await send({ doctorId: doctor.user.id })).toMatchObject({ status: 400 });
    expect(await send({ doctorId: 'nobody', content: 'x' })).toMatchObject({ status: 403 });
    expect(await send({ doctorId: doctor.user.id, content: 'x' }, doctor.bearer)).toMatchObject({
      status: 403,
      body: { success: false, message: 'No access' },
    });
  });

  it('[S1-R12, S1-R13, S1-M06] a doctor writes to a patient and reads what was written, in the other envelope', async () => {
    const { server, doctor, patient, patientSocket } = await arrangeChat();
    const path = `/doctors/patients/${patient.user.id}/messages`;
    expect(await server.request('POST', path, { message: 'By HTTP' }, doctor.bearer)).toMatchObject({
      status: 200,
      body: { status: 'success', message: 'Message sent successfully' },
    });
    expect((await patientSocket.next('new_message')).message.content).toBe('By HTTP');
    expect(await server.request('GET', path, undefined, doctor.bearer)).toMatchObject({
      status: 200,
      body: { status: 'success', messages: [{ content: 'By HTTP', sender: { _id: doctor.user.id } }] },
    });
    for (const body of [{}, { message: '' }, { message: ' ' }]) {
      expect(await server.request('POST', path, body, doctor.bearer)).toMatchObject({
        status: 400,
        body: { status: 'failed', message: 'Message is required' },
      });
    }
    expect(await server.request('GET', path, undefined, patient.bearer)).toMatchObject({
      status: 403,
      body: { status: 'failed', message: 'No access' },
    });
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    expect(await server.request('GET', path, undefined, stranger.bearer)).toMatchObject({
      status: 403,
      body: { status: 'failed', message: 'Doctor and patient are not associated' },
    });
  });

  it('[S1-A03, S1-A04, S1-H05, S1-H06, S1-X05] takes a token with or without “Bearer”, and says why it refuses', async () => {
    const { server, doctor, patient } = await arrangeHistory();
    const path = `/chat/conversations/${doctor.user.id}`;
    expect((await server.request('GET', path, undefined, { authorization: patient.token })).status).toBe(200);
    expect(await server.request('GET', path)).toMatchObject({
      status: 401,
      body: { success: false, message: 'Authentication required' },
    });
    expect((await server.request('GET', path, undefined, { authorization: 'nonsense' })).status).toBe(401);
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    expect(
      await server.request('GET', `/chat/conversations/${patient.user.id}`, undefined, stranger.bearer),
    ).toMatchObject({
      status: 403,
      body: { success: false, message: 'Doctor and patient are not associated' },
    });
    expect(await server.request('GET', '/users/conversations', undefined, doctor.bearer)).toMatchObject({
      status: 403,
      body: { message: 'No access' },
    });
  });
});
