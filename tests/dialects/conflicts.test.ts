import { describe, expect, it } from 'vitest';
import { arrangeForeign, connectPhase4, connectQuickclinic } from '../support/foreign.ts';

type Listed = { content?: string; text?: string };

const wordsOf = (messages: readonly Listed[]) => messages.map(({ content, text }) => content ?? text);

describe('what the five systems say differently', () => {
  it('[K16, D03, S3-F06] page 1 of a history is the newest window in the order of time, for each of them', async () => {
    const { server, doctor, patient, patientSocket, pair, relationId } = await arrangeForeign();
    for (const content of ['one', 'two', 'three']) {
      await patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    }
    const get = async <T>(path: string): Promise<T> =>
      (await server.request<T>('GET', path, undefined, doctor.bearer)).body;
    const relation = await connectQuickclinic(server, doctor, relationId);
    relation.send('get_initial_messages', { page: 1, limit: 2 });
    const bySocket = (await relation.hears('initial_messages')) as { messages: Listed[] };
    const pages = [
      (await get<{ data: Listed[] }>(`/chat/conversations/${patient.user.id}?limit=2`)).data,
      bySocket.messages,
      (await get<{ chats: Listed[] }>(`/api/doctorpatientrelations/${relationId}/chats?page=1&limit=2`))
        .chats,
      (
        await get<{ messages: Listed[] }>(
          `/api/chat/messages?patientId=${pair.patientId}&doctorId=${pair.doctorId}&limit=2`,
        )
      ).messages,
    ];
    expect(pages.map(wordsOf)).toEqual(pages.map(() => ['two', 'three']));
    relation.send('get_initial_messages', { page: 2, limit: 2 });
    expect(await relation.hears('initial_messages')).toMatchObject({
      messages: [{ text: 'one' }],
      pagination: { page: 2, limit: 2, total: 3, hasMore: false },
    });
  });

  it('[K15, K17] roles have the letters of each, and ids are one opaque text under both names', async () => {
    const { server, doctor, patient, pair, relationId, doctorSocket } = await arrangeForeign();
    const relation = await connectQuickclinic(server, doctor, relationId);
    const phase4 = await connectPhase4(server, patient, pair);
    expect(await phase4.hears('user:online')).toEqual({ userId: doctor.user.id, role: 'DOCTOR' });
    phase4.send('message:send', { id: 'temp-1', receiverId: doctor.user.id, content: 'Hello' });
    const own = await doctorSocket.next('new_message');
    expect(own.message).toMatchObject({ sender: { _id: patient.user.id, role: 'patient' } });
    const foreign = (await relation.hears('new_message')) as { message: Record<string, unknown> };
    expect(foreign.message).toMatchObject({
      id: own.message._id,
      _id: own.message._id,
      senderId: patient.user.id,
      senderRole: 'PATIENT',
    });
  });

  it('[K18, K30] answers and refusals have the envelope of their addresses, also of those that are alike', async () => {
    const { server, doctor, patient, patientSocket } = await arrangeForeign();
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'Hello' });
    const ask = async (path: string, method = 'GET', body?: object) =>
      (await server.request(method, path, body, doctor.bearer)).body;
    expect(await ask('/chat/conversations')).toMatchObject({
      success: true,
      data: [{ otherUser: { _id: patient.user.id, role: 'patient' } }],
    });
    expect(await ask('/api/chat/conversations')).toMatchObject({ conversations: [{ type: 'patient' }] });
    const text = expect.any(String) as string;
    expect(await ask('/chat/conversations/nobody')).toMatchObject({ success: false, message: text });
    expect(await ask('/doctors/patients/nobody/messages', 'POST', {})).toMatchObject({
      status: 'failed',
      message: text,
    });
    expect(await ask('/api/rooms/nowhere')).toMatchObject({ success: false, message: text });
    expect(await ask('/api/doctorpatientrelations/nowhere/chats')).toMatchObject({ error: text });
    expect(await ask('/api/chat/messages')).toMatchObject({ error: text });
  });

  it('[K26, S3-F09, S4-E18] one limit holds for the text of all of them, and who is told so writes on', async () => {
    const { server, doctor, patient, pair, relationId, doctorSocket } = await arrangeForeign();
    const content = 'x'.repeat(1001);
    const receiverId = doctor.user.id;
    const chat = await server.connect(patient, { foreign: true });
    const relation = await connectQuickclinic(server, patient, relationId);
    const phase4 = await connectPhase4(server, patient, pair);
    chat.send('send_message', { receiverId, content });
    relation.send('send_message', { text: content });
    phase4.send('message:send', { id: 'temp-1', receiverId, content });
    for (const socket of [chat, relation, phase4]) {
      expect(await socket.hears('error')).toMatchObject({ message: expect.any(String) });
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('new_message')).toBe(0);
    chat.send('send_message', { receiverId, content: 'S1' });
    relation.send('send_message', { text: 'S3' });
    phase4.send('message:send', { id: 'temp-2', receiverId, content: 'S4' });
    for (const words of ['S1', 'S3', 'S4']) {
      await doctorSocket.next('new_message', ({ message }) => message.content === words);
    }
  });

  it('[K07, K28] names that two systems share are told apart by what they carry', async () => {
    const { server, doctor, patient, patientUser, doctorSocket, patientSocket } = await arrangeForeign();
    const { appointment } = await server.addAppointment(doctor, patientUser.id);
    const { roomId } = appointment;
    await patientSocket.request('join-waiting-room', { roomId });
    expect(await patientSocket.next('waiting-room-joined')).toMatchObject({ waitingPatients: 1 });
    await doctorSocket.request('join-waiting-room', { roomId });
    expect(await doctorSocket.next('doctor-joined-waiting-room')).toMatchObject({
      waitingPatients: [{ userId: patient.user.id }],
    });
    await doctorSocket.settled();
    // Who comes into a waiting room is no party of a call.
    expect(doctorSocket.countOf('user-joined')).toBe(0);
    await doctorSocket.request('start-consultation', { roomId, patientId: patient.user.id });
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    expect(await doctorSocket.next('user-joined')).toMatchObject({
      userId: patient.user.id,
      socketId: patientSocket.id,
    });
  });

  it('[K06] candidates of one call go as each front end sends them, for a room or for a connection', async () => {
    const { server, doctor, patient, patientUser, pair, relationId } = await arrangeForeign();
    const { appointment } = await server.addAppointment(doctor, patientUser.id);
    const { roomId } = appointment;
    const waitingRoom = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await waitingRoom.request('join-waiting-room', { roomId });
    await waitingRoom.request('join-room', { roomId });
    const candidate = { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };
    const toRoom = { roomId, candidate, userType: 'doctor' };
    const patientInWaitingRoom = await server.connect(patient, { auth: { userType: 'patient' } });
    await patientInWaitingRoom.request('join-waiting-room', { roomId });
    await waitingRoom.request('start-consultation', { roomId, patientId: patientUser.id });
    // Pages of all the others, one after another in the call as its patient.
    for (const page of [
      await server.connect(patient, { foreign: true }),
      await connectQuickclinic(server, patient, relationId),
      await connectPhase4(server, patient, pair),
      patientInWaitingRoom,
    ]) {
      await page.request('join-room', { roomId });
      waitingRoom.send('ice-candidate', toRoom);
      expect(await page.hears('ice-candidate')).toEqual(toRoom);
      waitingRoom.send('ice-candidate', { candidate, to: page.id });
      expect(await page.hears('ice-candidate')).toEqual({ candidate, from: waitingRoom.id });
      page.send('ice-candidate', { candidate, to: waitingRoom.id });
      expect(await waitingRoom.hears('ice-candidate')).toEqual({ candidate, from: page.id });
      page.send('ice-candidate', { ...toRoom, userType: 'patient' });
      expect(await waitingRoom.hears('ice-candidate')).toEqual({ ...toRoom, userType: 'patient' });
      await page.settled();
      expect(page.heard('ice-candidate')).toEqual([]);
    }
    await waitingRoom.settled();
    expect(waitingRoom.heard('ice-candidate')).toEqual([]);
  });
});
