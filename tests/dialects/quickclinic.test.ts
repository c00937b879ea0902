import { describe, expect, it } from 'vitest';
import { arrangeForeign, connectQuickclinic } from '../support/foreign.ts';

describe('a front end of S3', () => {
  it('[S3-E05, S3-E01, S3-E06, S3-M01, S3-M03] is greeted, and gets the newest messages in order of time', async () => {
    const { server, doctor, patient, patientSocket, relationId } = await arrangeForeign();
    for (const content of ['one', 'two', 'three']) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    }
    const socket = await connectQuickclinic(server, doctor, relationId);
    expect(await socket.hears('connected')).toEqual({
      userId: doctor.user.id,
      userName: doctor.user.fullname,
      userRole: 'DOCTOR',
      message: 'Connected successfully',
    });
    socket.send('get_initial_messages', { page: 1, limit: 2 });
    expect(await socket.hears('initial_messages')).toEqual({
      messages: ['two', 'three'].map((text) => ({
        id: expect.any(String),
        text,
        senderId: patient.user.id,
        senderName: 'Pat Alpha',
        senderRole: 'PATIENT',
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      })),
      pagination: { page: 1, limit: 2, total: 3, hasMore: true },
    });
    socket.send('get_initial_messages', { page: 2, limit: 2 });
    expect(await socket.hears('initial_messages')).toMatchObject({
      messages: [{ text: 'one' }],
      pagination: { page: 2, hasMore: false },
    });
    socket.socket.emit('get_initial_messages');
    expect(await socket.hears('initial_messages')).toMatchObject({ pagination: { page: 1, limit: 20 } });
  });

  it('[S3-E02, S3-E07, S3-F01, S3-F03, S3-F05] writes to all of the relation, the sender too, and to nobody else', async () => {
    const { server, doctor, patient, relationId, doctorSocket, patientSocket } = await arrangeForeign();
    const [own, other] = await Promise.all([
      connectQuickclinic(server, patient, relationId),
      connectQuickclinic(server, doctor, relationId),
    ]);
    own.send('send_message', { text: '  Good morning ' });
    const expected = {
      message: expect.objectContaining({
        text: 'Good morning',
        content: 'Good morning',
        senderId: patient.user.id,
        senderName: 'Pat Alpha',
        senderRole: 'PATIENT',
      }),
    };
    expect(await own.hears('new_message')).toEqual(expected);
    expect(await other.hears('new_message')).toEqual(expected);
    // Beside it, the same conversation in our own vocabulary.
    expect(await doctorSocket.next('new_message')).toMatchObject({ message: { content: 'Good morning' } });
    expect(await patientSocket.next('message_sent')).toMatchObject({ message: { content: 'Good morning' } });
    await own.settled();
    expect(own.heard('message_sent')).toEqual([]);
    expect(own.heard('new_message')).toEqual([]);
  });

  it('[S3-E10] says what is wrong with a message, in the documented words', async () => {
    const { server, patient, relationId } = await arrangeForeign();
    const socket = await connectQuickclinic(server, patient, relationId);
    for (const payload of [{ text: '   ' }, {}, undefined]) {
      socket.send('send_message', payload);
      expect(await socket.hears('error')).toEqual({ message: 'Message cannot be empty' });
    }
    socket.send('send_message', { text: 'x'.repeat(1001) });
    expect(await socket.hears('error')).toEqual({ message: expect.stringMatching(/^text: .*1000/) });
    socket.send('send_message', { text: 4 });
    expect(await socket.hears('error')).toEqual({ message: expect.stringMatching(/^text: .*string/) });
  });

  it('[K01, S3-E02] writes to a relation that the payload names, and is told in these words from then on', async () => {
    const { server, doctor, patient, relationId, patientSocket } = await arrangeForeign();
    const bob = await server.addDoctor(doctor, 'bob@clinic.example');
    const socket = await server.connect(doctor, { foreign: true });
    socket.send('send_message', { relationId, text: 'Good morning' });
    expect(await socket.hears('new_message')).toMatchObject({
      message: { text: 'Good morning', senderId: doctor.user.id },
    });
    expect(await patientSocket.next('new_message')).toMatchObject({ message: { content: 'Good morning' } });
    // An explicit addressee wins.
    socket.send('send_message', { relationId, text: 'no', receiverId: patient.user.id, content: 'yes' });
    expect(await patientSocket.next('new_message')).toMatchObject({ message: { content: 'yes' } });
    const stranger = await server.connect(bob, { foreign: true });
    stranger.send('send_message', { relationId, text: 'I am not of it' });
    expect(await stranger.hears('error')).toEqual({ message: 'Unauthorized' });
    const bound = await connectQuickclinic(server, patient, relationId);
    bound.send('send_message', { relationId: 'another', text: 'I am of one only' });
    expect(await bound.hears('error')).toEqual({ message: 'Unauthorized' });
  });

  it('[K02] hears a message once, whatever other vocabulary it has used', async () => {
    const { server, doctor, patient, relationId, patientSocket } = await arrangeForeign();
    const socket = await connectQuickclinic(server, doctor, relationId);
    await socket.emitForAck('typing_start', { receiverId: patient.user.id });
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'Once' });
    expect(await socket.hears('new_message')).toMatchObject({ message: { text: 'Once', content: 'Once' } });
    await socket.settled();
    expect(socket.heard('new_message')).toEqual([]);
  });

  it('[S3-E03, S3-E08, S3-F04] is told that somebody types with each key, and by name', async () => {
    const { server, doctor, patient, relationId, doctorSocket } = await arrangeForeign();
    const [own, other] = await Promise.all([
      connectQuickclinic(server, patient, relationId),
      connectQuickclinic(server, doctor, relationId),
    ]);
    const typist = { userId: patient.user.id, userName: 'Pat Alpha', userRole: 'PATIENT' };
    own.socket.emit('user_typing');
    own.socket.emit('user_typing');
    expect(await other.hears('user_typing')).toEqual(typist);
    expect(await other.hears('user_typing')).toEqual(typist);
    expect(await doctorSocket.next('typing_start')).toEqual({ userId: patient.user.id });
    await own.settled();
    expect(own.heard('user_typing')).toEqual([]);
  });

  it('[S3-E04, S3-E09, K12] reads a message once: the others are told of what has changed, and only then', async () => {
    const { server, doctor, patient, relationId, doctorSocket, patientSocket } = await arrangeForeign();
    const [own, other] = await Promise.all([
      connectQuickclinic(server, patient, relationId),
      connectQuickclinic(server, doctor, relationId),
    ]);
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'Read me',
    });
    for (let times = 0; times < 3; times += 1) other.send('mark_as_read', { messageId: message.id });
    expect(await own.hears('message_read')).toEqual({ messageId: message.id, readBy: doctor.user.id });
    await other.settled();
    await own.settled();
    expect(own.heard('message_read')).toEqual([]);
    expect(await patientSocket.next('messages_read')).toMatchObject({ userId: doctor.user.id });
    // Nobody reads one's own.
    own.send('mark_as_read', { messageId: message.id });
    await own.settled();
    await doctorSocket.settled();
    expect(doctorSocket.countOf('messages_read')).toBe(0);
  });

  it('[S3-A01, S3-A02, S3-F02] is refused without proof, for a relation of others, and for none', async () => {
    const { server, doctor, patient, relationId } = await arrangeForeign();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const connect = (auth: Record<string, unknown>) =>
      server.connect(null, { foreign: true, auth }).then(
        () => 'connected',
        (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
      );
    expect(await connect({ relationId, userId: patient.user.id })).toBe('Authentication failed');
    expect(await connect({ relationId, token: stranger.token })).toBe('Unauthorized');
    expect(await connect({ relationId: 'none', token: patient.token })).toBe('Relation not found');
    // Who somebody says to be changes nothing.
    const socket = await server.connect(patient, {
      foreign: true,
      auth: { relationId, userId: doctor.user.id },
    });
    expect(await socket.hears('connected')).toMatchObject({ userId: patient.user.id });
  });

  it('[S3-R01, S3-R02, S3-R03, S3-M02] does the same by HTTP', async () => {
    const { server, doctor, patient, relationId } = await arrangeForeign();
    const path = `/api/doctorpatientrelations/${relationId}/chats`;
    const other = await connectQuickclinic(server, doctor, relationId);
    const sent = await server.request(
      'POST',
      path,
      { message: 'By HTTP', senderId: doctor.user.id },
      patient.bearer,
    );
    expect(sent).toMatchObject({
      status: 201,
      body: { chat: { text: 'By HTTP', senderId: patient.user.id, doctorPatientRelationId: relationId } },
    });
    expect(await other.hears('new_message')).toMatchObject({ message: { text: 'By HTTP' } });
    expect(await server.request('GET', `${path}?page=1&limit=1`, undefined, doctor.bearer)).toMatchObject({
      status: 200,
      body: {
        chats: [{ text: 'By HTTP', senderRole: 'PATIENT' }],
        pagination: {
          currentPage: 1,
          pageSize: 1,
          totalMessages: 1,
          totalPages: 1,
          hasNextPage: false,
          hasPreviousPage: false,
        },
      },
    });
    const failing = [
      ['GET', `${path}?limit=1000`, undefined, 400],
      ['GET', '/api/doctorpatientrelations/none/chats', undefined, 404],
      ['POST', path, { senderId: patient.user.id }, 400],
      ['POST', '/api/doctorpatientrelations', {}, 400],
    ] as const;
    for (const [method, address, body, status] of failing) {
      const answer = await server.request(method, address, body, patient.bearer);
      expect([address, answer.status, typeof answer.body['error']]).toEqual([address, status, 'string']);
    }
  });

  it('[S3-R01] is given a relation by the doctor of it alone, once', async () => {
    const { server, doctor, patient } = await arrangeForeign();
    const bob = await server.addDoctor(doctor, 'bob@clinic.example');
    const relation = { doctorsUserId: bob.user.id, patientsUserId: patient.user.id };
    const establish = (person: { bearer: Record<string, string> }, body: object) =>
      server.request('POST', '/api/doctorpatientrelations', body, person.bearer);
    expect(await establish(patient, relation)).toMatchObject({ status: 404 });
    expect(await establish(doctor, relation)).toMatchObject({ status: 403 });
    expect(await establish(bob, { ...relation, patientsUserId: doctor.user.id })).toMatchObject({
      status: 404,
    });
    expect(await establish(bob, relation)).toMatchObject({ status: 201, body: { isNew: true } });
    expect(await establish(patient, relation)).toMatchObject({ status: 200, body: { isNew: false } });
  });
});
