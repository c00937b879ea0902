import { describe, expect, it } from 'vitest';
import { conversationIdOf } from '../../server/protocol/index.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';

/** A patient with an account and a visit, who comes to it by the invitation. */
const arrange = async () => {
  const server = await startTestServer();
  const doctor = await server.setUp();
  const user = await server.addPatient(doctor, 'Pat Alpha', {
    email: 'pat@clinic.example',
    password: PASSWORD,
  });
  const account = await server.connect(await server.login('pat@clinic.example'));
  const doctorSocket = await server.connect(doctor);
  await account.request('send_message', { receiverId: doctor.user.id, content: 'before the visit' });
  const { appointment, invite } = await server.addAppointment(doctor, user.id);
  const { roomId } = appointment;
  const visitor = await server.openInvite(invite.invite);
  const visit = await server.connect(visitor);
  return {
    server,
    doctor,
    user,
    account,
    doctorSocket,
    appointment,
    roomId,
    visit,
    visitor,
    conversationId: conversationIdOf(doctor.user.id, user.id),
  };
};

describe('the chat of a visit and the conversation are one', () => {
  it('what is said in the waiting room is in the conversation, marked with the visit', async () => {
    const { account, doctorSocket, doctor, roomId, visit, conversationId } = await arrange();
    await visit.request('join-waiting-room', { roomId });
    doctorSocket.forget();
    await visit.request('waiting-room-message', { roomId, message: 'in the room' });
    expect((await doctorSocket.next('new_message')).message).toMatchObject({
      content: 'in the room',
      seq: 2,
      roomId,
    });
    expect((await account.next('message_sent', ({ message }) => message.seq === 2)).message.roomId).toBe(
      roomId,
    );
    // Who is in the room has it from there.
    await visit.settled();
    expect([visit.countOf('waiting-room-message'), visit.countOf('message_sent')]).toEqual([1, 0]);
    await doctorSocket.request('join-waiting-room', { roomId });
    await doctorSocket.request('waiting-room-message', { roomId, message: 'an answer' });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('message_sent')).toBe(0);
    const { messages } = await account.request('sync', { conversationId, afterSeq: 0 });
    expect(messages.map(({ content, roomId: visitRoom }) => [content, visitRoom])).toEqual([
      ['before the visit', null],
      ['in the room', roomId],
      ['an answer', roomId],
    ]);
    expect(messages[2]?.sender._id).toBe(doctor.user.id);
  });

  it('what is sent to a patient who waits is said in the room, too', async () => {
    const { doctorSocket, user, roomId, visit } = await arrange();
    await visit.request('join-waiting-room', { roomId });
    const { message } = await doctorSocket.request('send_message', {
      receiverId: user.id,
      content: 'Five more minutes',
    });
    expect(message).toMatchObject({ seq: 2, roomId });
    expect(await visit.next('waiting-room-message')).toMatchObject({ message: 'Five more minutes', seq: 1 });
  });

  it('the session of an invitation sees its visit alone, in numbers of its own', async () => {
    const { server, doctor, doctorSocket, account, user, roomId, visit, visitor, conversationId } =
      await arrange();
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'between visits' });
    await visit.request('join-waiting-room', { roomId });
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'in the visit' });
    expect((await visit.next('new_message')).message).toMatchObject({ content: 'in the visit', seq: 1 });
    const { messages, lastSeq } = await visit.request('sync', { conversationId, afterSeq: 0 });
    expect([messages.map(({ content }) => content), lastSeq]).toEqual([['in the visit'], 1]);
    expect(
      await visit.refusal('send_message', { receiverId: doctor.user.id, content: 'x', replyTo: 2 }),
    ).toMatchObject({ code: 'bad_request' });
    await visit.request('send_message', { receiverId: doctor.user.id, content: 'an answer', replyTo: 1 });
    const answer = await doctorSocket.next('new_message', ({ message }) => message.content === 'an answer');
    expect(answer.message).toMatchObject({ seq: 4, replyTo: 3 });
    expect(
      (await visit.request('get_messages', { conversationId, before: 99 })).messages.map(({ seq }) => seq),
    ).toEqual([1, 2]);
    const found = async (query: string) =>
      (await visit.request('search_messages', { query })).messages.map(({ message }) => message.content);
    expect([await found('visit'), await found('between')]).toEqual([['in the visit'], []]);
    const get = async (path: string) =>
      (
        await server.expectStatus(
          200,
          server.request<{ data: unknown }>('GET', path, undefined, visitor.bearer),
        )
      ).data;
    expect(await get(`/chat/conversations/${doctor.user.id}`)).toHaveLength(2);
    expect(await get('/chat/conversations')).toMatchObject([
      { lastMessage: { content: 'an answer' }, unreadCount: 1, lastSeq: 2 },
    ]);
    expect(await get('/chat/unread-count')).toEqual({ unreadCount: 1 });
    const { message: mine } = await account.request('send_message', {
      receiverId: doctor.user.id,
      content: 'later',
    });
    expect(mine.seq).toBe(5);
  });

  it('what was read in the visit is read in the conversation, and nothing else is', async () => {
    const { doctor, doctorSocket, account, user, roomId, visit, conversationId } = await arrange();
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'between visits' });
    await visit.request('join-waiting-room', { roomId });
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'in the visit' });
    await visit.request('mark_read', { senderId: doctor.user.id });
    expect(await doctorSocket.next('messages_read')).toMatchObject({ userId: user.id, after: 2, upTo: 3 });
    const { messages } = await doctorSocket.request('sync', { conversationId, afterSeq: 0 });
    expect(messages.map(({ content, isRead }) => [content, isRead])).toEqual([
      ['before the visit', false],
      ['between visits', false],
      ['in the visit', true],
    ]);
    const { messages: own } = await account.request('sync', { conversationId, afterSeq: 0 });
    expect(own.filter(({ isRead }) => !isRead).map(({ content }) => content)).toEqual([
      'before the visit',
      'between visits',
    ]);
    await visit.request('waiting-room-message', { roomId, message: 'thank you' });
    await doctorSocket.request('mark_read', { senderId: user.id });
    expect(await visit.next('messages_read')).toMatchObject({ userId: doctor.user.id, upTo: 2 });
  });

  it('takes no more from an invitation once the visit is over, nor for another doctor', async () => {
    const { server, doctor, doctorSocket, roomId, user, visit } = await arrange();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    expect(await visit.refusal('send_message', { receiverId: stranger.user.id, content: 'x' })).toMatchObject(
      { code: 'forbidden' },
    );
    await visit.request('join-waiting-room', { roomId });
    await doctorSocket.request('start-consultation', { roomId, patientId: user.id });
    await doctorSocket.request('join-room', { roomId });
    await visit.request('join-room', { roomId });
    await visit.request('send_message', { receiverId: doctor.user.id, content: 'in the call' });
    await doctorSocket.request('end-call', { roomId });
    expect(
      await visit.refusal('send_message', { receiverId: doctor.user.id, content: 'after it' }),
    ).toMatchObject({ code: 'visit_over' });
  });
});
