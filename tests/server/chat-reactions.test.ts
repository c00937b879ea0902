import { describe, expect, it } from 'vitest';
import { conversationIdOf } from '../../server/protocol/index.ts';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';
import { startTestServer } from '../support/server.ts';

describe('[S1-Z03] a message is answered with a sign', () => {
  it('of which each person has one, told to all devices of both and kept', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const second = await server.connect(patient);
    const say = async (content: string) =>
      (await doctorSocket.request('send_message', { receiverId: patient.user.id, content })).message;
    const [one, two] = [await say('Come at nine'), await say('Bring your letters')];
    const react = (socket: typeof second, messageId: string, emoji: '👍' | '✅' | '🙏' | null) =>
      socket.request('react_to_message', { messageId, emoji });
    await react(patientSocket, one.id, '👍');
    const expected = { messageId: one.id, conversationId, seq: 1, userId: patient.user.id, number: 1 };
    for (const socket of [doctorSocket, patientSocket, second]) {
      expect(await socket.next('message_reaction')).toMatchObject({ ...expected, emoji: '👍', roomId: null });
    }
    // The same again is not told again.
    await react(second, one.id, '👍');
    await react(doctorSocket, one.id, '✅');
    await react(patientSocket, two.id, '🙏');
    await react(second, one.id, '🙏');
    await react(patientSocket, two.id, null);
    await react(patientSocket, two.id, null);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('message_reaction')).toBe(4);
    const { messages, lastReaction } = await doctorSocket.request('get_messages', {
      conversationId,
      before: 99,
    });
    const byPerson = (reactions: { userId: string; emoji: string }[] | undefined) =>
      Object.fromEntries((reactions ?? []).map(({ userId, emoji }) => [userId, emoji]));
    expect(byPerson(messages[0]?.reactions)).toEqual({
      [patient.user.id]: '🙏',
      [doctor.user.id]: '✅',
    });
    expect([messages[1], lastReaction]).toEqual([
      expect.not.objectContaining({ reactions: expect.anything() }),
      5,
    ]);
    // Nobody is notified of it by anything else.
    await patientSocket.settled();
    expect(patientSocket.countOf('notification')).toBe(2);
  });

  it('that a device which was away learns of, each once and as it is now', async () => {
    const { patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const say = async (content: string) =>
      (await doctorSocket.request('send_message', { receiverId: patient.user.id, content })).message.id;
    const [one, two] = [await say('one'), await say('two')];
    const react = (messageId: string, emoji: '👍' | '❓' | null) =>
      patientSocket.request('react_to_message', { messageId, emoji });
    await react(one, '👍');
    await react(two, '👍');
    await react(one, '❓');
    await react(one, null);
    const sync = (afterReaction: number | null) =>
      doctorSocket.request('sync', { conversationId, afterSeq: 2, afterReaction });
    const userId = patient.user.id;
    const last = { seq: 1, userId, emoji: null, number: 4 };
    expect(await sync(0)).toMatchObject({
      reactions: [{ seq: 2, userId, emoji: '👍', number: 2 }, last],
      lastReaction: 4,
    });
    expect(await sync(2)).toMatchObject({ reactions: [last], lastReaction: 4 });
    // Who does not ask is told how many there were only.
    expect(await sync(null)).toMatchObject({ reactions: [], lastReaction: 4 });
  });

  it('is gone with its message, and comes to none that is deleted', async () => {
    const { patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const { message } = await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'a mistake',
    });
    await patientSocket.request('react_to_message', { messageId: message.id, emoji: '👍' });
    await doctorSocket.request('delete_message', { messageId: message.id });
    const again = { messageId: message.id, emoji: '❓' };
    expect(await patientSocket.refusal('react_to_message', again)).toMatchObject({ code: 'not_found' });
    const { messages, reactions } = await patientSocket.request('sync', {
      conversationId,
      afterSeq: 0,
      afterReaction: 0,
    });
    expect(messages[0]).not.toHaveProperty('reactions');
    expect(reactions).toMatchObject([{ seq: 1, emoji: null }]);
  });

  it('takes only the signs of the list, and only of the two whose conversation it is', async () => {
    const { server, doctor, patient, patientSocket, doctorSocket } = await arrangeChat();
    const other = await server.connect(await addAnotherPatient(server, doctor));
    const stranger = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    const { message } = await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'private',
    });
    for (const emoji of ['💩', '', 'x'.repeat(99), 7, ['👍']]) {
      expect(await patientSocket.refusal('react_to_message', { messageId: message.id, emoji })).toMatchObject(
        { code: 'bad_request' },
      );
    }
    for (const socket of [other, stranger]) {
      for (const messageId of [message.id, 'nobody-1', '-1', 'x', `${message.id.slice(0, -1)}99`]) {
        expect(await socket.refusal('react_to_message', { messageId, emoji: '👍' })).toMatchObject({
          code: 'not_found',
        });
      }
    }
  });

  it('stands in the waiting room of its visit, too, for whoever comes in later', async () => {
    const server = await startTestServer();
    const { roomId, patient, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const say = async (text: string) =>
      (await doctorSocket.request('waiting-room-message', { roomId, message: text })).message;
    const [one, two, three] = [await say('one'), await say('two'), await say('three')];
    const react = (socket: typeof patientSocket, messageId: string, emoji: '👍' | '✅' | null) =>
      socket.request('react_to_message', { messageId, emoji });
    await react(patientSocket, one.id, '👍');
    await react(doctorSocket, one.id, '✅');
    await react(patientSocket, two.id, '👍');
    await react(patientSocket, two.id, null);
    await react(patientSocket, three.id, '👍');
    await doctorSocket.request('delete_message', { messageId: three.id });
    for (const person of [patient, doctor]) {
      const { room } = await (await server.connect(person)).request('join-waiting-room', { roomId });
      expect(
        room.messages.map(({ reactions }) => reactions?.map(({ userId, emoji }) => [userId, emoji])),
      ).toEqual([
        expect.arrayContaining([
          [patient.user.id, '👍'],
          [doctor.user.id, '✅'],
        ]),
        undefined,
        undefined,
      ]);
    }
  });

  it('belongs to its visit for the session of an invitation, in the visit’s numbers, until that is over', async () => {
    const { server, doctor, patientUser, doctorSocket, patientSocket, appointment, roomId } =
      await (async () => {
        const {
          server: clinic,
          doctor: owner,
          patientUser: user,
          doctorSocket: socket,
        } = await arrangeChat();
        const before = await socket.request('send_message', { receiverId: user.id, content: 'before' });
        const visit = await clinic.addAppointment(owner, user.id);
        const visitor = await clinic.connect(await clinic.openInvite(visit.invite.invite));
        await visitor.request('join-waiting-room', { roomId: visit.appointment.roomId });
        expect(
          await visitor.refusal('react_to_message', { messageId: before.message.id, emoji: '👍' }),
        ).toMatchObject({ code: 'not_found' });
        await socket.request('react_to_message', { messageId: before.message.id, emoji: '✅' });
        return {
          server: clinic,
          doctor: owner,
          patientUser: user,
          doctorSocket: socket,
          patientSocket: visitor,
          appointment: visit.appointment,
          roomId: visit.appointment.roomId,
        };
      })();
    const conversationId = conversationIdOf(doctor.user.id, patientUser.id);
    const { message } = await doctorSocket.request('send_message', {
      receiverId: patientUser.id,
      content: 'in the visit',
    });
    doctorSocket.forget();
    await patientSocket.settled();
    patientSocket.forget();
    await patientSocket.request('react_to_message', { messageId: message.id, emoji: '👍' });
    expect(await doctorSocket.next('message_reaction')).toMatchObject({ seq: 2, roomId, number: 2 });
    expect(await patientSocket.next('message_reaction')).toMatchObject({ seq: 1, roomId, number: 2 });
    const synced = await patientSocket.request('sync', { conversationId, afterSeq: 0, afterReaction: 0 });
    // What stood before the visit, and what it was answered with, stays unknown.
    expect(synced.reactions).toMatchObject([{ seq: 1, emoji: '👍' }]);
    expect(synced.messages).toMatchObject([{ seq: 1, reactions: [{ emoji: '👍' }] }]);
    await server.expectStatus(
      200,
      server.request(
        'POST',
        `/api/appointments/${appointment.id}/close`,
        { outcome: 'cancelled' },
        doctor.bearer,
      ),
    );
    expect(
      await patientSocket.refusal('react_to_message', { messageId: message.id, emoji: null }),
    ).toMatchObject({ code: 'visit_over' });
  });
});
