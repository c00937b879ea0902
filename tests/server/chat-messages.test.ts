import { describe, expect, it } from 'vitest';
import { MESSAGE_MAX_LENGTH } from '../../server/protocol/index.ts';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';

const person = ({
  id,
  fullname,
  email,
  role,
}: {
  id: string;
  fullname: string;
  email: string | null;
  role: string;
}) => ({
  _id: id,
  fullname,
  email,
  role,
});

describe('messages between a patient and a doctor', () => {
  it('[S1-E02, S1-E07, S1-E08, S1-M01, S1-F01] is stored, delivered to the receiver alone, and confirmed to the sender', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const secondDevice = await server.connect(doctor);
    patientSocket.send('send_message', { receiverId: doctor.user.id, content: '  Hello doctor  ' });
    const expected = {
      sender: person(patient.user),
      receiver: person(doctor.user),
      content: 'Hello doctor',
      messageType: 'text',
      fileUrl: null,
      fileName: null,
      isRead: false,
      readAt: null,
      conversationId,
      seq: 1,
      status: 'sent',
      roomId: null,
    };
    const { message } = await doctorSocket.next('new_message');
    expect(message).toMatchObject(expected);
    expect(message._id).toBe(message.id);
    expect((await secondDevice.next('new_message')).message).toEqual(message);
    expect((await patientSocket.next('message_sent')).message).toEqual(message);
    await patientSocket.settled();
    expect([patientSocket.countOf('new_message'), doctorSocket.countOf('message_sent')]).toEqual([0, 0]);
  });

  it('[S1-E02, S1-F09, S1-F10] carries the type and the file that the sender names', async () => {
    const { patient, doctorSocket, patientSocket } = await arrangeChat();
    await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'Your results',
      messageType: 'file',
      fileUrl: 'https://files.example/results.pdf',
      fileName: 'results.pdf',
    });
    expect((await patientSocket.next('new_message')).message).toMatchObject({
      messageType: 'file',
      fileUrl: 'https://files.example/results.pdf',
      fileName: 'results.pdf',
    });
  });

  it('[S1-E02, S1-E13, S1-H03, S1-X07, S1-X09] refuses what is empty, too long or of another type, and says so', async () => {
    const { doctor, doctorSocket, patientSocket } = await arrangeChat();
    const receiverId = doctor.user.id;
    for (const payload of [{ content: 'x' }, { receiverId }, { receiverId, content: '  ' }, {}]) {
      expect(await patientSocket.refusal('send_message', payload)).toMatchObject({
        code: 'bad_request',
        message: 'Receiver ID and content are required',
      });
      expect(await patientSocket.next('error')).toMatchObject({
        message: 'Receiver ID and content are required',
      });
    }
    for (const payload of [
      { receiverId, content: 'x'.repeat(MESSAGE_MAX_LENGTH + 1) },
      { receiverId, content: 7 },
      { receiverId: { $ne: null }, content: 'x' },
      { receiverId, content: 'x', messageType: 'video' },
      { receiverId, content: 'x', replyTo: 1 },
    ]) {
      expect(await patientSocket.refusal('send_message', payload)).toMatchObject({ code: 'bad_request' });
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('new_message')).toBe(0);
    const markup = '<img src=x onerror=alert(1)> "q" \u202e';
    await patientSocket.request('send_message', { receiverId, content: markup });
    expect((await doctorSocket.next('new_message')).message.content).toBe(markup);
  });

  it('[S1-A04, S1-E13, S1-F06, S1-F07, S1-H02] refuses who shares no relation, in the documented words', async () => {
    const { server, doctor, patient, patientSocket } = await arrangeChat();
    const otherDoctor = await server.addDoctor(doctor, 'bob@clinic.example');
    const otherPatient = await addAnotherPatient(server, doctor);
    const otherDoctorSocket = await server.connect(otherDoctor);
    for (const [receiverId, message] of [
      [otherDoctor.user.id, 'Doctor and patient are not associated'],
      [otherPatient.user.id, 'Patients can only chat with doctors and vice versa'],
      ['nobody', 'One or both users not found'],
      [patient.user.id, 'Patients can only chat with doctors and vice versa'],
    ] as const) {
      expect(await patientSocket.refusal('send_message', { receiverId, content: 'hi' })).toEqual({
        ok: false,
        code: 'forbidden',
        message,
      });
      expect(await patientSocket.next('error')).toMatchObject({ message });
    }
    expect(
      await otherDoctorSocket.refusal('send_message', { receiverId: patient.user.id, content: 'hi' }),
    ).toMatchObject({ message: 'Doctor and patient are not associated' });
    await patientSocket.settled();
    expect(patientSocket.countOf('new_message')).toBe(0);
  });

  it('[S1-E02, S1-L04] a message sent again with its clientId is acked with the stored one and told once', async () => {
    const { doctor, doctorSocket, patientSocket } = await arrangeChat();
    const payload = { receiverId: doctor.user.id, content: 'once', clientId: 'c-1' };
    const first = await patientSocket.request('send_message', payload);
    const again = await patientSocket.request('send_message', { ...payload, content: 'twice' });
    expect(again.message).toEqual(first.message);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('new_message')).toBe(1);
    expect(patientSocket.countOf('message_sent')).toBe(1);
  });

  it('[S1-E02] a clientId that was used with somebody else is refused, and answers with nothing of that', async () => {
    const { server, doctor, patient, doctorSocket } = await arrangeChat();
    const other = await addAnotherPatient(server, doctor);
    await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'for Pat',
      clientId: 'c-1',
    });
    expect(
      await doctorSocket.refusal('send_message', {
        receiverId: other.user.id,
        content: 'for Quinn',
        clientId: 'c-1',
      }),
    ).toEqual({ ok: false, code: 'conflict', message: 'clientId was used in another conversation' });
  });

  it('answers a message of the conversation, by its position', async () => {
    const { patient, doctor, doctorSocket, patientSocket } = await arrangeChat();
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'May I drive?',
    });
    await doctorSocket.request('send_message', {
      receiverId: patient.user.id,
      content: 'Not today.',
      replyTo: message.seq,
    });
    expect((await patientSocket.next('new_message')).message).toMatchObject({ seq: 2, replyTo: 1 });
  });

  it('[S1-M02] has one id for the two, whoever asks', async () => {
    const { doctor, patient, patientSocket, conversationId } = await arrangeChat();
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'hi' });
    expect(conversationId).toBe([doctor.user.id, patient.user.id].toSorted().join('_'));
  });
});

describe('a message that is taken back', () => {
  it('[S4-Z06] is emptied everywhere, keeps its position, and leaves the search', async () => {
    const { doctor, doctorSocket, patientSocket, conversationId } = await arrangeChat();
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'a mistake',
    });
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'after it' });
    expect((await doctorSocket.request('search_messages', { query: 'mistake' })).messages).toHaveLength(1);
    await patientSocket.request('delete_message', { messageId: message.id });
    for (const socket of [doctorSocket, patientSocket]) {
      expect(await socket.next('message_deleted')).toMatchObject({
        messageId: message.id,
        conversationId,
        seq: 1,
      });
    }
    const { messages, deleted, lastDeletion } = await doctorSocket.request('sync', {
      conversationId,
      afterSeq: 0,
    });
    expect(messages.map(({ seq, content }) => [seq, content])).toEqual([
      [1, ''],
      [2, 'after it'],
    ]);
    expect(messages[0]?.deletedAt).toEqual(expect.any(String));
    expect([deleted, lastDeletion]).toEqual([[1], 1]);
    expect((await doctorSocket.request('search_messages', { query: 'mistake' })).messages).toEqual([]);
    // Nothing is told twice.
    await patientSocket.request('delete_message', { messageId: message.id });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('message_deleted')).toBe(0);
  });

  it('[S1-X06] can only be taken back by who sent it', async () => {
    const { server, doctor, doctorSocket, patientSocket } = await arrangeChat();
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'mine',
    });
    const other = await server.connect(await addAnotherPatient(server, doctor));
    expect(await doctorSocket.refusal('delete_message', { messageId: message.id })).toMatchObject({
      code: 'forbidden',
    });
    for (const messageId of [message.id, 'nothing', '-1', `${message.id}9`, `x${message.id}`]) {
      expect(await other.refusal('delete_message', { messageId })).toMatchObject({ code: 'not_found' });
    }
  });
});
