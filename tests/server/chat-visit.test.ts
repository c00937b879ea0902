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

  it('tells how far both have come in the numbers of whoever asks, wherever they read it', async () => {
    const { doctor, doctorSocket, account, user, roomId, visit, conversationId } = await arrange();
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'between visits' });
    await visit.request('join-waiting-room', { roomId });
    await visit.request('send_message', { receiverId: doctor.user.id, content: 'a question' });
    await doctorSocket.request('send_message', { receiverId: user.id, content: 'an answer' });
    await visit.request('send_message', { receiverId: doctor.user.id, content: 'thank you' });
    const marks = async (socket: typeof visit) => {
      const { other, ownRead } = await socket.request('sync', { conversationId, afterSeq: 0 });
      return { other, ownRead };
    };
    const unread = async (socket: typeof visit) =>
      (await socket.request('list_conversations', {})).conversations[0]?.unreadCount;
    expect(await marks(visit)).toEqual({ other: { delivered: 0, read: 0 }, ownRead: 0 });
    // Of the conversation's five, the doctor has received all and read the first two of the patient's.
    await doctorSocket.request('mark_read', { senderId: user.id, upTo: 3 });
    await doctorSocket.request('mark_delivered', { senderId: user.id, upTo: 5 });
    expect((await marks(visit)).other).toEqual({ delivered: 3, read: 1 });
    expect((await marks(account)).other).toEqual({ delivered: 5, read: 3 });
    // What is read in the visit leaves what stood before it unread; what is read with that is read in the visit.
    await visit.request('mark_read', { senderId: doctor.user.id });
    expect([(await marks(visit)).ownRead, (await marks(account)).ownRead]).toEqual([2, 0]);
    expect([await unread(visit), await unread(account)]).toEqual([0, 1]);
    await account.request('mark_read', { senderId: doctor.user.id, upTo: 2 });
    expect([(await marks(account)).ownRead, (await marks(doctorSocket)).other.read]).toEqual([4, 4]);
  });

  it('[S1-E05, S1-F03] what was read in the conversation is not read once more in the visit (K12)', async () => {
    const { doctor, doctorSocket, account, user, roomId, visit, conversationId } = await arrange();
    await visit.request('join-waiting-room', { roomId });
    for (const content of ['one', 'two']) {
      await doctorSocket.request('send_message', { receiverId: user.id, content });
    }
    await account.request('mark_read', { senderId: doctor.user.id });
    expect(await doctorSocket.next('messages_read')).toMatchObject({ userId: user.id, upTo: 3 });
    const { conversations } = await visit.request('list_conversations', {});
    expect(conversations.map(({ unreadCount }) => unreadCount)).toEqual([0]);
    expect((await visit.request('sync', { conversationId, afterSeq: 0 })).ownRead).toBe(2);
    await visit.request('mark_read', { senderId: doctor.user.id });
    await visit.request('mark_delivered', { senderId: doctor.user.id, upTo: 2 });
    await doctorSocket.settled();
    const told = [doctorSocket.countOf('messages_read'), doctorSocket.countOf('messages_delivered')];
    expect(told).toEqual([0, 0]);
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
