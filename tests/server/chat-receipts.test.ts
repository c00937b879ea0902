import { describe, expect, it } from 'vitest';
import { arrangeChat } from '../support/chat.ts';

describe('what became of a message', () => {
  it('[S1-E05, S1-E11, S1-F03, S1-L05, S1-M07] is read, and its sender is told once', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const phone = await server.connect(doctor);
    for (const content of ['one', 'two']) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    }
    doctorSocket.send('mark_read', { senderId: patient.user.id });
    expect(await patientSocket.next('messages_read')).toMatchObject({
      userId: doctor.user.id,
      conversationId,
      upTo: 2,
    });
    expect(await phone.next('conversation_read')).toEqual({ conversationId, upTo: 2 });
    // The storm of receipts (K12): only what changed is told.
    for (let count = 0; count < 5; count += 1) {
      await doctorSocket.request('mark_read', { senderId: patient.user.id });
    }
    await patientSocket.settled();
    expect(patientSocket.countOf('messages_read')).toBe(0);
    const { messages } = await patientSocket.request('sync', { conversationId, afterSeq: 0 });
    expect(messages.map(({ isRead, status }) => [isRead, status])).toEqual([
      [true, 'read'],
      [true, 'read'],
    ]);
  });

  it('[S1-F11, S1-M07, S4-F17] goes from sent over delivered to read, each with its time', async () => {
    let offset = 0;
    const { doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat({
      now: () => Date.UTC(2026, 0, 1) + offset,
    });
    const send = async (content: string) =>
      (await patientSocket.request('send_message', { receiverId: doctor.user.id, content })).message;
    const states = async () => {
      const { messages } = await patientSocket.request('sync', { conversationId, afterSeq: 0 });
      return messages.map(({ status, deliveredAt, readAt }) => [status, deliveredAt, readAt]);
    };
    await send('one');
    await send('two');
    expect(await states()).toEqual([
      ['sent', null, null],
      ['sent', null, null],
    ]);
    offset = 1000;
    await doctorSocket.request('mark_delivered', { senderId: patient.user.id, upTo: 1 });
    expect(await patientSocket.next('messages_delivered')).toEqual({
      userId: doctor.user.id,
      conversationId,
      after: 0,
      upTo: 1,
      deliveredAt: '2026-01-01T00:00:01.000Z',
    });
    offset = 2000;
    await doctorSocket.request('mark_read', { senderId: patient.user.id, upTo: 1 });
    offset = 3000;
    // Whoever reads has received.
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
    expect(await states()).toEqual([
      ['read', at(1), at(2)],
      ['read', at(3), at(3)],
    ]);
  });

  it('[S1-E05, S1-H02] cannot be said of the messages of strangers', async () => {
    const { server, doctor, doctorSocket, patientSocket } = await arrangeChat();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    for (const event of ['mark_read', 'mark_delivered']) {
      expect(await patientSocket.refusal(event, { senderId: stranger.user.id, upTo: 1 })).toMatchObject({
        code: 'forbidden',
      });
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('messages_read')).toBe(0);
  });

  it('does not count one’s own messages', async () => {
    const { doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'mine' });
    await patientSocket.request('mark_read', { senderId: doctor.user.id });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('messages_read')).toBe(0);
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    expect(await patientSocket.next('messages_read')).toMatchObject({ upTo: 1 });
  });
});
