import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/server.ts';
import { arrangeForeign, connectPhase4 } from '../support/foreign.ts';

const arrange = async () => {
  const arranged = await arrangeForeign();
  const { server, doctor, patient, pair } = arranged;
  const own = await connectPhase4(server, patient, pair);
  const other = await connectPhase4(server, doctor, pair);
  return { ...arranged, own, other };
};

describe('a front end of S4', () => {
  it('[S4-A01, S4-E01, S4-E08, S4-F02, S4-X01] says who it is, and is believed only what its token says', async () => {
    const { server, doctor, patient } = await arrangeForeign();
    const socket = await server.connect(patient, { foreign: true });
    const { id: userId, email } = patient.user;
    for (const claim of [
      { userId: doctor.user.id, role: 'DOCTOR' },
      { userId, role: 'DOCTOR', email },
      { userId, role: 'PATIENT', email: 'other@clinic.example' },
    ]) {
      socket.send('authenticate', claim);
      expect(await socket.hears('authenticated')).toEqual({ success: false, error: 'Authentication failed' });
    }
    socket.send('authenticate', { userId, role: 'PATIENT', email });
    expect(await socket.hears('authenticated')).toEqual({ success: true, userId });
  });

  it('[S4-E02, S4-E03, S4-E09, S4-F04, S4-X04] opens its own conversations alone, and closes them', async () => {
    const { server, doctor, own, pair, doctorSocket, patient } = await arrange();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    own.send('join:chat', pair);
    expect(await own.hears('chat:joined')).toEqual({ roomId: `chat:${pair.patientId}:${pair.doctorId}` });
    const bob = await server.connect(stranger, { foreign: true });
    bob.send('join:chat', pair);
    expect(await bob.hears('error')).toEqual({ message: 'Doctor and patient are not associated' });
    own.send('leave:chat', pair);
    await own.settled();
    await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Still there?' });
    await own.settled();
    await bob.settled();
    expect([own.heard('message:received'), bob.heard('message:received')]).toEqual([[], []]);
  });

  it('[S4-E04, S4-E10, S4-F03, S4-F05, K11] writes to all in the conversation but the connection that wrote', async () => {
    const { server, doctor, patient, pair, own, other } = await arrange();
    const second = await connectPhase4(server, patient, pair);
    own.send('message:send', {
      id: 'temp-1700000000000',
      senderId: doctor.user.id,
      receiverId: doctor.user.id,
      content: 'Good morning',
    });
    const message = {
      id: 'temp-1700000000000',
      senderId: patient.user.id,
      receiverId: doctor.user.id,
      content: 'Good morning',
      isEmergency: false,
      fileUrl: null,
      fileName: null,
      status: 'sent',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      createdAt: expect.any(String),
    };
    expect(await other.hears('message:received')).toEqual(message);
    expect(await second.hears('message:received')).toEqual(message);
    await own.settled();
    expect(own.heard('message:received')).toEqual([]);
  });

  it('[S4-E05, S4-E06, S4-E11, S4-E12, S4-F06] types, with the names of this vocabulary', async () => {
    const { patient, pair, own, other } = await arrange();
    own.send('typing:start', pair);
    expect(await other.hears('typing:started')).toEqual({
      userId: patient.user.id,
      email: 'pat@clinic.example',
    });
    own.send('typing:stop', pair);
    expect(await other.hears('typing:stopped')).toEqual({ userId: patient.user.id });
    await own.settled();
    expect(own.heard('typing:started')).toEqual([]);
  });

  it('[S4-E07, S4-E13, S4-F07, K12] reads by either name of a message, and confirms it once', async () => {
    const { doctor, pair, own, other } = await arrange();
    own.send('message:send', { id: 'temp-1', receiverId: doctor.user.id, content: 'Read me' });
    const { id } = (await other.hears('message:received')) as { id: string };
    for (let times = 0; times < 3; times += 1) other.send('message:read', { messageId: id, ...pair });
    expect(await own.hears('message:read:confirmed')).toEqual({
      messageId: 'temp-1',
      readBy: doctor.user.id,
      readAt: expect.any(String),
    });
    await other.settled();
    await own.settled();
    expect(own.heard('message:read:confirmed')).toEqual([]);
  });

  it('[S4-E14, S4-E15, S4-F09, S4-F12, K10] is told who comes and goes, and who is there already', async () => {
    const { server, doctor, patient, other, patientSocket, own } = await arrange();
    expect(other.heard('user:online')).toContainEqual({ userId: patient.user.id, role: 'PATIENT' });
    patientSocket.close();
    own.close();
    expect(await other.hears('user:offline')).toEqual({ userId: patient.user.id, role: 'PATIENT' });
    const back = await server.connect(patient, { foreign: true });
    back.send('authenticate', { userId: patient.user.id, role: 'PATIENT' });
    expect(await back.hears('user:online')).toEqual({ userId: doctor.user.id, role: 'DOCTOR' });
  });

  it('[S4-E16, S4-E17, S4-F08, S4-F10, S4-F11] alerts all doctors once, and notifies the receiver', async () => {
    const { doctor, patient, own, other, doctorSocket } = await arrange();
    own.send('message:send', {
      id: 'temp-2',
      receiverId: doctor.user.id,
      content: 'I cannot breathe',
      isEmergency: true,
    });
    expect(await other.hears('message:received')).toMatchObject({ id: 'temp-2', isEmergency: true });
    expect(await other.hears('emergency:alert')).toMatchObject({
      patientId: patient.user.id,
      message: 'I cannot breathe',
      timestamp: expect.any(String),
    });
    await doctorSocket.next('emergency:alert');
    expect(await other.hears('notification')).toMatchObject({
      type: 'EMERGENCY_CHAT',
      userId: doctor.user.id,
    });
    own.send('message:send', { id: 'temp-3', receiverId: doctor.user.id, content: 'Thank you' });
    expect(await other.hears('notification')).toMatchObject({ type: 'NEW_MESSAGE', userId: doctor.user.id });
    await other.settled();
    expect(other.heard('emergency:alert')).toEqual([]);
  });

  it('[K14, D02, D06, S4-F14, S4-F15] hands a message over by both ways, and it is stored once, whichever comes first', async () => {
    const { server, doctor, patient, pair, own, other } = await arrange();
    const post = (content: string) =>
      server.request('POST', '/api/chat/messages', { ...pair, content }, patient.bearer);
    const bySocket = (id: string, content: string) =>
      own.emitForAck('message:send', { id, receiverId: doctor.user.id, content });
    await bySocket('temp-10', 'Socket first');
    await post('Socket first');
    await post('Post first');
    await bySocket('temp-11', 'Post first');
    await Promise.all([bySocket('temp-12', 'Both at once'), post('Both at once')]);
    // The same words again are another message.
    await bySocket('temp-13', 'Socket first');
    const { body } = await server.request<{ messages: { content: string; timestamp: string }[] }>(
      'GET',
      `/api/chat/messages?patientId=${pair.patientId}&doctorId=${pair.doctorId}`,
      undefined,
      doctor.bearer,
    );
    expect(body.messages.map(({ content }) => content)).toEqual([
      'Socket first',
      'Post first',
      'Both at once',
      'Socket first',
    ]);
    // By the name that came with the second copy, too.
    other.send('message:read', { messageId: 'temp-11', ...pair });
    expect(await own.hears('message:read:confirmed')).toMatchObject({ readBy: doctor.user.id });
  });

  it('[S4-R01, S4-R02, S4-R03, S4-M01, K13] does the same by HTTP', async () => {
    const { server, doctor, patient, pair, own } = await arrange();
    const other = await connectPhase4(server, doctor, pair);
    const posted = await server.request(
      'POST',
      '/api/chat/messages',
      { ...pair, content: 'By HTTP', isEmergency: false },
      patient.bearer,
    );
    const message = {
      patientId: patient.user.id,
      doctorId: doctor.user.id,
      senderId: patient.user.id,
      content: 'By HTTP',
      messageType: 'REGULAR',
      status: 'SENT',
      isEmergency: false,
      fileUrl: null,
      fileName: null,
      resolvedAt: null,
      createdAt: expect.any(String),
      timestamp: expect.any(String),
      patient: { firstName: 'Pat', lastName: 'Alpha' },
    };
    expect(posted).toMatchObject({ status: 201, body: { message } });
    const { id } = (await other.hears('message:received')) as { id: string };
    const query = `patientId=${pair.patientId}&doctorId=${pair.doctorId}&limit=50`;
    expect(
      await server.request('GET', `/api/chat/messages?${query}`, undefined, doctor.bearer),
    ).toMatchObject({
      status: 200,
      body: { messages: [{ ...message, id }] },
    });
    const read = await server.request('PATCH', '/api/chat/messages', { messageIds: [id] }, doctor.bearer);
    expect(read).toMatchObject({ status: 200, body: { success: true } });
    expect(await own.hears('message:read:confirmed')).toMatchObject({ messageId: id });
    expect(await server.request('GET', '/api/chat/messages', undefined, doctor.bearer)).toMatchObject({
      status: 400,
      body: { error: 'Patient ID and Doctor ID are required' },
    });
    expect(await server.request('GET', `/api/chat/messages?${query}`)).toMatchObject({
      status: 401,
      body: { error: expect.any(String) },
    });
  });

  it('[S4-R04, S4-R05, S4-M04, S4-F16, S4-F19] lists conversations of either side, an emergency first', async () => {
    const { server, doctor, patient, own } = await arrange();
    const quinnUser = await server.addPatient(doctor, 'Quinn Mary Beta', {
      email: 'quinn@clinic.example',
      password: PASSWORD,
    });
    const known = { dateOfBirth: '1980-02-03', bloodGroup: 'A+' };
    await server.request('PATCH', `/api/patients/${quinnUser.id}`, known, doctor.bearer);
    const quinn = await server.login('quinn@clinic.example');
    await own.emitForAck('message:send', {
      id: 'temp-20',
      receiverId: doctor.user.id,
      content: 'Help',
      isEmergency: true,
    });
    const quinnSocket = await server.connect(quinn, { foreign: true });
    await quinnSocket.emitForAck('message:send', {
      id: 'temp-21',
      receiverId: doctor.user.id,
      content: 'Hi',
    });
    const list = (person: { bearer: Record<string, string> }) =>
      server.request('GET', '/api/chat/conversations', undefined, person.bearer);
    expect((await list(doctor)).body).toMatchObject({
      conversations: [
        { type: 'patient', patient: { id: patient.user.id }, hasEmergency: true, unreadCount: 1 },
        {
          type: 'patient',
          patient: {
            id: quinnUser.id,
            firstName: 'Quinn Mary',
            lastName: 'Beta',
            ...known,
            user: { email: 'quinn@clinic.example' },
          },
          lastMessage: { content: 'Hi' },
          hasEmergency: false,
        },
      ],
    });
    expect((await list(quinn)).body).toMatchObject({
      conversations: [{ type: 'doctor', doctor: { id: doctor.user.id }, unreadCount: 0 }],
    });
  });
});
