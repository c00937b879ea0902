import { describe, expect, it } from 'vitest';
import { MESSAGE_MAX_LENGTH } from '../../server/protocol/index.ts';
import { startTestServer } from '../support/server.ts';

describe('chat in the waiting room', () => {
  it('[S0-E08] [S0-E13] [S0-F07] [S0-F13] reaches everyone in the room, the sender included', async () => {
    const server = await startTestServer();
    const { roomId, patient, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    patientSocket.send('waiting-room-message', { roomId, message: 'Hello doctor' });
    for (const socket of [patientSocket, doctorSocket]) {
      const message = await socket.next('waiting-room-message');
      expect(message).toMatchObject({
        roomId,
        userId: patient.user.id,
        userType: 'patient',
        message: 'Hello doctor',
      });
      expect(message.id).toEqual(expect.any(String));
      expect(new Date(message.timestamp).getTime()).toBeGreaterThan(0);
    }
    await doctorSocket.request('waiting-room-message', { roomId, message: 'Hello Pat' });
    expect(await patientSocket.next('waiting-room-message')).toMatchObject({
      userId: doctor.user.id,
      userType: 'doctor',
      message: 'Hello Pat',
    });
  });

  it('[S0-E13] [S0-M04] keeps order and history, numbered without gaps', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    for (let number = 1; number <= 20; number += 1) {
      const sender = number % 2 === 0 ? patientSocket : doctorSocket;
      await sender.request('waiting-room-message', { roomId, message: `message ${number}` });
    }
    const late = await server.connect(doctor);
    const { room } = await late.request('join-waiting-room', { roomId });
    expect(room.messages.map((message) => message.message)).toEqual(
      Array.from({ length: 20 }, (_, index) => `message ${index + 1}`),
    );
    expect(room.messages.map((message) => message.seq)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('[S0-E08] a message sent again with its clientId is acked with the stored one and told once', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const payload = { roomId, message: 'once', clientId: 'c-1' };
    const first = await patientSocket.request('waiting-room-message', payload);
    const second = await patientSocket.request('waiting-room-message', { ...payload, message: 'twice' });
    expect(second.message).toEqual(first.message);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('waiting-room-message')).toBe(1);
  });

  it('[S0-E08, S0-X07, K19] text is trimmed, kept as text, and refused when empty or too long, without an error event', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const markup = '<img src=x onerror=alert(1)> & "quotes"';
    await patientSocket.request('waiting-room-message', { roomId, message: `  ${markup}  ` });
    expect(await doctorSocket.next('waiting-room-message')).toMatchObject({ message: markup });
    for (const message of ['', '   ', 'x'.repeat(MESSAGE_MAX_LENGTH + 1), 7, { text: 'x' }]) {
      expect(await patientSocket.refusal('waiting-room-message', { roomId, message })).toMatchObject({
        code: 'bad_request',
      });
    }
    await patientSocket.settled();
    expect(patientSocket.countOf('error')).toBe(0);
  });

  it('[S0-X04] who is not in the room can neither write nor read', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket } = await server.arrangeWaiting();
    const stranger = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    expect(await stranger.refusal('waiting-room-message', { roomId, message: 'hi' })).toMatchObject({
      code: 'not_in_room',
    });
    await patientSocket.request('waiting-room-message', { roomId, message: 'private' });
    await stranger.settled();
    expect(stranger.countOf('waiting-room-message')).toBe(0);
  });

  it('[S0-F01, S0-F17] events sent without waiting for answers are carried out in their order', async () => {
    const server = await startTestServer();
    const { patient, patientUser, doctor, roomId } = await server.arrangeVisit();
    const socket = await server.connect(patient, { auth: { userType: 'patient' } });
    socket.send('join-waiting-room', { roomId });
    socket.send('device-test-results', { roomId, results: { allTestsPassed: false } });
    socket.send('patient-ready', { roomId, ready: true });
    socket.send('waiting-room-message', { roomId, message: 'all at once' });
    expect(await socket.next('waiting-room-message')).toMatchObject({ message: 'all at once' });
    const { room } = await socket.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([{ deviceTestCompleted: true, ready: true }]);
    expect(socket.countOf('error')).toBe(0);

    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    doctorSocket.send('join-waiting-room', { roomId });
    doctorSocket.send('start-consultation', { roomId, patientId: patientUser.id });
    doctorSocket.send('doctor-join-consultation', { roomId, patientId: patientUser.id });
    await socket.next('doctor-joining-consultation');
    expect((await socket.next('waiting-room-joined')).appointment.status).toBe('waiting');
    for (const status of ['admitted', 'inCall']) {
      expect((await socket.next('appointment-updated')).appointment.status).toBe(status);
    }
    socket.send('leave-waiting-room', { roomId });
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ reason: 'left' });
    expect(doctorSocket.countOf('error')).toBe(0);
  });
});
